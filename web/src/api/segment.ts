import type { Polygon } from "../geometry/polygon";
import { send } from "./http";

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

export const segment = (request: SegmentRequest, signal: AbortSignal): Promise<Answer> => send("/segment/", request, { signal });
