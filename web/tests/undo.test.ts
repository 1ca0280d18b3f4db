import { describe, expect, it } from "vitest";

import { forgetFuture, history, record, stepBack, stepForward } from "../src/state/undo";

describe("undo of what was done", () => {
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
