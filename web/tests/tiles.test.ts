import { expect, test } from "vitest";

import { type Tiling, levelAt, tilesOn } from "../src/viewport/tiles";

const tiling: Tiling = {
  width: 1100,
  height: 600,
  tile_size: 512,
  levels: [
    { scale: 1, columns: 3, rows: 2 },
    { scale: 0.5, columns: 2, rows: 1 },
    { scale: 0.25, columns: 1, rows: 1 },
  ],
};
const names = (...given: Parameters<typeof tilesOn>) => tilesOn(...given).map((tile) => tile.name);

test("the level that is shown is sharp, and no larger than that needs", () => {
  expect([8, 1, 0.6, 0.5, 0.3, 0.25, 0.01].map((scale) => levelAt(tiling, scale))).toEqual([0, 0, 0, 1, 1, 2, 2]);
});

test("tiles on the stage, and none beside it", () => {
  const stage = { width: 400, height: 300 };
  expect(names(tiling, 0, { scale: 1, x: 0, y: 0 }, stage)).toEqual(["0/0_0"]);
  expect(names(tiling, 0, { scale: 1, x: -400, y: -400 }, stage)).toEqual(["0/0_0", "0/1_0", "0/0_1", "0/1_1"]);
  expect(names(tiling, 1, { scale: 0.5, x: -300, y: 20 }, stage)).toEqual(["1/0_0", "1/1_0"]);
  expect(names(tiling, 0, { scale: 1, x: 0, y: 0 }, stage, 200)).toEqual(["0/0_0", "0/1_0"]);
  expect(names(tiling, 0, { scale: 1, x: 401, y: 0 }, stage)).toEqual([]);
  expect(names(tiling, 0, { scale: 1, x: -1600, y: 0 }, stage)).toEqual([]);
  expect(names(tiling, 3, { scale: 1, x: 0, y: 0 }, stage)).toEqual([]);
});

test("the tiles of a level cover the photo, and end where it ends", () => {
  for (const number of [0, 1, 2]) {
    const all = tilesOn(tiling, number, { scale: 0.1, x: 0, y: 0 }, { width: 400, height: 300 });
    expect(all.reduce((sum, tile) => sum + tile.width * tile.height, 0)).toBe(1100 * 600);
    expect(Math.max(...all.map((tile) => tile.x + tile.width))).toBe(1100);
  }
});
