import { AVALA, ServerError, call } from "./http";
import type { Page } from "./pages";
import type { Model, Provider } from "./types";

export const listModels = async (): Promise<Model[]> => (await call<{ results: Model[] }>("/models/")).results;

/** Connected models; none for who may not see them. */
export async function listProviders(): Promise<Provider[]> {
  try {
    return (await call<Page<Provider>>(`${AVALA}/inference-providers/?limit=1000`)).results;
  } catch (reason) {
    if (reason instanceof ServerError && reason.status === 403) return [];
    throw reason;
  }
}
