import type { Polygon } from "../geometry/polygon";
import { API, SIGNED_OUT, ServerError, send } from "./http";
import { Live, SocketDown } from "./live";

export interface PointPrompt {
  x: number;
  y: number;
  label: 0 | 1;
}

export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface SegmentRequest {
  image: string;
  points?: readonly PointPrompt[];
  box?: Rectangle;
  mask?: string;
  tolerance?: number;
  multimask: boolean;
  /** What is on the screen, where that is not all of the photo. */
  looking_at?: Rectangle;
  formats: string[];
}

export interface AnswerMask {
  score: number;
  area: number;
  bbox: Rectangle;
  polygon: { polygons: Polygon[] };
  mask: string;
}

export interface Answer {
  model: { name: string; digest: string };
  masks: AnswerMask[];
  cache: "hit" | "miss" | "joined";
  timings_ms: Record<string, number>;
}

/** JSON frames: coordinates are short decimals, which MessagePack's nine-byte floats make an eighth larger. */
export const live = new Live({
  connect: () => new WebSocket(`${location.origin.replace(/^http/, "ws")}${API}/segment/ws`),
  onSignedOut: () => window.dispatchEvent(new Event(SIGNED_OUT)),
});

/** A prompt that was asked while the button was still down. */
let ahead: { request: string; answer: Promise<Answer>; abort: AbortController } | null = null;

/** Ask before it is certain that it is meant; `segment` of the same gets what came of it. */
export function askAhead(request: SegmentRequest): void {
  ahead?.abort.abort();
  const abort = new AbortController();
  const answer = meant(request, abort.signal);
  answer.catch(() => undefined); // who takes it hears it
  ahead = { request: JSON.stringify(request), answer, abort };
}

export function segment(request: SegmentRequest, signal: AbortSignal): Promise<Answer> {
  const begun = ahead;
  ahead = null;
  if (begun?.request === JSON.stringify(request)) return begun.answer;
  begun?.abort.abort();
  return meant(request, signal);
}

/** Mask tokens do not outlive the server; the prompts alone still say what is meant. */
async function meant(request: SegmentRequest, signal: AbortSignal): Promise<Answer> {
  const { mask, ...prompts } = request;
  try {
    return await ask(request, signal);
  } catch (reason) {
    if (mask !== undefined && reason instanceof ServerError && reason.status === 422 && reason.field === "mask") return ask(prompts, signal);
    throw reason;
  }
}

async function ask(request: SegmentRequest, signal: AbortSignal): Promise<Answer> {
  try {
    const answer = await live.ask(request);
    if (answer) return answer;
  } catch (reason) {
    if (!(reason instanceof SocketDown)) throw reason;
  }
  return send("/segment/", request, { signal });
}

/** What a click there would give, or null when a newer place overtook it. A hover is never worth a POST. */
export const hover = (image: string, point: PointPrompt, lookingAt: Rectangle | null, patienceMs: number): Promise<Answer | null> =>
  live.ask({ image, points: [point], ...(lookingAt && { looking_at: lookingAt }), multimask: true, formats: ["polygon"] }, { stream: "hover", patienceMs });
