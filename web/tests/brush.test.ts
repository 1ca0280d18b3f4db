import { describe, expect, it } from "vitest";

import { brushed } from "../src/geometry/brush";
import type { Polygon, Ring } from "../src/geometry/polygon";

const PHOTO = { width: 100, height: 100 };
const SQUARE: Polygon = { exterior: [[20, 20], [80, 20], [80, 80], [20, 80]], holes: [] };

const ringArea = (ring: Ring): number => Math.abs(ring.reduce((sum, [x, y], i) => {
  const [nextX, nextY] = ring[(i + 1) % ring.length] ?? [x, y];
  return sum + x * nextY - nextX * y;
}, 0)) / 2;
const area = (polygons: readonly Polygon[]): number => polygons.reduce((sum, { exterior, holes }) => sum + ringArea(exterior) - holes.reduce((all, hole) => all + ringArea(hole), 0), 0);
const DISC = Math.PI * 25;
/** A round end is a polygon: a little smaller than the disc. */
const expectArea = (polygons: readonly Polygon[], wanted: number, slack: number) => expect(Math.abs(area(polygons) - wanted)).toBeLessThan(slack);

describe("brush and eraser", () => {
  it("draw a disc where one clicks and a sausage where one drags", () => {
    expectArea(brushed([], [[50, 50]], 5, "add", PHOTO), DISC, 0.05 * DISC);
    const stroke = brushed([], [[30, 50], [70, 50]], 5, "add", PHOTO);
    expectArea(stroke, DISC + 400, 5);
    expect(stroke).toHaveLength(1);
  });

  it("add to an outline, and cut a hole, a notch or two islands out of it", () => {
    expectArea(brushed([SQUARE], [[80, 50]], 5, "add", PHOTO), 3600 + DISC / 2, 2);
    const holed = brushed([SQUARE], [[50, 50]], 5, "cut", PHOTO);
    expect(holed).toHaveLength(1);
    expect(holed[0]?.holes).toHaveLength(1);
    expectArea(holed, 3600 - DISC, 4);
    expectArea(brushed(holed, [[50, 50]], 6, "add", PHOTO), 3600, 0.5);
    expect(brushed([SQUARE], [[50, 10], [50, 90]], 5, "cut", PHOTO)).toHaveLength(2);
    expect(brushed([SQUARE], [[50, 50]], 80, "cut", PHOTO)).toEqual([]);
  });

  it("stay within the photo, and survive a stroke that crosses itself", () => {
    const corner = brushed([], [[0, 0]], 10, "add", PHOTO);
    expectArea(corner, (Math.PI * 100) / 4, 3);
    const knot = brushed([], [[20, 20], [80, 80], [80, 20], [20, 80]], 4, "add", PHOTO);
    expect(area(knot)).toBeGreaterThan(1000);
    expect(knot.flatMap(({ exterior }) => exterior).every(([x, y]) => x >= 0 && y >= 0 && x <= 100 && y <= 100)).toBe(true);
  });
});
