import { nearest } from "../../state/playing";

const AT_ONCE = 4; // requests; a browser has six for a server, and clicks are to get through
const KEPT = 32; // decoded pictures
const SIZES = { least: 320, step: 320, most: 1280 }; // of previews, px: few, so that they are found again
const FAR = 16; // frames: what is on its way so far from what is wanted is given up
const WEIGHT = 0.2; // of the newest in what a picture takes

export interface FrameImagesParts {
  /** Address of a frame's preview, its longer side `size`; null: there is none. */
  addressOf: (frame: number, size: number) => Promise<string | null>;
  onLoad: () => void;
  load?: (address: string, signal: AbortSignal) => Promise<HTMLImageElement>;
}

/** Loaded and decoded, so that it is drawn at once; rejects when it is given up, which a browser's `decode` may not. */
function loaded(address: string, signal: AbortSignal): Promise<HTMLImageElement> {
  return new Promise((done, failed) => {
    signal.throwIfAborted();
    const image = new Image();
    signal.addEventListener("abort", () => {
      image.src = "";
      failed(new Error("given up"));
    });
    image.src = address;
    image.decode().then(() => done(image), failed);
  });
}

/** Previews of the frames around the playhead: few at a time, the nearest first, and only so many kept. */
export class FrameImages {
  readonly #parts: FrameImagesParts;
  readonly #there = new Map<number, HTMLImageElement>();
  readonly #loading = new Map<number, AbortController>();
  #wanted: readonly number[] = [];
  #at = 0;
  #size = SIZES.most;
  /** Milliseconds from picture to picture, as far as that is known. */
  millisecondsEach = 0;

  constructor(parts: FrameImagesParts) {
    this.#parts = parts;
  }

  /** Milliseconds from the question to the picture, as far as that is known. */
  get latency(): number {
    return this.millisecondsEach * AT_ONCE;
  }

  /** Pictures are to be about so large, in pixels of the screen. */
  fitTo(pixels: number): void {
    this.#size = Math.max(SIZES.least, Math.min(SIZES.most, Math.ceil(pixels / SIZES.step) * SIZES.step));
  }

  /** What is to be there for who is at `at`, most wanted first. A picture that comes late is better than none, unless one has gone elsewhere. */
  want(frames: readonly number[], at: number): void {
    this.#wanted = frames;
    this.#at = at;
    const far = FAR + Math.max(0, ...frames.map((frame) => Math.abs(frame - at)));
    for (const [frame, abort] of this.#loading) if (frames.length === 0 || Math.abs(frame - at) > far) abort.abort();
    this.#fill();
  }

  /** The picture to show on a frame: its own, or the last one before it. */
  at(frame: number, by: 1 | -1): { frame: number; image: HTMLImageElement } | null {
    const found = nearest(this.#there.keys(), frame, by);
    const image = found === null ? undefined : this.#there.get(found);
    return found === null || !image ? null : { frame: found, image };
  }

  close(): void {
    this.want([], this.#at);
    this.#there.clear();
  }

  #fill(): void {
    for (const frame of this.#wanted) {
      if (this.#loading.size >= AT_ONCE) return;
      if (!this.#there.has(frame) && !this.#loading.has(frame)) void this.#load(frame);
    }
  }

  async #load(frame: number): Promise<void> {
    const abort = new AbortController();
    this.#loading.set(frame, abort);
    const began = performance.now();
    try {
      const address = await this.#parts.addressOf(frame, this.#size);
      if (address === null) throw new Error("no such frame");
      const image = await (this.#parts.load ?? loaded)(address, abort.signal);
      this.#took((performance.now() - began) / AT_ONCE);
      this.#keep(frame, image);
      this.#parts.onLoad();
    } catch {
      if (!abort.signal.aborted) this.#wanted = this.#wanted.filter((each) => each !== frame); // it cannot be had: the others go on
    } finally {
      this.#loading.delete(frame);
      if (this.#wanted.length > 0) this.#fill();
    }
  }

  #took(milliseconds: number): void {
    this.millisecondsEach = this.millisecondsEach === 0 ? milliseconds : (1 - WEIGHT) * this.millisecondsEach + WEIGHT * milliseconds;
  }

  #keep(frame: number, image: HTMLImageElement): void {
    this.#there.set(frame, image);
    while (this.#there.size > KEPT) {
      const farthest = [...this.#there.keys()].reduce((a, b) => (Math.abs(a - this.#at) >= Math.abs(b - this.#at) ? a : b));
      this.#there.delete(farthest);
    }
  }
}
