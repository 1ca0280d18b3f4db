import { describe, expect, it } from "vitest";

import { insertVertex, moveCorner, moveVertex, outlines, polygonShape, removeVertex } from "../src/geometry/shape";

const SQUARE = { exterior: [[0, 0], [10, 0], [10, 10], [0, 10]] as const, holes: [[[2, 2], [4, 2], [3, 4]] as const] };

describe("shapes", () => {
  it("are outlines, and back", () => {
    expect(outlines(polygonShape([SQUARE]))).toEqual([SQUARE]);
    expect(outlines({ x: 1, y: 2, width: 3, height: 4 })).toEqual([{ exterior: [[1, 2], [4, 2], [4, 6], [1, 6]], holes: [] }]);
    expect(outlines({ rle: { size: [1, 1], counts: "01" } })).toEqual([{ exterior: [[1, 0], [1, 1], [0, 1], [0, 0]], holes: [] }]);
  });

  it("are edited vertex by vertex, holes too", () => {
    expect(moveVertex([SQUARE], { island: 0, ring: 0, vertex: 1 }, [12, -1])[0]?.exterior[1]).toEqual([12, -1]);
    expect(moveVertex([SQUARE], { island: 0, ring: 1, vertex: 2 }, [3, 5])[0]?.holes[0]?.[2]).toEqual([3, 5]);
    expect(insertVertex([SQUARE], { island: 0, ring: 0, vertex: 3 }, [0, 5])[0]?.exterior).toEqual([...SQUARE.exterior, [0, 5]]);
    const triangle = removeVertex([SQUARE], { island: 0, ring: 0, vertex: 0 });
    expect(triangle[0]?.exterior).toHaveLength(3);
    expect(removeVertex(triangle, { island: 0, ring: 0, vertex: 0 })).toEqual([]);
    expect(removeVertex([SQUARE], { island: 0, ring: 1, vertex: 0 })[0]?.holes).toEqual([]);
  });

  it("of boxes are pulled by a corner, beyond the opposite one too", () => {
    const box = { x: 10, y: 10, width: 10, height: 10 };
    expect(moveCorner(box, 0, [5, 6])).toEqual({ x: 5, y: 6, width: 15, height: 14 });
    expect(moveCorner(box, 2, [5, 25])).toEqual({ x: 5, y: 10, width: 5, height: 15 });
    expect(moveCorner(box, 1, [30, 5])).toEqual({ x: 10, y: 5, width: 20, height: 15 });
  });
});
