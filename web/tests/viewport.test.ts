import { describe, expect, it } from "vitest";

import { actionOf } from "../src/actions/keyboard";
import { pathOf } from "../src/geometry/polygon";
import { clampTo, fit, resized, shownOf, toImage, zoomAt } from "../src/viewport/transform";

const key = (name: string, held: Partial<KeyboardEvent> = {}) => actionOf({ key: name, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...held });

describe("viewport", () => {
  it("fits and centres", () => {
    const view = fit({ width: 4000, height: 2000 }, { width: 832, height: 632 });
    expect(view.scale).toBeCloseTo(0.2);
    expect(toImage(view, 416, 316)).toEqual([2000, 1000]);
  });
  it("keeps scale and middle when the stage changes its size", () => {
    const view = { scale: 3, x: -700, y: 40 };
    const after = resized(view, { width: 800, height: 600 }, { width: 500, height: 700 });
    expect(after.scale).toBe(3);
    expect(toImage(after, 250, 350)).toEqual(toImage(view, 400, 300));
  });
  it("keeps the point under the cursor when zooming", () => {
    const view = fit({ width: 640, height: 480 }, { width: 800, height: 600 });
    const before = toImage(view, 123, 45);
    const after = toImage(zoomAt(view, 3.7, 123, 45), 123, 45);
    expect(after[0]).toBeCloseTo(before[0]);
    expect(after[1]).toBeCloseTo(before[1]);
  });
  it("knows what of the photo is on the stage", () => {
    const [photo, stage] = [{ width: 4000, height: 2000 }, { width: 800, height: 600 }];
    expect(shownOf(fit(photo, stage), photo, stage)).toBeNull();
    expect(shownOf({ scale: 2, x: -1001, y: -400 }, photo, stage)).toEqual({ x: 500, y: 200, width: 401, height: 300 });
    expect(shownOf({ scale: 2, x: 200, y: 100 }, photo, stage)).toEqual({ x: 0, y: 0, width: 300, height: 250 }); // panned over its corner
    expect(shownOf({ scale: 2, x: 900, y: 0 }, photo, stage)).toBeNull(); // panned away
  });
  it("clamps to the photo", () => {
    expect(clampTo({ width: 10, height: 5 }, [-3, 9])).toEqual([0, 5]);
  });
});

describe("polygons", () => {
  const square = { exterior: [[0, 0], [4, 0], [4, 4], [0, 4]] as const, holes: [[[1, 1], [1, 2], [2, 2]]] as const };
  it("draws holes in the same path", () => {
    expect(pathOf([square])).toBe("M0 0L4 0L4 4L0 4ZM1 1L1 2L2 2Z");
  });
});

describe("keys", () => {
  it("undoes and redoes", () => {
    expect(key("z")).toBe("undo");
    expect(key("Z", { shiftKey: true })).toBe("redo");
    expect(key("z", { ctrlKey: true })).toBe("undo");
  });
  it("leaves the browser's own shortcuts alone", () => {
    expect(key("s", { ctrlKey: true })).toBeNull();
    expect(key("q")).toBeNull();
  });
});
