import { expect, test } from "vitest";

import { boundsOfMask, ringsOfMask } from "../src/geometry/mask";
import { runsOf, spansOf } from "../src/geometry/rle";

/** Written by pycocotools: 80 × 70 with a hole of 10 × 10, and one pixel at the left edge. */
const HOLED = {
  size: [100, 120],
  counts:
    "51dn1U2ZRN00000000000000000000000000000000000000^N\\Od0d0\\O\\Od0d0\\O\\Od0d0\\O\\Od0d0\\O\\Od0d0\\O\\Od0d0\\O\\Od0d0\\O\\Od0d0\\O\\Od0d0\\O\\Od0d0n000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000Vn1",
};

const area = (ring: readonly (readonly [number, number])[]): number =>
  ring.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = ring[(i + 1) % ring.length] ?? [0, 0];
    return sum + (x * nextY - nextX * y) / 2;
  }, 0);

test("runs as pycocotools wrote them", () => {
  expect(runsOf("9220003")).toEqual([9, 2, 2, 2, 2, 2, 5]);
  expect(runsOf("06")).toEqual([0, 6]);
  expect(runsOf(HOLED.counts).reduce((sum, run) => sum + run, 0)).toBe(100 * 120);
  expect(() => runsOf("\n")).toThrow("damaged");
});

test("a run over columns is told for each", () => {
  expect([...spansOf({ size: [3, 2], counts: "06" })]).toEqual([
    [0, 0, 3],
    [1, 0, 3],
  ]);
});

test("a mask with a hole and a dot is three rings around what is inside", () => {
  const rings = ringsOfMask(HOLED);
  expect(boundsOfMask(HOLED)).toEqual({ x: 0, y: 5, width: 100, height: 75 });
  expect(rings.map(area).sort((a, b) => a - b)).toEqual([-100, 1, 5600]);
  expect([...spansOf(HOLED)].reduce((sum, [, , rows]) => sum + rows, 0)).toBe(5501);
  expect(rings.find((ring) => area(ring) === 5600)).toHaveLength(4);
});

test("pixels that touch at a corner stay apart, and nothing is nothing", () => {
  // 2 × 2, the diagonal: runs 0 1 2 1
  expect(ringsOfMask({ size: [2, 2], counts: "0120" })).toHaveLength(2);
  expect(ringsOfMask({ size: [2, 2], counts: "4" })).toEqual([]);
  expect(boundsOfMask({ size: [2, 2], counts: "4" })).toBeNull();
});
