/** The outline under the pointer: when to ask for it, and when to leave the server alone. */
import { SocketDown } from "../api/live";
import type { Answer, AnswerMask, PointPrompt, Rectangle } from "../api/segment";

export interface Preview {
  readonly x: number;
  readonly y: number;
  readonly mask: AnswerMask;
}

export interface HoverParts {
  ask: (point: PointPrompt, lookingAt: Rectangle | null, patienceMs: number) => Promise<Answer | null>;
  show: (preview: Preview | null) => void;
  tooSlow: (is: boolean) => void;
  onFrame?: (run: () => void) => number;
  dropFrame?: (frame: number) => void;
  now?: () => number;
}

export const SLOW_MS = 150; // a preview that lags more than this is in the way
const REMEMBERED = 9; // answers that the median is taken of
const FEWEST = 5;
const PATIENCE_MS = 2_000;
export const PAUSE_MS = 10_000;

/** One prompt at a time, and then only the newest place: a slow server gets just as much as it can answer. */
export class Hover {
  private wanted: { point: PointPrompt; lookingAt: Rectangle | null } | null = null;
  private frame: number | null = null;
  private asking = false;
  private turn = 0;
  private shown = false;
  private took: number[] = [];
  private pause: ReturnType<typeof setTimeout> | undefined;
  private readonly onFrame: (run: () => void) => number;
  private readonly dropFrame: (frame: number) => void;
  private readonly now: () => number;

  constructor(private readonly parts: HoverParts) {
    this.onFrame = parts.onFrame ?? ((run) => requestAnimationFrame(run));
    this.dropFrame = parts.dropFrame ?? ((frame) => cancelAnimationFrame(frame));
    this.now = parts.now ?? (() => performance.now());
  }

  moveTo(x: number, y: number, lookingAt: Rectangle | null = null): void {
    this.wanted = { point: { x, y, label: 1 }, lookingAt };
    this.arrange();
  }

  /** Nothing is shown any more, whatever is still answered. */
  leave(): void {
    this.wanted = null;
    this.asking = false;
    this.turn += 1;
    if (this.frame !== null) this.dropFrame(this.frame);
    this.frame = null;
    this.show(null);
  }

  stop(): void {
    this.leave();
    clearTimeout(this.pause);
    this.pause = undefined;
  }

  private arrange(): void {
    if (!this.wanted || this.asking || this.frame !== null || this.pause !== undefined) return;
    this.frame = this.onFrame(() => {
      this.frame = null;
      void this.askNow();
    });
  }

  private async askNow(): Promise<void> {
    if (!this.wanted) return;
    const { point, lookingAt } = this.wanted;
    this.wanted = null;
    this.asking = true;
    const turn = ++this.turn;
    const began = this.now();
    let answer: Answer | null = null;
    let refused = false;
    try {
      answer = await this.parts.ask(point, lookingAt, PATIENCE_MS);
    } catch (reason) {
      refused = !(reason instanceof SocketDown);
    }
    if (turn !== this.turn) return;
    this.asking = false;
    const took = this.now() - began;
    if (answer || took >= PATIENCE_MS) this.took = [...this.took, took].slice(-REMEMBERED);
    const [mask] = answer?.masks ?? [];
    this.show(mask && mask.area > 0 ? { x: point.x, y: point.y, mask } : null);
    if (refused || (this.took.length >= FEWEST && median(this.took) > SLOW_MS)) this.rest();
    this.arrange();
  }

  private show(preview: Preview | null): void {
    if (preview || this.shown) this.parts.show(preview);
    this.shown = preview !== null;
  }

  private rest(): void {
    this.took = [];
    this.leave();
    this.parts.tooSlow(true);
    this.pause = setTimeout(() => {
      this.pause = undefined;
      this.parts.tooSlow(false);
      this.arrange();
    }, PAUSE_MS);
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
