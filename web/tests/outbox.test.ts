import { describe, expect, it } from "vitest";

import { ServerError } from "../src/api/http";
import type { Annotation } from "../src/api/types";
import { type Edit, applied, drawn } from "../src/state/edits";
import { Outbox, type OutboxParts } from "../src/state/outbox";

const BOX = { x: 1, y: 2, width: 3, height: 4 };
const create = (uid: string): Extract<Edit, { kind: "create" }> => ({ kind: "create", uid, item: "i", body: { project: "p", type: "bounding_box", geometry: BOX, source: "human", label: "cat" } });
const relabel = (uid: string, label: string): Edit => ({ kind: "change", uid, change: { label } });
const saved = (uid: string, version: number): Annotation => ({ ...drawn(create(uid), "me", ""), version });

class Shelf implements OutboxParts {
  readonly kept = new Map<string, string>();
  readonly sent: [Edit, number][] = [];
  readonly heard: [Edit, Annotation | null][] = [];
  answer: (edit: Edit, version: number) => Promise<Annotation | null> = (edit, version) => Promise.resolve(saved(edit.uid, version + 1));
  readonly who = "me";
  readonly storage = {
    getItem: (key: string) => this.kept.get(key) ?? null,
    setItem: (key: string, value: string) => void this.kept.set(key, value),
    removeItem: (key: string) => void this.kept.delete(key),
    key: (place: number) => [...this.kept.keys()][place] ?? null,
    get length(): number {
      return shelfSize(this);
    },
  };
  readonly send = (edit: Edit, version: number) => {
    this.sent.push([edit, version]);
    return this.answer(edit, version);
  };
  readonly saved = (edit: Edit, now: Annotation | null) => void this.heard.push([edit, now]);
  readonly wait = () => new Promise<void>(() => undefined); // until somebody wakes it
}
const shelves = new WeakMap<object, Shelf>();
const shelfSize = (storage: object): number => shelves.get(storage)?.kept.size ?? 0;
function shelf(): Shelf {
  const made = new Shelf();
  shelves.set(made.storage, made);
  return made;
}
function opened(on: Shelf): Outbox {
  const outbox = new Outbox(on);
  outbox.open();
  return outbox;
}
const settled = () => new Promise<void>((done) => setTimeout(done, 0));

describe("edits on their way to the server", () => {
  it("are kept until the server has them, and each goes with the version that the one before it made", async () => {
    const on = shelf();
    const outbox = opened(on);
    outbox.add(create("a"), 0);
    expect(on.kept.size).toBe(1);
    outbox.add(relabel("a", "dog"), 0); // while the first is being sent
    await settled();
    expect(on.sent.map(([edit, version]) => [edit.kind, version])).toEqual([["create", 0], ["change", 1]]);
    expect(on.kept.size).toBe(0);
    expect(outbox.store.getState()).toMatchObject({ waiting: [], lost: false });
  });

  it("survive a lost server and a closed page, and are one where they can be", async () => {
    const on = shelf();
    on.answer = () => Promise.reject(new TypeError("failed to fetch"));
    const outbox = opened(on);
    outbox.add(create("a"), 0);
    await settled();
    expect(outbox.store.getState().lost).toBe(true);
    outbox.add(relabel("b", "dog"), 4);
    outbox.add(relabel("b", "cow"), 4);
    outbox.add(create("c"), 0);
    outbox.add({ kind: "delete", uid: "c" }, 0);
    expect(on.kept.size).toBe(2);

    on.answer = (edit, version) => Promise.resolve(saved(edit.uid, version + 1));
    on.sent.length = 0;
    const again = opened(on); // the page is opened once more
    await settled();
    expect(on.sent.map(([edit, version]) => [edit, version])).toEqual([[create("a"), 0], [relabel("b", "cow"), 4]]);
    expect(again.store.getState().waiting).toEqual([]);
    expect(on.kept.size).toBe(0);
  });

  it("go on when the server comes back", async () => {
    const on = shelf();
    let down = true;
    on.answer = (edit, version) => (down ? Promise.reject(new ServerError(503, "busy")) : Promise.resolve(saved(edit.uid, version + 1)));
    const outbox = opened(on);
    outbox.add(create("a"), 0);
    await settled();
    down = false;
    outbox.wake();
    await settled();
    expect(outbox.store.getState()).toMatchObject({ waiting: [], lost: false });
    expect(on.heard).toHaveLength(1);
  });

  it("that meet somebody else's change wait for a person", async () => {
    const on = shelf();
    const theirs = { ...saved("a", 7), label: "their" };
    on.answer = (edit, version) => (version < 7 ? Promise.reject(new ServerError(412, "stale", null, theirs)) : Promise.resolve(saved(edit.uid, version + 1)));
    const outbox = opened(on);
    outbox.add(relabel("a", "mine"), 3);
    outbox.add(create("b"), 0);
    await settled();
    const [conflict] = outbox.store.getState().conflicts;
    expect(conflict?.current).toEqual(theirs);
    expect(on.kept.size).toBe(1); // a conflict is not lost with the page either; what has nothing to do with it went
    outbox.settle(conflict?.id ?? "", "mine");
    await settled();
    expect(on.sent.at(-1)).toEqual([relabel("a", "mine"), 7]);
    expect(on.kept.size).toBe(0);
  });

  it("whose answer was lost are not taken for somebody else's", async () => {
    const on = shelf();
    on.answer = () => Promise.reject(new ServerError(412, "stale", null, { ...saved("a", 4), label: "mine" }));
    const outbox = opened(on);
    outbox.add(relabel("a", "mine"), 3);
    await settled();
    expect(outbox.store.getState()).toMatchObject({ waiting: [], conflicts: [] });
    expect(on.heard[0]?.[1]?.version).toBe(4);
  });

  it("that are refused are said and kept until given up; the others go", async () => {
    const on = shelf();
    on.answer = (edit, version) => (edit.uid === "a" ? Promise.reject(new ServerError(422, "no such label", "label")) : Promise.resolve(saved(edit.uid, version + 1)));
    const outbox = opened(on);
    outbox.add(create("a"), 0);
    outbox.add(create("b"), 0);
    await settled();
    const [refused] = outbox.store.getState().refused;
    expect(refused?.words).toBe("no such label");
    expect(on.heard.map(([edit]) => edit.uid)).toEqual(["b"]);
    outbox.discard(refused?.id ?? "");
    expect(on.kept.size).toBe(0);
  });

  it("are seen at once", () => {
    const there = [saved("a", 1), saved("b", 1)];
    const review: Edit = { kind: "review", uid: "b", order: { decision: "reject" } };
    const shown = applied(there, [relabel("a", "dog"), review, create("c"), { kind: "delete", uid: "gone" }], "me");
    expect(shown.map(({ uid, label, state }) => [uid, label, state])).toEqual([["a", "dog", "accepted"], ["b", "cat", "rejected"], ["c", "cat", "accepted"]]);
  });
});

describe("edits of several annotations", () => {
  it("go side by side, those of one in order", async () => {
    const on = shelf();
    const answers: (() => void)[] = [];
    on.answer = (edit, version) => new Promise((done) => answers.push(() => done(saved(edit.uid, version + 1))));
    const outbox = opened(on);
    for (const uid of ["a", "a", "b", "c", "d", "e"]) outbox.add({ kind: "review", uid, order: { decision: "accept" } }, 1);
    await settled();
    expect(on.sent.map(([edit]) => edit.uid)).toEqual(["a", "b", "c", "d"]); // the second of a waits for the first
    answers[0]?.();
    await settled();
    expect(on.sent.slice(4).map(([edit, version]) => [edit.uid, version])).toEqual([["a", 2]]);
    for (let n = 1; n < 6; n += 1) {
      answers[n]?.();
      await settled();
    }
    expect(outbox.store.getState().waiting).toEqual([]);
  });
});

describe("who waits for an edit", () => {
  const review = (uid: string): Edit => ({ kind: "review", uid, order: { decision: "reject" } });

  it("hears that it is saved, or that the server will not have it, which then is no conflict to be asked about", async () => {
    const on = shelf();
    on.answer = (edit, version) => (edit.uid === "b" ? Promise.reject(new ServerError(412, "changed", null, saved("b", 9))) : Promise.resolve(saved(edit.uid, version + 1)));
    const outbox = opened(on);
    const heard: string[] = [];
    for (const uid of ["a", "b", "c"])
      outbox.add(review(uid), 1, { saved: (now) => heard.push(`${uid} saved ${now?.version}`), refused: (reason) => heard.push(`${uid} refused ${reason.status}`) });
    await settled();
    expect(heard).toEqual(["a saved 2", "b refused 412", "c saved 2"]);
    expect(outbox.store.getState()).toMatchObject({ waiting: [], conflicts: [], refused: [] });
    expect(on.kept.size).toBe(0);
  });

  it("hears nothing while the server is lost, and what waits is kept for the next page", async () => {
    const on = shelf();
    on.answer = () => Promise.reject(new TypeError("no network"));
    const heard: string[] = [];
    opened(on).add(review("a"), 1, { saved: () => heard.push("saved"), refused: () => heard.push("refused") });
    await settled();
    expect([heard, on.kept.size]).toEqual([[], 1]);
    on.answer = (edit, version) => Promise.resolve(saved(edit.uid, version + 1));
    opened(on);
    await settled();
    expect(on.sent.at(-1)).toEqual([review("a"), 1]);
    expect(on.kept.size).toBe(0);
  });
});
