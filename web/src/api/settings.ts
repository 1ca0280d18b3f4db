import { AVALA, call, send } from "./http";
import type { Page } from "./pages";
import type { Key, KeyMade, NewKey, Provider, Webhook, WebhookMade } from "./types";

export const listKeys = async (): Promise<Key[]> => (await call<Page<Key>>("/keys/")).results;
export const createKey = (body: NewKey): Promise<KeyMade> => send("/keys/", body);
export const revokeKey = (uid: string): Promise<void> => call(`/keys/${uid}/`, { method: "DELETE" });

const PROVIDERS = `${AVALA}/inference-providers/`;
export interface NewProvider {
  name: string;
  provider_type: "http";
  config: Record<string, unknown>;
}
export const createProvider = (body: NewProvider): Promise<Provider> => send(PROVIDERS, body);
export const testProvider = (uid: string): Promise<{ success: boolean; message: string }> => send(`${PROVIDERS}${uid}/test/`, {});
export const removeProvider = (uid: string): Promise<void> => call(`${PROVIDERS}${uid}/`, { method: "DELETE" });

const WEBHOOKS = `${AVALA}/webhooks/`;
export const listWebhooks = async (): Promise<Webhook[]> => (await call<Page<Webhook>>(`${WEBHOOKS}?limit=1000`)).results;
export const createWebhook = (body: { target_url: string; events: string[] }): Promise<WebhookMade> => send(WEBHOOKS, body);
export const testWebhook = (uid: string): Promise<{ success: boolean; message: string }> => send(`${WEBHOOKS}${uid}/test/`, {});
export const removeWebhook = (uid: string): Promise<void> => call(`${WEBHOOKS}${uid}/`, { method: "DELETE" });

export async function metricsText(): Promise<string> {
  const answer = await fetch("/api/edge/v1/metrics", { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  return answer.text();
}
