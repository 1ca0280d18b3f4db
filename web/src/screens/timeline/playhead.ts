import { createStore } from "zustand/vanilla";

import { type Speed, USUAL_RATE, frameAt, keepSpeed, speedOf } from "../../state/playing";

export interface PlayheadState {
  readonly frame: number;
  readonly isPlaying: boolean;
  readonly speed: Speed;
  /** Which way it went last. */
  readonly by: 1 | -1;
}

const REST_MS = 150; // so long without a step: one wants to look

/** Where in a sequence one is, also while that moves faster than frames can be opened. */
export class Playhead {
  readonly store;
  #frames: number;
  #rate: number | null;
  #onRest: (frame: number) => void = () => undefined;
  #rest: ReturnType<typeof setTimeout> | undefined;
  #tick: number | undefined;

  constructor(frame: number, frames: number, rate: number | null) {
    this.#frames = frames;
    this.#rate = rate;
    this.store = createStore<PlayheadState>(() => ({ frame, isPlaying: false, speed: speedOf(), by: 1 }));
  }

  get frames(): number {
    return this.#frames;
  }

  /** Frames a second; null: not known. */
  get rate(): number | null {
    return this.#rate;
  }

  /** A sequence that is still taken apart grows. */
  fit(frames: number, rate: number | null): void {
    this.#frames = frames;
    this.#rate = rate;
  }

  /** Who hears where it has come to rest. */
  listen(onRest: (frame: number) => void): void {
    this.#onRest = onRest;
  }

  /** A frame was opened: where one is, unless one is on the way to another. */
  readonly arrive = (frame: number): void => {
    const { isPlaying } = this.store.getState();
    if (!isPlaying && this.#rest === undefined) this.#go(frame);
  };

  readonly seek = (frame: number): void => {
    this.#stop();
    this.#go(frame);
    this.#restIn(REST_MS);
  };

  readonly step = (by: number): void => this.seek(this.store.getState().frame + by);

  readonly toggle = (): void => {
    if (this.store.getState().isPlaying) this.pause();
    else this.#play();
  };

  /** Stop, and open what is shown now. */
  readonly pause = (): void => {
    this.#stop();
    this.#restIn(0);
  };

  readonly setSpeed = (speed: Speed): void => {
    keepSpeed(speed);
    const { isPlaying } = this.store.getState();
    this.store.setState({ speed });
    if (isPlaying) this.#play();
  };

  /** Nothing is heard any more. */
  close(): void {
    this.#stop();
    clearTimeout(this.#rest);
    this.#rest = undefined;
  }

  #go(frame: number): void {
    const now = this.store.getState().frame;
    const next = Math.max(0, Math.min(this.#frames - 1, frame));
    if (next !== now) this.store.setState({ frame: next, by: next > now ? 1 : -1 });
  }

  #restIn(milliseconds: number): void {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => {
      this.#rest = undefined;
      this.#onRest(this.store.getState().frame);
    }, milliseconds);
  }

  #play(): void {
    this.#stop();
    clearTimeout(this.#rest);
    this.#rest = undefined;
    const { frame, speed } = this.store.getState();
    const clock = { from: frame >= this.#frames - 1 ? 0 : frame, at: performance.now(), rate: (this.#rate ?? USUAL_RATE) * speed };
    this.store.setState({ isPlaying: true, by: 1, frame: clock.from });
    const tick = (now: number) => {
      const next = frameAt(clock, now, this.#frames);
      this.#go(next);
      if (next >= this.#frames - 1) this.pause();
      else this.#tick = requestAnimationFrame(tick);
    };
    this.#tick = requestAnimationFrame(tick);
  }

  #stop(): void {
    if (this.#tick !== undefined) cancelAnimationFrame(this.#tick);
    this.#tick = undefined;
    if (this.store.getState().isPlaying) this.store.setState({ isPlaying: false });
  }
}
