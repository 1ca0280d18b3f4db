import type { Geometry } from "../api/types";
import { type Bounds, boundsOfMask, ringsOfMask } from "./mask";
import { pathOf } from "./polygon";

type Islands = Parameters<typeof pathOf>[0];

/** SVG path of an annotation's shape, whatever its type; paint it with the even-odd rule. */
export function pathOfShape(geometry: Geometry): string {
  if ("rle" in geometry) return pathOf(ringsOfMask(geometry.rle).map((exterior) => ({ exterior, holes: [] })));
  if ("polygons" in geometry) return pathOf(geometry.polygons as unknown as Islands);
  const { x, y, width, height } = geometry;
  return `M${x} ${y}h${width}v${height}h${-width}Z`;
}

/** The upright box around it; an empty mask has one of nothing at the corner. */
export function boundsOfShape(geometry: Geometry): Bounds {
  if ("rle" in geometry) return boundsOfMask(geometry.rle) ?? { x: 0, y: 0, width: 0, height: 0 };
  if (!("polygons" in geometry)) return geometry;
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { exterior } of geometry.polygons) {
    for (const [x = 0, y = 0] of exterior) {
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}
