/** Brush and eraser: an outline with a stroke added or cut away. Loaded when it is first used. */
import { ClipType, Clipper, EndType, FillRule, JoinType, type PathD, type PolyPathD, PolyTreeD } from "clipper2-ts";

import type { Polygon, Ring } from "./polygon";

const DIGITS = 2; // of coordinates, pixels
const ARC_TOLERANCE = 0.1; // px between a round end and its corners
const LEAST_PX2 = 1; // what covers less is a crumb of the cut

const toPath = (ring: Ring): PathD => ring.map(([x, y]) => ({ x, y, z: 0 }));
const toRing = (path: PathD): Ring => path.map(({ x, y }) => [x, y]);

/** Islands of a tree: each exterior with its holes, and the islands within those. */
function islands(tree: PolyPathD): Polygon[] {
  const found: Polygon[] = [];
  for (let i = 0; i < tree.count; i++) {
    const exterior = tree.child(i);
    const holes: Ring[] = [];
    for (let j = 0; j < exterior.count; j++) {
      const hole = exterior.child(j);
      if (hole.poly && Math.abs(Clipper.areaD(hole.poly)) >= LEAST_PX2) holes.push(toRing(hole.poly));
      found.push(...islands(hole));
    }
    if (exterior.poly && Math.abs(Clipper.areaD(exterior.poly)) >= LEAST_PX2) found.push({ exterior: toRing(exterior.poly), holes });
  }
  return found;
}

/** The outline after a stroke of a round brush of `radius` pixels along `points`, within the photo. */
export function brushed(polygons: readonly Polygon[], points: Ring, radius: number, does: "add" | "cut", photo: { width: number; height: number }): Polygon[] {
  const subject = polygons.flatMap(({ exterior, holes }) => [exterior, ...holes].map(toPath));
  const stroke = Clipper.inflatePathsD([toPath(points)], radius, JoinType.Round, EndType.Round, 2, DIGITS, ARC_TOLERANCE);
  const tree = new PolyTreeD();
  Clipper.booleanOpDWithPolyTree(does === "add" ? ClipType.Union : ClipType.Difference, subject, stroke, tree, FillRule.EvenOdd, DIGITS);
  const inside = new PolyTreeD();
  const rings = islands(tree).flatMap(({ exterior, holes }) => [exterior, ...holes].map(toPath));
  const { width, height } = photo;
  const frame = toPath([[0, 0], [width, 0], [width, height], [0, height]]);
  Clipper.booleanOpDWithPolyTree(ClipType.Intersection, rings, [frame], inside, FillRule.EvenOdd, DIGITS);
  return islands(inside);
}
