import { useState } from "react";

import type { Annotation, Geometry, Item } from "../../api/types";
import { outlines, polygonShape } from "../../geometry/shape";

const STEP = 1.25;

/** Loaded when it is first used; from then on a stroke is there as soon as it is drawn. */
let brush: typeof import("../../geometry/brush") | null = null;

interface Outcome {
  change: (geometry: Geometry) => void;
  create: (geometry: Geometry) => void;
  remove: () => void;
}

/** A round brush: how large it is, in image pixels, and what a stroke makes of the selected outline. */
export function useStrokes({ width, height }: Item["image"]) {
  const longer = Math.max(width, height);
  const [radius, setRadius] = useState(longer / 60);
  const size = (next: number) => setRadius(Math.min(longer / 4, Math.max(0.5, next)));
  const stroke = async (points: readonly (readonly [number, number])[], does: "add" | "cut", on: Annotation | null, outcome: Outcome) => {
    if (!on && does === "cut") return;
    brush ??= await import("../../geometry/brush");
    const { brushed } = brush;
    const left = brushed(on ? outlines(on.geometry) : [], points, radius, does, { width, height });
    if (left.length === 0) outcome.remove();
    else if (on) outcome.change(polygonShape(left));
    else outcome.create(polygonShape(left));
  };
  return { radius, longer, size, thinner: () => size(radius / STEP), thicker: () => size(radius * STEP), stroke };
}
