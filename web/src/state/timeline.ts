/** The tracks of a sequence as rows of a timeline: what is on each frame, what is drawn of it, which frame to look at next. */
import type { Track, TrackPoint } from "../api/types";

export const UNSURE = 0.7; // below it a frame is worth a look
export const LOW = 0.5; // below it it is drawn as doubtful

/** `filled`: carried by something that says no confidence. */
export type Mark = "key" | "accepted" | "carried" | "filled" | "rejected";

export interface Cell {
  readonly frame: number;
  readonly mark: Mark;
  readonly confidence: number | null;
  /** A person accepted it, or drew it so. */
  readonly isAccepted: boolean;
}

export interface Row {
  readonly track: string;
  readonly label: string | null;
  /** Which of the tracks with this label, from 1; null: it is the only one. */
  readonly number: number | null;
  /** In the order of frames, one a frame. */
  readonly cells: readonly Cell[];
}

function markOf({ state, is_key, confidence }: TrackPoint): Mark {
  if (state === "rejected") return "rejected";
  if (is_key) return "key";
  if (state === "accepted") return "accepted";
  return confidence === null ? "filled" : "carried";
}

function cellsOf(points: readonly TrackPoint[]): Cell[] {
  const byFrame = new Map<number, Cell>();
  for (const point of points) {
    const known = byFrame.get(point.frame);
    // What was rejected is drawn where nothing took its place.
    if (known && known.mark !== "rejected" && point.state === "rejected") continue;
    byFrame.set(point.frame, { frame: point.frame, mark: markOf(point), confidence: point.confidence, isAccepted: point.state === "accepted" });
  }
  return [...byFrame.values()].sort((a, b) => a.frame - b.frame);
}

export function rowsOf(tracks: readonly Track[]): Row[] {
  const count = new Map<string | null, number>();
  for (const { label } of tracks) count.set(label, (count.get(label) ?? 0) + 1);
  const met = new Map<string | null, number>();
  return tracks.map(({ track, label, points }) => {
    const number = (met.get(label) ?? 0) + 1;
    met.set(label, number);
    return { track, label, number: count.get(label) === 1 ? null : number, cells: cellsOf(points) };
  });
}

const isThere = (cell: Cell): boolean => cell.mark !== "rejected";

export const isUnsure = ({ mark, confidence }: Cell): boolean => mark === "carried" && confidence !== null && confidence < UNSURE;

/** Frames at which a track ends, or begins though nobody drew it there: what carried it lost it. */
function edgesOf({ cells }: Row, frames: number): number[] {
  const there = cells.filter(isThere);
  return there.flatMap((cell, at) => {
    const ends = there[at + 1]?.frame !== cell.frame + 1 && cell.frame < frames - 1;
    const begins = cell.mark !== "key" && there[at - 1]?.frame !== cell.frame - 1 && cell.frame > 0;
    return ends || begins ? [cell.frame] : [];
  });
}

/** The next frame, or with -1 the one before, where a track is unsure or ends: the chosen one, else any; null: none. */
export function nextUnsure(rows: readonly Row[], track: string | null, from: number, by: 1 | -1, frames: number): number | null {
  const asked = rows.some((row) => row.track === track) ? rows.filter((row) => row.track === track) : rows;
  const found = asked.flatMap((row) => [...row.cells.filter(isUnsure).map(({ frame }) => frame), ...edgesOf(row, frames)]);
  let best: number | null = null;
  for (const frame of found) {
    if (by * (frame - from) > 0 && (best === null || by * (frame - best) < 0)) best = frame;
  }
  return best;
}

export interface RowSummary {
  first: number;
  last: number;
  frames: number;
  keys: number;
  unsure: number;
  accepted: number;
  rejected: number;
}

/** What a row shows, in numbers; null: nothing is there but what was rejected. */
export function summaryOf({ cells }: Row): RowSummary | null {
  const there = cells.filter(isThere);
  const [first, last] = [there[0], there.at(-1)];
  if (!first || !last) return null;
  return {
    first: first.frame,
    last: last.frame,
    frames: there.length,
    keys: there.filter(({ mark }) => mark === "key").length,
    unsure: there.filter(isUnsure).length,
    accepted: there.filter(({ isAccepted }) => isAccepted).length,
    rejected: cells.length - there.length,
  };
}

/** A stretch of a row in pixels; of a key frame only when it was accepted. */
export interface Bar {
  x: number;
  width: number;
  mark: Exclude<Mark, "key">;
  confidence: number | null;
}

export interface Drawn {
  readonly bars: readonly Bar[];
  /** Where the diamonds are, in pixels. */
  readonly keys: readonly number[];
}

const DIAMONDS_APART = 3; // px
const CLAIM = { rejected: 0, accepted: 1, filled: 2, carried: 3 } as const; // what a pixel of many frames shows

const placeOf = (frame: number, frames: number, width: number): number => (frame * width) / Math.max(1, frames);

/** Of two frames on one pixel the one that is worth more of a look. */
function worse(a: Bar, b: Bar): Bar {
  if (CLAIM[a.mark] !== CLAIM[b.mark]) return CLAIM[a.mark] > CLAIM[b.mark] ? a : b;
  return (a.confidence ?? 1) <= (b.confidence ?? 1) ? a : b;
}

/** A row on `width` pixels: at most a bar a pixel, however many frames there are. */
export function drawnOf({ cells }: Row, frames: number, width: number): Drawn {
  const bars: Bar[] = [];
  const keys: number[] = [];
  for (const { frame, mark, confidence, isAccepted } of cells) {
    const middle = placeOf(frame + 0.5, frames, width);
    if (mark === "key" && middle - (keys.at(-1) ?? -Infinity) >= DIAMONDS_APART) keys.push(middle);
    if (mark === "key" && !isAccepted) continue;
    const x = Math.floor(placeOf(frame, frames, width));
    const end = Math.max(x + 1, Math.floor(placeOf(frame + 1, frames, width)));
    const bar: Bar = { x, width: end - x, mark: mark === "key" ? "accepted" : mark, confidence };
    const before = bars.at(-1);
    if (before && before.x === x) bars[bars.length - 1] = { ...worse(before, bar), x, width: Math.max(before.width, bar.width) };
    else bars.push(bar);
  }
  return { bars, keys };
}

/** The frame under a place on a strip. */
export const frameAtPlace = (x: number, width: number, frames: number): number => Math.max(0, Math.min(frames - 1, Math.floor((x / Math.max(1, width)) * frames)));

/** `#rrggbb` between two of them. */
export function mixed(from: string, to: string, share: number): string {
  const [a, b] = [from, to].map((color) => [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16)));
  const parts = [0, 1, 2].map((n) => Math.round((a?.[n] ?? 0) + ((b?.[n] ?? 0) - (a?.[n] ?? 0)) * Math.min(1, Math.max(0, share))));
  return `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}
