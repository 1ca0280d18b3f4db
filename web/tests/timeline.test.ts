import { describe, expect, it } from "vitest";

import type { Track, TrackPoint } from "../src/api/types";
import { frameActionOf } from "../src/actions/frameKeys";
import { endsOf } from "../src/state/carried";
import { type Row, drawnOf, frameAtPlace, mixed, nextUnsure, rowsOf, summaryOf } from "../src/state/timeline";
import { isVideo } from "../src/state/videos";

const point = (frame: number, more: Partial<TrackPoint> = {}): TrackPoint => ({
  frame,
  item: `item-${frame}`,
  annotation: `annotation-${frame}`,
  type: "polygon",
  is_key: false,
  source: "propagated",
  state: "draft",
  confidence: 0.9,
  version: 1,
  ...more,
});
const key = (frame: number, state: TrackPoint["state"] = "accepted") => point(frame, { is_key: true, state, confidence: null, source: "human" });
const track = (name: string, points: TrackPoint[], label: string | null = "cat"): Track => ({ track: name, label, points });
const only = (points: TrackPoint[]): Row => {
  const [row] = rowsOf([track("a", points)]);
  if (!row) throw new Error("no row");
  return row;
};

describe("rows", () => {
  it("say what is on each frame, in order", () => {
    const row = only([point(7), key(3), point(4, { state: "accepted" }), point(5, { confidence: null }), point(6, { state: "rejected" })]);
    expect(row.cells.map(({ frame, mark }) => [frame, mark])).toEqual([[3, "key"], [4, "accepted"], [5, "filled"], [6, "rejected"], [7, "carried"]]);
  });
  it("show what took the place of something rejected, whichever is told first", () => {
    expect(only([point(1, { state: "rejected" }), point(1)]).cells.map(({ mark }) => mark)).toEqual(["carried"]);
    expect(only([point(1), point(1, { state: "rejected" })]).cells.map(({ mark }) => mark)).toEqual(["carried"]);
  });
  it("are numbered where a label is there twice", () => {
    const rows = rowsOf([track("a", []), track("b", [], "dog"), track("c", [])]);
    expect(rows.map(({ label, number }) => [label, number])).toEqual([["cat", 1], ["dog", null], ["cat", 2]]);
  });
  it("are summed up without what was rejected", () => {
    const row = only([key(2), point(3), point(4, { confidence: 0.6 }), point(5, { state: "accepted" }), point(6, { state: "rejected" })]);
    expect(summaryOf(row)).toEqual({ first: 2, last: 5, frames: 4, keys: 1, unsure: 1, accepted: 2, rejected: 1 });
    expect(summaryOf(only([point(6, { state: "rejected" })]))).toBeNull();
  });
});

describe("the next unsure frame", () => {
  const rows = rowsOf([
    track("a", [key(10), point(11), point(12, { confidence: 0.69 }), point(13), point(14)]),
    track("b", [key(0), point(1), point(2, { confidence: 0.1, state: "accepted" }), ...[3, 4, 5, 6].map((frame) => point(frame)), key(20), point(21), point(22)], "dog"),
  ]);
  const walk = (of: string | null, from: number, by: 1 | -1, frames = 40) => {
    const found: number[] = [];
    for (let at = nextUnsure(rows, of, from, by, frames); at !== null; at = nextUnsure(rows, of, at, by, frames)) found.push(at);
    return found;
  };
  it("is where the chosen track is unsure, or ends", () => {
    expect(walk("a", 0, 1)).toEqual([12, 14]);
    expect(walk("b", 0, 1)).toEqual([6, 22]); // what was accepted is sure
  });
  it("is of any track when none is chosen, or one that is not there any more", () => {
    expect(walk(null, 0, 1)).toEqual([6, 12, 14, 22]);
    expect(walk("gone", 0, 1)).toEqual([6, 12, 14, 22]);
  });
  it("is found backwards", () => expect(walk(null, 39, -1)).toEqual([22, 14, 12, 6]));
  it("is no end of the sequence", () => expect(walk("b", 6, 1, 23)).toEqual([]));
  it("is where an object begins that nobody drew there", () => {
    const back = rowsOf([track("a", [point(5), point(6), key(7), point(8), point(9)])]);
    expect(nextUnsure(back, "a", 9, -1, 10)).toBe(5);
    expect(nextUnsure(back, "a", 0, 1, 10)).toBe(5);
  });
});

describe("a row on pixels", () => {
  it("has a bar a frame where there is room", () => {
    const { bars, keys } = drawnOf(only([key(0), point(1), point(3, { confidence: 0.4 })]), 4, 40);
    expect(bars).toEqual([
      { x: 0, width: 10, mark: "accepted", confidence: null },
      { x: 10, width: 10, mark: "carried", confidence: 0.9 },
      { x: 30, width: 10, mark: "carried", confidence: 0.4 },
    ]);
    expect(keys).toEqual([5]);
  });
  it("shows the worst of the frames on a pixel, and no more bars than pixels", () => {
    const points = Array.from({ length: 36_000 }, (_, frame) => (frame % 100 === 0 ? key(frame) : point(frame, { confidence: frame === 18_007 ? 0.2 : 0.9 })));
    const { bars, keys } = drawnOf(only(points), 36_000, 1000);
    expect(bars.length).toBe(1000);
    expect(bars.filter(({ confidence }) => confidence === 0.2).map(({ x }) => x)).toEqual([Math.floor(18_007 / 36)]);
    expect(new Set(bars.map(({ mark }) => mark))).toEqual(new Set(["carried"]));
    expect(keys.length).toBe(180); // every other one: not upon each other
  });
  it("has a diamond only for a key frame that nobody accepted yet", () => expect(drawnOf(only([key(1, "draft")]), 2, 20)).toEqual({ bars: [], keys: [15] }));
  it("leads back to the frames", () => {
    expect([0, 9.9, 10, 39, 99, -4].map((x) => frameAtPlace(x, 40, 4))).toEqual([0, 0, 1, 3, 3, 0]);
    expect(frameAtPlace(5, 0, 4)).toBe(3);
  });
  it("is coloured between unsure and sure", () => expect([-1, 0, 0.5, 1, 2].map((share) => mixed("#000000", "#ff8040", share))).toEqual(["#000000", "#000000", "#804020", "#ff8040", "#ff8040"]));
});

describe("keys of a timeline", () => {
  const press = (name: string, more: Partial<KeyboardEvent> = {}) => frameActionOf({ key: name, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...more }, ["x", null, "n"]);
  it("step, with Shift ten", () => expect([press("ArrowLeft"), press("ArrowRight", { shiftKey: true }), press("Home"), press(" ")]).toEqual(["back", "tenOn", "first", "play"]));
  it("leave labels theirs", () => expect([press("n"), press("N", { shiftKey: true }), press("x")]).toEqual([null, "unsureBefore", null]));
  it("leave the browser its own", () => expect([press("ArrowLeft", { altKey: true }), press("Home", { ctrlKey: true })]).toEqual([null, null]));
});

describe("what a job carried", () => {
  it("ended on frames, told in their order", () => {
    expect(endsOf({ drafts: 9, "lost:b:40": 1, "gone:a:7": 1, "gone:odd": 1 })).toEqual([
      { track: "a", how: "gone", frame: 7 },
      { track: "b", how: "lost", frame: 40 },
    ]);
  });
});

it("a video is known by its ending", () => expect(["a/B.MP4", "c.mov", "d.webm", "e.mp4.jpg", "mp4"].map(isVideo)).toEqual([true, true, true, false, false]));
