/** What of an annotation can be drawn: outlines in image pixels. */
import type { AnnotationType, BoxShape, Geometry, MaskShape, PolygonShape } from "../api/types";
import { boundsOfMask, ringsOfMask } from "./mask";
import { type Polygon, type Ring, pathOf } from "./polygon";

export const isBox = (geometry: Geometry): geometry is BoxShape => "width" in geometry;
export const isPolygon = (geometry: Geometry): geometry is PolygonShape => "polygons" in geometry;
export const isMask = (geometry: Geometry): geometry is MaskShape => "rle" in geometry;

const boxRing = ({ x, y, width, height }: BoxShape): Ring => [
  [x, y],
  [x + width, y],
  [x + width, y + height],
  [x, y + height],
];

/** Outlines, to be painted by the even-odd rule: a mask's are all exteriors, those of its holes, too. */
export function outlines(geometry: Geometry): Polygon[] {
  if (isBox(geometry)) return [{ exterior: boxRing(geometry), holes: [] }];
  if (isMask(geometry)) return ringsOfMask(geometry.rle).map((exterior) => ({ exterior, holes: [] }));
  return geometry.polygons.map(({ exterior, holes = [] }) => ({ exterior: exterior as unknown as Ring, holes: holes as unknown as Ring[] }));
}

/** Outlines as the server takes them. */
export const polygonShape = (polygons: readonly Polygon[]): PolygonShape => ({
  polygons: polygons.map(({ exterior, holes }) => ({ exterior: exterior.map(([x, y]) => [x, y]), holes: holes.map((hole) => hole.map(([x, y]) => [x, y])) })),
});

/** SVG path of a shape, whatever its type; paint it with the even-odd rule. */
export const pathOfShape = (geometry: Geometry): string => pathOf(outlines(geometry));

export const countPoints = (polygons: readonly Polygon[]): number =>
  polygons.reduce((sum, { exterior, holes }) => sum + exterior.length + holes.reduce((all, hole) => all + hole.length, 0), 0);

/** The box around a shape; null around nothing. */
export function boundsOf(geometry: Geometry): BoxShape | null {
  if (isBox(geometry)) return geometry;
  if (isMask(geometry)) return boundsOfMask(geometry.rle);
  const points = outlines(geometry).flatMap(({ exterior }) => exterior);
  if (points.length === 0) return null;
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

export const typeOf = (geometry: Geometry): AnnotationType => (isBox(geometry) ? "bounding_box" : isPolygon(geometry) ? "polygon" : "segmentation_mask");

/** Where in an outline a vertex is: its island, ring (0: exterior, then holes) and place. */
export interface VertexPlace {
  readonly island: number;
  readonly ring: number;
  readonly vertex: number;
}

type Edited = (ring: Ring) => Ring | null;

/** Edits one ring; a ring that goes takes its hole or, if it was an exterior, its island with it. */
function withRing(polygons: readonly Polygon[], { island, ring }: VertexPlace, edit: Edited): Polygon[] {
  return polygons.flatMap((each, place) => {
    if (place !== island) return [each];
    if (ring === 0) {
      const exterior = edit(each.exterior);
      return exterior ? [{ ...each, exterior }] : [];
    }
    const holes = each.holes.map((hole, number) => (number + 1 === ring ? edit(hole) : hole)).filter((hole) => hole !== null);
    return [{ ...each, holes }];
  });
}

export const moveVertex = (polygons: readonly Polygon[], place: VertexPlace, to: readonly [number, number]): Polygon[] =>
  withRing(polygons, place, (ring) => ring.map((point, number) => (number === place.vertex ? to : point)));

/** A new vertex behind the one that `place` names. */
export const insertVertex = (polygons: readonly Polygon[], place: VertexPlace, at: readonly [number, number]): Polygon[] =>
  withRing(polygons, place, (ring) => [...ring.slice(0, place.vertex + 1), at, ...ring.slice(place.vertex + 1)]);

/** A ring of fewer than three vertices is none. */
export const removeVertex = (polygons: readonly Polygon[], place: VertexPlace): Polygon[] =>
  withRing(polygons, place, (ring) => (ring.length > 3 ? ring.filter((_, number) => number !== place.vertex) : null));

/** Moves one corner of a box (0 top left, clockwise); the opposite one stays. */
export function moveCorner(box: BoxShape, corner: number, [x, y]: readonly [number, number]): BoxShape {
  const right = box.x + box.width;
  const bottom = box.y + box.height;
  const fixed: readonly [number, number] = [corner === 0 || corner === 3 ? right : box.x, corner < 2 ? bottom : box.y];
  return { x: Math.min(x, fixed[0]), y: Math.min(y, fixed[1]), width: Math.abs(x - fixed[0]), height: Math.abs(y - fixed[1]) };
}
