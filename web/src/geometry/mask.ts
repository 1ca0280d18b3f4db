import type { Ring } from "./polygon";
import { type Rle, spansOf } from "./rle";

export interface Bounds {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The upright box around a mask; null when nothing is inside. */
export function boundsOfMask(rle: Rle): Bounds | null {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y, rows] of spansOf(rle)) {
    left = Math.min(left, x);
    right = Math.max(right, x + 1);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y + rows);
  }
  return left < right ? { x: left, y: top, width: right - left, height: bottom - top } : null;
}

const STEPS = [[1, 0], [0, 1], [-1, 0], [0, -1]] as const; // right, down, left, up
/** The pixels ahead of a corner, by direction: on the right hand, on the left hand. */
const AHEAD = [
  [0, 0, 0, -1],
  [-1, 0, 0, 0],
  [-1, -1, -1, 0],
  [0, -1, -1, -1],
] as const;

/**
 * Rings along the edges of a mask's pixels, to be painted by the even-odd rule: around islands and around holes.
 * Each is walked with the inside on the right hand; where two pixels touch at a corner only, they stay apart.
 */
export function ringsOfMask(rle: Rle): Ring[] {
  const box = boundsOfMask(rle);
  if (!box) return [];
  const { width, height } = box;
  const inside = new Uint8Array(width * height);
  for (const [x, y, rows] of spansOf(rle)) for (let row = 0; row < rows; row += 1) inside[(y - box.y + row) * width + x - box.x] = 1;
  const is = (x: number, y: number): boolean => x >= 0 && y >= 0 && x < width && y < height && inside[y * width + x] === 1;
  const walked = new Uint8Array(width * height); // by upper edges: every ring has one
  const rings: Ring[] = [];
  for (let y0 = 0; y0 < height; y0 += 1) {
    for (let x0 = 0; x0 < width; x0 += 1) {
      if (!is(x0, y0) || is(x0, y0 - 1) || walked[y0 * width + x0]) continue;
      const ring: [number, number][] = [];
      let [x, y, direction] = [x0, y0, 0];
      do {
        if (direction === 0) walked[y * width + x] = 1;
        const [dx, dy] = STEPS[direction as 0];
        x += dx;
        y += dy;
        const [rightX, rightY, leftX, leftY] = AHEAD[direction as 0];
        const turn = !is(x + rightX, y + rightY) ? 1 : is(x + leftX, y + leftY) ? 3 : 0;
        if (turn) ring.push([x + box.x, y + box.y]);
        direction = (direction + turn) % 4;
      } while (x !== x0 || y !== y0 || direction !== 0);
      rings.push(ring);
    }
  }
  return rings;
}
