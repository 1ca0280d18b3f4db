import { expect, test } from "vitest";

import { previewed } from "../src/state/previewed";

const said = (label: string | null, score: number) => ({ label, score, box: { x: 0, y: 0, width: 10, height: 10 }, polygons: null });
const labels = ["dog", "bird"];

test("what is drafted depends on threshold, labels and what classes mean", () => {
  const predictions = [said("dog", 0.9), said("cat", 0.8), said(null, 0.7), said("dog", 0.4)];
  const shown = (threshold: number, map: Record<string, string>) => {
    const { drafts, below, unknown } = previewed(predictions, { threshold, map, labels });
    return [drafts.map(({ label, prediction }) => [label, prediction.score]), below, unknown];
  };
  expect(shown(0.5, {})).toEqual([[["dog", 0.9], [null, 0.7]], 1, 1]);
  expect(shown(0.5, { cat: "bird" })).toEqual([[["dog", 0.9], ["bird", 0.8], [null, 0.7]], 1, 0]);
  expect(shown(0.4, { dog: "bird" })[0]).toEqual([["bird", 0.9], [null, 0.7], ["bird", 0.4]]);
  expect(shown(0.91, {})).toEqual([[], 4, 0]);
});
