import { describe, expect, it } from "vitest";

import { moved } from "../src/state/grid";
import { pagesWith, refreshed } from "../src/state/itemPages";
import { NOTHING, everything, extended, toggled } from "../src/state/selection";

const ORDER = ["a", "b", "c", "d", "e"];
const of = (uids: Iterable<string>) => [...uids].sort().join("");

describe("a selection", () => {
  it("is toggled one by one", () => {
    const two = toggled(toggled(NOTHING, "a"), "c");
    expect(of(two.uids)).toBe("ac");
    expect(of(toggled(two, "a").uids)).toBe("c");
    expect(NOTHING.uids.size).toBe(0);
  });
  it("extends from what was toggled last, either way, and keeps the rest", () => {
    const from = toggled(toggled(NOTHING, "e"), "c");
    expect(of(extended(from, "a", ORDER).uids)).toBe("abce");
    expect(of(extended(extended(from, "a", ORDER), "d", ORDER).uids)).toBe("abcde");
  });
  it("begins where it has no anchor, or one that is not shown any more", () => {
    expect(extended(NOTHING, "b", ORDER)).toEqual({ uids: new Set(["b"]), anchor: "b" });
    expect(of(extended(toggled(NOTHING, "gone"), "b", ORDER).uids)).toBe("bgone");
  });
  it("takes all", () => expect(of(everything(ORDER).uids)).toBe("abcde"));
});

describe("keys in a grid", () => {
  const grid = { count: 10, columns: 4, rows: 3 }; // rows of 4, 4 and 2
  it.each([
    ["ArrowRight", 3, 4],
    ["ArrowLeft", 0, 0],
    ["ArrowDown", 1, 5],
    ["ArrowDown", 6, 9],
    ["ArrowDown", 9, 9],
    ["ArrowUp", 2, 2],
    ["ArrowUp", 9, 5],
    ["Home", 7, 0],
    ["End", 0, 9],
    ["PageDown", 0, 8],
    ["PageUp", 9, 1],
  ])("%s from %i leads to %i", (key, at, to) => expect(moved(key, at, grid)).toBe(to));
  it("lets other keys be", () => expect(moved("a", 0, grid)).toBeNull());
  it("has nowhere to go in an empty one", () => expect(moved("End", 0, { ...grid, count: 0 })).toBeNull());
});

describe("pages of items", () => {
  const page = (uids: string, next: string | null, n = 0) => ({ results: [...uids].map((uid) => ({ uid, n })), next });
  it("are found by their items", () => expect(pagesWith([page("ab", "x"), page("cd", "y"), page("ef", null)], new Set(["b", "e"]))).toEqual([0, 2]));
  it("get what is new of their items, and no item of another page", () => {
    const now = { results: [{ uid: "a", n: 7 }, { uid: "c", n: 7 }], next: "z" };
    expect(refreshed(page("ab", "x"), now, false)).toEqual({ results: [{ uid: "a", n: 7 }, { uid: "b", n: 0 }], next: "x" });
  });
  it("get what was added behind the last", () => {
    expect(refreshed(page("ab", null), page("abc", "more", 1), true)).toEqual({
      results: [{ uid: "a", n: 1 }, { uid: "b", n: 1 }, { uid: "c", n: 1 }],
      next: "more",
    });
  });
});
