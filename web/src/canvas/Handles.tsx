import { memo } from "react";

import type { Polygon, Ring } from "../geometry/polygon";
import { type VertexPlace, countPoints } from "../geometry/shape";

const MOST_MIDDLES = 300; // vertices up to which each edge has a handle of its own

export interface Handle extends VertexPlace {
  /** Between this vertex and the next: pulling it makes a new one. */
  readonly middle: boolean;
}

/** What the pointer is on. */
export function handleAt(target: EventTarget | null): Handle | null {
  if (!(target instanceof SVGCircleElement) || target.dataset["handle"] === undefined) return null;
  const [island = 0, ring = 0, vertex = 0] = target.dataset["handle"].split(".").map(Number);
  return { island, ring, vertex, middle: target.dataset["middle"] !== undefined };
}

function RingHandles({ ring, name, middles, scale }: { ring: Ring; name: string; middles: boolean; scale: number }) {
  return (
    <>
      {middles &&
        ring.map(([x, y], i) => {
          const [nextX, nextY] = ring[(i + 1) % ring.length] ?? [x, y];
          return <circle key={`m${i}`} className="handle middle" data-handle={`${name}.${i}`} data-middle="" cx={(x + nextX) / 2} cy={(y + nextY) / 2} r={3.5 / scale} />;
        })}
      {ring.map(([x, y], i) => (
        <circle key={i} className="handle" data-handle={`${name}.${i}`} cx={x} cy={y} r={5 / scale} />
      ))}
    </>
  );
}

/** Handles of outlines: one a vertex and, but for a box, one in the middle of each edge. */
export const Handles = memo(function Handles({ polygons, corners, scale }: { polygons: readonly Polygon[]; corners: boolean; scale: number }) {
  const count = countPoints(polygons);
  return (
    <g className="handles" data-testid="handles" data-count={count}>
      {polygons.flatMap(({ exterior, holes }, island) =>
        [exterior, ...holes].map((ring, number) => <RingHandles key={`${island}.${number}`} ring={ring} name={`${island}.${number}`} middles={!corners && count <= MOST_MIDDLES} scale={scale} />),
      )}
    </g>
  );
});
