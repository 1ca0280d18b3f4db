import { useState } from "react";

import type { Annotation, Geometry } from "../../api/types";
import type { Handle } from "../../canvas/Handles";
import type { Editable } from "../../canvas/Stage";
import { type VertexPlace, insertVertex, isBox, isMask, moveCorner, moveVertex, outlines, polygonShape, removeVertex } from "../../geometry/shape";

/** Where a pulled handle leaves a shape. */
function pulled(geometry: Geometry, handle: Handle, to: readonly [number, number]): Geometry {
  if (isBox(geometry)) return moveCorner(geometry, handle.vertex, to);
  return polygonShape(handle.middle ? insertVertex(outlines(geometry), handle, to) : moveVertex(outlines(geometry), handle, to));
}

/** The selected shape's outline under the pointer: as it is pulled, and what is kept when it is let go. */
export function useReshaping(annotation: Annotation | null, onDone: (geometry: Geometry) => void) {
  const [now, setNow] = useState<{ of: Annotation; geometry: Geometry } | null>(null);
  const isMine = now !== null && now.of === annotation;
  const geometry = isMine ? now.geometry : (annotation?.geometry ?? null);
  const editable: Editable | null = geometry === null || isMask(geometry) ? null : { polygons: outlines(geometry), corners: isBox(geometry) };
  return {
    uid: isMine ? now.of.uid : null,
    geometry: geometry ?? { x: 0, y: 0, width: 0, height: 0 },
    // While a middle is pulled the handles stay as they were: a new one under the pointer would take the press.
    editable: editable && isMine ? { ...editable, polygons: outlines(now.of.geometry) } : editable,
    pull: (handle: Handle, to: readonly [number, number], done: boolean) => {
      if (!annotation) return;
      const next = pulled(annotation.geometry, handle, to);
      setNow(done ? null : { of: annotation, geometry: next });
      if (done) onDone(next);
    },
    remove: (place: VertexPlace) => {
      if (!annotation || isBox(annotation.geometry)) return;
      const left = removeVertex(outlines(annotation.geometry), place);
      if (left.length > 0) onDone(polygonShape(left));
    },
  };
}
