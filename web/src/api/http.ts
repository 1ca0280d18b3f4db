/** One way to the server: same origin, session cookie, errors with the server's own words. */
export const API = "/api/edge/v1";
/** What Avala's own clients speak; a path that begins with it is taken as it is. */
export const AVALA = "/api/v1";

export class ServerError extends Error {
  constructor(
    readonly status: number,
    detail: string,
    /** The field of the request that was refused, where the server names one. */
    readonly field: string | null = null,
    /** With 412: the record as it is now. */
    readonly current: unknown = null,
  ) {
    super(detail);
  }
}

function detailOf(body: unknown, status: number): string {
  const detail = typeof body === "object" && body !== null && "detail" in body ? body.detail : undefined;
  if (typeof detail === "string") return detail;
  if (typeof detail === "object" && detail !== null) {
    return Object.entries(detail)
      .map(([field, messages]) => `${field}: ${Array.isArray(messages) ? messages.join(", ") : String(messages)}`)
      .join("; ");
  }
  return `HTTP ${status}`;
}

const fieldOf = (body: unknown): string | null =>
  typeof body === "object" && body !== null && "field" in body && typeof body.field === "string" ? body.field : null;

const currentOf = (body: unknown): unknown => (typeof body === "object" && body !== null && "current" in body ? body.current : null);

/** An error answer in the server's own words, from HTTP and the socket alike. */
export const refusal = (status: number, body: unknown): ServerError => new ServerError(status, detailOf(body, status), fieldOf(body), currentOf(body));

/** Heard on `window` when a session that was good is good no more. */
export const SIGNED_OUT = "avala-edge:signed-out";

/** `T` is what the contract says of `path`, which is one of `API` unless it begins with `AVALA`. */
export async function call<T>(path: string, init: RequestInit = {}): Promise<T> {
  const headers = new Headers(init.headers);
  headers.set("X-Avala-Csrf", "1");
  const response = await fetch(path.startsWith(AVALA) ? path : API + path, { credentials: "same-origin", ...init, headers });
  const type = response.headers.get("Content-Type") ?? "";
  const body: unknown = type.includes("json") ? await response.json() : undefined;
  if (response.status === 401 && path !== "/session/") window.dispatchEvent(new Event(SIGNED_OUT));
  if (!response.ok) throw refusal(response.status, body);
  return body as T;
}

export function send<T>(path: string, body: unknown, init: RequestInit = {}): Promise<T> {
  return call<T>(path, { method: "POST", ...init, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}
