import type { Polygon } from "../geometry/polygon";
import { ServerError, send } from "./http";

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
  multimask: boolean;
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

/** Mask tokens do not outlive the server; the prompts alone still say what is meant. */
export async function segment(request: SegmentRequest, signal: AbortSignal): Promise<Answer> {
  const { mask, ...prompts } = request;
  try {
    return await send("/segment/", request, { signal });
  } catch (reason) {
    if (mask !== undefined && reason instanceof ServerError && reason.status === 422 && reason.field === "mask") return send("/segment/", prompts, { signal });
    throw reason;
  }
}
