import { describe, expect, it } from "vitest";

import { load } from "../src/state/annotations";
import { forgetFuture, history, record, stepBack, stepForward } from "../src/state/undo";

describe("undo of what was accepted", () => {
  it("goes back and forward, and stops at both ends", () => {
    const two = record(record(history("a"), "b"), "c");
    expect(stepBack(two).now).toBe("b");
    expect(stepBack(stepBack(stepBack(two))).now).toBe("a");
    expect(stepForward(stepBack(two))).toEqual(two);
    expect(stepForward(two)).toBe(two);
  });

  it("forgets what was undone once something else is done", () => {
    const back = stepBack(record(history("a"), "b"));
    expect(record(back, "c").future).toEqual([]);
    expect(stepForward(forgetFuture(back)).now).toBe("a");
  });
});

describe("outlines kept in the browser", () => {
  const kept = (value: string) => load("u", { getItem: () => value });
  const good = { id: "a", score: 0.5, polygons: [{ exterior: [[0, 0], [1, 0], [1, 1]], holes: [] }] }; // prettier-ignore

  it("loses only the entries that are no outlines", () => {
    expect(kept(JSON.stringify([{ id: "x" }, null, good, { ...good, polygons: [{ exterior: [[0, null]], holes: [] }] }]))).toEqual([good]);
  });

  it("is empty when nothing readable is there", () => {
    expect([kept("{"), kept("{}"), kept("null")]).toEqual([[], [], []]);
  });
});
