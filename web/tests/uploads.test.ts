import { describe, expect, it } from "vitest";

import { batched } from "../src/state/batches";
import { withLabels } from "../src/state/newLabels";

const sizes = (...bytes: number[]) => bytes.map((size) => ({ size }));
const shape = (batches: { size: number }[][]) => batches.map((batch) => batch.map(({ size }) => size));

describe("batches of files", () => {
  it("are bounded by number", () => expect(shape(batched(sizes(1, 1, 1, 1, 1), { files: 2, bytes: 99 }))).toEqual([[1, 1], [1, 1], [1]]));
  it("are bounded by bytes, in order", () => expect(shape(batched(sizes(5, 4, 2, 9), { files: 9, bytes: 10 }))).toEqual([[5, 4], [2], [9]]));
  it("send what is larger alone", () => expect(shape(batched(sizes(1, 30, 1), { files: 9, bytes: 10 }))).toEqual([[1], [30], [1]]));
  it("of nothing are none", () => expect(batched([], { files: 1, bytes: 1 })).toEqual([]));
});

describe("labels of a new project", () => {
  it("are read between commas, once each, in colours of their own", () => {
    const labels = withLabels(withLabels([], " car, person,, "), "car,tree");
    expect(labels.map(({ name }) => name)).toEqual(["car", "person", "tree"]);
    expect(new Set(labels.map(({ color }) => color)).size).toBe(3);
  });
  it("get a colour however many there are", () => {
    const labels = withLabels([], Array.from({ length: 30 }, (_, n) => `label ${n}`).join(","));
    expect(labels.every(({ color }) => /^#[0-9a-f]{6}$/.test(color))).toBe(true);
  });
});
