/**
 * Edits on their way to the server. An edit is kept in the browser before it is sent and until the server has it, so that
 * neither a lost server nor a closed page loses it; each annotation's edits go in order, one at a time, those of a few
 * annotations side by side.
 */
import { createStore } from "zustand/vanilla";

import { ServerError } from "../api/http";
import type { Annotation } from "../api/types";
import { type Edit, isDone, merged } from "./edits";

export interface Waiting {
  readonly id: string;
  readonly edit: Edit;
  /** Of the annotation that the person saw; 0: they drew it. */
  readonly version: number;
}

export interface Conflict extends Waiting {
  /** The annotation as somebody else left it; null: gone. */
  readonly current: Annotation | null;
}

export interface Refusal extends Waiting {
  readonly words: string;
}

export interface OutboxState {
  readonly waiting: readonly Waiting[];
  readonly conflicts: readonly Conflict[];
  readonly refused: readonly Refusal[];
  /** The server does not answer. */
  readonly lost: boolean;
  /** The browser refuses to keep edits: they live only as long as the page. */
  readonly unkept: boolean;
}

/** What becomes of an edit, for who waits for it; nobody does for what an earlier page left. */
export interface Heard {
  saved: (now: Annotation | null) => void;
  /** The server will not have it; it is forgotten, and no conflict is asked about. */
  refused: (reason: ServerError) => void;
}

export interface OutboxParts {
  /** Sends an edit; gives the annotation as it is then, null when it is gone. */
  send: (edit: Edit, version: number) => Promise<Annotation | null>;
  saved: (edit: Edit, now: Annotation | null) => void;
  storage: Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;
  /** Whose edits: another person at the same browser does not send them. */
  who: string;
  wait?: (milliseconds: number) => Promise<void>;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;
const MOST_WAITING = 10_000;
const AT_ONCE = 4; // requests side by side

const isEdit = (found: unknown): found is Waiting => {
  if (typeof found !== "object" || found === null || !("edit" in found)) return false;
  const { id, edit, version } = found as Partial<Waiting>;
  return typeof id === "string" && typeof version === "number" && typeof edit === "object" && ["create", "change", "delete", "review"].includes(edit.kind);
};

export class Outbox {
  readonly store = createStore<OutboxState>(() => ({ waiting: [], conflicts: [], refused: [], lost: false, unkept: false }));
  readonly #parts: OutboxParts;
  readonly #prefix: string;
  /** Versions that our own edits made, of annotations with more to send. */
  readonly #versions = new Map<string, number>();
  readonly #heard = new Map<string, Heard>();
  /** Edits that are under way, by their annotation. */
  readonly #sending = new Map<string, string>();
  readonly #resting = new Set<() => void>();
  #running = 0;
  #closed = true;
  #last = 0;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
    this.#prefix = `avala-edge.edit.${parts.who}.`;
    const found = this.#kept();
    if (found.length > 0) this.store.setState({ waiting: found });
    this.#last = found.length;
  }

  /** Begin to send, also what an earlier page left. */
  open(): void {
    this.#closed = false;
    this.#runAll();
  }

  /** Take an edit in. */
  add(edit: Edit, version: number, heard?: Heard): void {
    const { waiting } = this.store.getState();
    if (waiting.length >= MOST_WAITING) throw new Error("too many edits wait for the server");
    const before = waiting.findLast((each) => each.edit.uid === edit.uid);
    const one = before && before.id !== this.#sending.get(edit.uid) ? merged(before.edit, edit) : null;
    if (before && one === "nothing") {
      this.#forget(before.id);
      return;
    }
    if (before && one !== null && one !== "nothing") {
      const next = { ...before, edit: one };
      this.#keep(next);
      this.store.setState({ waiting: waiting.map((each) => (each === before ? next : each)) });
    } else {
      this.#last += 1;
      const next = { id: `${String(Date.now()).padStart(15, "0")}.${String(this.#last).padStart(6, "0")}`, edit, version };
      if (heard) this.#heard.set(next.id, heard);
      this.#keep(next);
      this.store.setState({ waiting: [...waiting, next] });
    }
    void this.#run();
  }

  /** Drop the newest edit of an annotation if it was not sent; whether it was there. */
  takeBack(edit: Edit): boolean {
    const found = this.store.getState().waiting.findLast((each) => each.edit === edit && each.id !== this.#sending.get(edit.uid));
    if (found) this.#forget(found.id);
    return found !== undefined;
  }

  /** End a conflict: send one's own once more, over what is there now, or let the other's stand. */
  settle(id: string, keep: "mine" | "theirs"): void {
    const { conflicts } = this.store.getState();
    const found = conflicts.find((each) => each.id === id);
    if (!found) return;
    this.store.setState({ conflicts: conflicts.filter((each) => each !== found) });
    if (keep === "theirs" || found.current === null) {
      this.#forget(id);
      return;
    }
    const mine = { id, edit: found.edit, version: found.current.version };
    this.#keep(mine);
    this.store.setState(({ waiting }) => ({ waiting: [mine, ...waiting] }));
    void this.#run();
  }

  /** Give up an edit that the server refuses. */
  discard(id: string): void {
    this.store.setState(({ refused }) => ({ refused: refused.filter((each) => each.id !== id) }));
    this.#forget(id);
  }

  /** Send nothing any more; what waits is kept for the next one. */
  close(): void {
    this.#closed = true;
    this.wake();
  }

  /** Try at once what waits for the server to come back. */
  readonly wake = (): void => {
    for (const rested of this.#resting) rested();
  };

  #runAll(): void {
    for (let n = this.#running; n < AT_ONCE; n += 1) void this.#run();
  }

  async #run(): Promise<void> {
    const isFull = this.#running >= (this.store.getState().lost ? 1 : AT_ONCE); // what was not tried can still be merged
    if (isFull || this.#closed) return;
    this.#running += 1;
    let pause = FIRST_WAIT_MS;
    for (let next = this.#next(); next && !this.#closed; next = this.#next()) {
      const { id, edit, version } = next;
      this.#sending.set(edit.uid, id);
      try {
        const now = await this.#parts.send(edit, this.#versions.get(edit.uid) ?? version);
        this.#succeeded(next, now);
        pause = FIRST_WAIT_MS;
        this.#runAll();
      } catch (reason) {
        if (reason instanceof ServerError && this.#isFinal(reason)) {
          this.#answered(next, reason);
        } else {
          this.store.setState({ lost: true });
          await this.#rest(pause);
          pause = Math.min(2 * pause, LONGEST_WAIT_MS);
        }
      } finally {
        this.#sending.delete(edit.uid);
      }
    }
    this.#running -= 1;
  }

  #next(): Waiting | undefined {
    const { waiting, conflicts, refused } = this.store.getState();
    const stuck = new Set([...conflicts, ...refused].map((each) => each.edit.uid));
    return waiting.find((each) => !stuck.has(each.edit.uid) && !this.#sending.has(each.edit.uid));
  }

  /** A busy server, or one that is gone, is asked again; so is one that does not know us until we signed in. */
  #isFinal(reason: ServerError): boolean {
    return reason.status < 500 && ![401, 408, 429].includes(reason.status);
  }

  #answered(sent: Waiting, reason: ServerError): void {
    const current = reason.current as Annotation | null;
    const { edit } = sent;
    const heard = this.#heard.get(sent.id);
    this.store.setState({ lost: false });
    if (reason.status === 404 && edit.kind === "delete") this.#succeeded(sent, null);
    else if (reason.status === 412 && current && isDone(edit, current)) this.#succeeded(sent, current);
    else if (heard) {
      this.#versions.delete(edit.uid);
      this.#forget(sent.id);
      heard.refused(reason);
    } else if (reason.status === 412 || (reason.status === 404 && edit.kind !== "create")) {
      this.#versions.delete(edit.uid);
      this.store.setState(({ waiting, conflicts }) => ({ waiting: waiting.filter((each) => each !== sent), conflicts: [...conflicts, { ...sent, current }] }));
    } else {
      this.store.setState(({ waiting, refused }) => ({ waiting: waiting.filter((each) => each !== sent), refused: [...refused, { ...sent, words: reason.message }] }));
    }
  }

  #succeeded(sent: Waiting, now: Annotation | null): void {
    this.#parts.saved(sent.edit, now);
    const more = this.store.getState().waiting.some((each) => each !== sent && each.edit.uid === sent.edit.uid);
    if (now && more) this.#versions.set(sent.edit.uid, now.version);
    else this.#versions.delete(sent.edit.uid);
    this.store.setState({ lost: false });
    const heard = this.#heard.get(sent.id);
    this.#forget(sent.id);
    heard?.saved(now);
  }

  #forget(id: string): void {
    this.#heard.delete(id);
    this.#parts.storage.removeItem(this.#prefix + id);
    this.store.setState(({ waiting }) => ({ waiting: waiting.filter((each) => each.id !== id) }));
  }

  #keep(what: Waiting): void {
    try {
      this.#parts.storage.setItem(this.#prefix + what.id, JSON.stringify(what));
    } catch {
      this.store.setState({ unkept: true });
    }
  }

  #kept(): Waiting[] {
    const { storage } = this.#parts;
    const keys = Array.from({ length: storage.length }, (_, place) => storage.key(place));
    const found: Waiting[] = [];
    for (const key of keys.filter((each) => each?.startsWith(this.#prefix)).sort()) {
      try {
        const one: unknown = JSON.parse(storage.getItem(key ?? "") ?? "null");
        if (isEdit(one)) found.push(one);
      } catch {
        // not ours, or damaged: the others go
      }
    }
    return found;
  }

  async #rest(milliseconds: number): Promise<void> {
    const wait = this.#parts.wait ?? ((time) => new Promise<void>((done) => setTimeout(done, time)));
    let woken = () => {};
    const waking = new Promise<void>((done) => (woken = done));
    this.#resting.add(woken);
    await Promise.race([wait(milliseconds), waking]);
    this.#resting.delete(woken);
  }
}
