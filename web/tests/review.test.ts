import { expect, test } from "vitest";

import { reviewActionOf } from "../src/actions/reviewKeys";
import type { Annotation } from "../src/api/types";
import { cropAround, previewFor } from "../src/geometry/crop";
import { boundsOf, pathOfShape } from "../src/geometry/shape";
import { EMPTY, added, onTable, refused, returned, stepped, taken } from "../src/state/reviewQueue";
import { type Entry, countsOf, paceOf } from "../src/state/reviewTally";
import { DEFAULTS, filterOf, queueQueryOf, readWanted, searchOf } from "../src/state/reviewWanted";
import { NOTHING, kept, moved, toggled } from "../src/state/cellSelection";

const card = (uid: string, version = 1): Annotation => ({ uid, version }) as Annotation;
const three = added(EMPTY, [card("a"), card("b"), card("c")]);
const names = (cards: readonly Annotation[]) => cards.map(({ uid }) => uid).join("");

test("a decision takes the card away and the next is on the table", () => {
  const after = taken(stepped(three, 1), new Set(["b"]));
  expect([names(after.waiting), onTable(after)?.uid]).toEqual(["ac", "c"]);
  expect(onTable(taken(after, new Set(["c"])))?.uid).toBe("a");
  expect(onTable(taken(three, new Set(["a", "b", "c"])))).toBeNull();
});

test("cards before the table that are decided, too, do not move it", () => {
  expect(onTable(taken(stepped(three, 2), new Set(["a", "b"])))?.uid).toBe("c");
});

test("a page brings nothing twice, nor what was decided", () => {
  expect(names(added(taken(three, new Set(["a"])), [card("a"), card("b"), card("d")]).waiting)).toBe("bcd");
});

test("what failed comes next, as it is now; what is on the table stays there", () => {
  const back = refused(taken(three, new Set(["a"])), card("a", 2), "changed");
  expect([names(back.waiting), onTable(back)?.uid, onTable(stepped(back, 1)), back.notes]).toEqual(["bac", "b", card("a", 2), { a: "changed" }]);
  expect(onTable(refused(EMPTY, card("x"), "lost"))?.uid).toBe("x");
});

test("what was undone is on the table again, as it is now", () => {
  const back = returned(taken(stepped(three, 1), new Set(["b"])), card("b", 3));
  expect([names(back.waiting), onTable(back)]).toEqual(["abc", card("b", 3)]);
  expect(onTable(returned(EMPTY, card("x")))?.uid).toBe("x");
  expect(names(added(back, [card("b")]).waiting)).toBe("abc");
});

test("steps stay within the queue", () => {
  expect([stepped(three, -1).at, stepped(three, 9).at, stepped(EMPTY, 1).at]).toEqual([0, 2, 0]);
});

test("what is wanted survives the address", () => {
  const wanted = { ...DEFAULTS, mode: "grid", order: "item", source: "auto_label", model: "a b&c", label: "", from: 0, to: 0.8, job: "job_1", state: "rejected" } as const;
  expect(readWanted(searchOf(wanted))).toEqual(wanted);
  expect(searchOf(DEFAULTS)).toBe("");
  expect(readWanted("?order=wild&from=2&to=x&source=&state=gone&mode=no")).toEqual(DEFAULTS);
});

test("the filter in the server's words", () => {
  expect(filterOf({ ...DEFAULTS, label: "", from: 0.5 })).toEqual({ state: "draft", label: "", min_confidence: 0.5 });
  expect(queueQueryOf({ ...DEFAULTS, label: "" }, null, 5)).toBe("?state=draft&label=&order=uncertainty&limit=5");
  expect(queueQueryOf({ ...DEFAULTS, mode: "sample", sample: "u", label: "x" }, "c", 9)).toBe("?sample=u&limit=9");
});

test("the pace leaves out pauses", () => {
  const at = (ms: number): Entry => ({ project: "p", annotation: "a", verdict: "accepted", at: ms });
  const steady = [0, 1, 2, 3, 4, 5].map((second) => at(second * 1000));
  expect(paceOf(steady)).toBe(60);
  expect(paceOf([...steady, at(3_600_000), at(3_601_000)])).toBe(60);
  expect(paceOf(steady.slice(0, 3))).toBeNull();
  expect(countsOf([...steady, { ...at(0), verdict: "rejected" }])).toEqual({ accepted: 6, modified: 0, rejected: 1 });
});

test("a range is chosen from where it began", () => {
  const uids = ["a", "b", "c", "d"];
  const range = moved(moved(NOTHING, 1, uids, false), 3, uids, true);
  expect([...range.chosen]).toEqual(["b", "c", "d"]);
  expect([...toggled(range, 2, uids).chosen]).toEqual(["b", "d"]);
  expect(kept(range, ["a", "d"])).toEqual({ at: 1, anchor: 1, chosen: new Set(["d"]) });
});

const press = (key: string, more: object = {}) => reviewActionOf({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, repeat: false, target: null, ...more });
const focused = (on: string) => ({ target: { closest: (selector: string) => (selector.split(", ").includes(on) ? {} : null) } });

test("letters act, but not in a field, a list or a dialog, and a held key decides once", () => {
  expect(["Enter", "a", "Delete", "r", "ArrowRight", "l", "z", "o", "?"].map((key) => press(key))).toEqual(["accept", "accept", "reject", "reject", "next", "label", "undo", "open", "help"]);
  expect(press("R", { shiftKey: true })).toBe("rejectWhy");
  expect(press("?", { shiftKey: true })).toBe("help");
  for (const on of ["input", "select", "textarea", "dialog"]) expect(press("a", focused(on))).toBeNull();
  expect([press("Enter", focused("button")), press("a", focused("button"))]).toEqual([null, "accept"]);
  expect([press("a", { ctrlKey: true }), press("A", { shiftKey: true }), press("a", { repeat: true }), press("z", { ctrlKey: true })]).toEqual([null, null, null, "undo"]);
  expect(press("ArrowRight", { repeat: true })).toBe("next");
});

test("a crop has its aspect, stays in the photo and is never a blur", () => {
  const image = { width: 600, height: 400 };
  expect(cropAround({ x: 0, y: 0, width: 10, height: 10 }, image, 1)).toEqual({ x: 0, y: 0, width: 48, height: 48 });
  expect(cropAround({ x: 500, y: 100, width: 100, height: 100 }, image, 2)).toEqual({ x: 280, y: 70, width: 320, height: 160 });
  expect(cropAround({ x: 0, y: 0, width: 600, height: 400 }, image, 1).x).toBeLessThan(0);
});

test("a part is shown by the smallest preview that is sharp", () => {
  const image = { width: 6000, height: 4000 };
  expect([previewFor(image, image, 300), previewFor(image, { width: 2000, height: 1000 }, 300), previewFor(image, { width: 200, height: 200 }, 300)]).toEqual([320, 1280, null]);
  expect(previewFor({ width: 600, height: 400 }, { width: 300, height: 300 }, 320)).toBeNull();
});

test("shapes of every type", () => {
  const box = { x: 1, y: 2, width: 3, height: 4 };
  expect([pathOfShape(box), boundsOf(box)]).toEqual(["M1 2L4 2L4 6L1 6Z", box]);
  const islands = { polygons: [{ exterior: [[0, 0], [4, 0], [4, 5]], holes: [[[1, 1], [2, 1], [2, 2]]] }] };
  expect([pathOfShape(islands), boundsOf(islands)]).toEqual(["M0 0L4 0L4 5ZM1 1L2 1L2 2Z", { x: 0, y: 0, width: 4, height: 5 }]);
  const mask = { rle: { size: [4, 6], counts: "9220003" } };
  expect(boundsOf(mask)).toEqual({ x: 2, y: 1, width: 3, height: 2 });
  expect(pathOfShape(mask)).toBe("M5 1L5 3L2 3L2 1Z");
});
