/** Playing a sequence: which frame it is time for, and which frames to have ready. */
export const SPEEDS = [0.25, 0.5, 1, 2, 4] as const;
export type Speed = (typeof SPEEDS)[number];

export const USUAL_RATE = 10; // frames a second of photos that have no times
const MOST_SHOWN = 30; // frames a second that are asked for; what is faster leaves frames out

export interface Clock {
  /** Frame at the beginning, and when that was, in milliseconds. */
  readonly from: number;
  readonly at: number;
  /** Frames a second. */
  readonly rate: number;
}

/** The frame that it is time for: by the clock, whatever was shown before. */
export const frameAt = ({ from, at, rate }: Clock, now: number, frames: number): number =>
  Math.max(0, Math.min(frames - 1, from + Math.floor((Math.max(0, now - at) * rate) / 1000)));

/** Each so-manieth frame is asked for: as many as can be seen, and as the server has time for. */
export const strideOf = (rate: number, millisecondsEach: number): number => Math.max(1, Math.ceil(rate / MOST_SHOWN), Math.ceil((rate * millisecondsEach) / 1000));

/** The frame itself, then those that come next; the same ones from call to call. */
export function wanted(at: number, by: 1 | -1, frames: number, stride: number, most: number): number[] {
  const found = [at];
  const first = by > 0 ? Math.floor(at / stride) * stride + stride : Math.ceil(at / stride) * stride - stride;
  for (let frame = first; found.length < most && frame >= 0 && frame < frames; frame += by * stride) found.push(frame);
  return found;
}

/** Of what is there, the nearest that is not beyond: what a lagging picture shows; null: nothing. */
export function nearest(there: Iterable<number>, at: number, by: 1 | -1): number | null {
  let best: number | null = null;
  for (const frame of there) {
    const ahead = by * (frame - at) > 0;
    const bestAhead = best !== null && by * (best - at) > 0;
    if (best === null || (bestAhead && !ahead) || (ahead === bestAhead && Math.abs(frame - at) < Math.abs(best - at))) best = frame;
  }
  return best;
}

const KEY = "avala-edge.speed";

export function speedOf(storage: Pick<Storage, "getItem"> = localStorage): Speed {
  try {
    const kept = Number(storage.getItem(KEY));
    return SPEEDS.find((speed) => speed === kept) ?? 1;
  } catch {
    return 1;
  }
}

export function keepSpeed(speed: Speed, storage: Pick<Storage, "setItem"> = localStorage): void {
  try {
    storage.setItem(KEY, String(speed));
  } catch {
    // then it holds until the page is left
  }
}
