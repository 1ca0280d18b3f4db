"""DBNet (PaddleOCR's and RapidOCR's text detectors): a map of how likely text is → a rotated rectangle a line."""

from __future__ import annotations

from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from scipy import ndimage

from avala_edge.errors import ModelUnavailable
from avala_edge.geometry import Polygon, clip_ring, rasterise_polygons
from avala_edge.models.detection import MOST_DETECTIONS
from avala_edge.models.detectors.families.family import Clues, Family, Outputs, tensor
from avala_edge.models.detectors.families.rectangle import Rectangle, least_rectangle
from avala_edge.models.detectors.found import Found, Seen, Wanted, check_shares
from avala_edge.models.detectors.inputs import Preparation, Scale, Stretch

MOST_REGIONS = 5000  # looked at, the largest


class Dbnet(Family):
    """Regions above a threshold, framed by rectangles that are grown by what training had shrunk them."""

    family: Literal["dbnet"] = "dbnet"
    output: str
    binary_threshold: float = Field(default=0.3, gt=0, lt=1)
    unclip_ratio: float = Field(default=1.6, ge=0, le=10)
    dilate: bool = Field(default=True, description="thicken regions by a cell to the right and below")
    least_side: float = Field(default=3, ge=0, description="of a region, cells")

    @classmethod
    def of(cls, clues: Clues) -> tuple[Self, int | None] | None:
        """See `Family.of`."""
        maps = clues.of_rank(4)
        fits = len(maps) == 1 == len(clues.outputs) and maps[0].shape[1] == 1 and clues.classes in (None, 1)
        return (cls(output=maps[0].name), 1) if fits and clues.says("db", "det", "ocr", "text") else None

    def usual(self, clues: Clues) -> Preparation:
        """See `Family.usual`."""
        height, width = clues.side
        any_size = clues.size is None
        fit = Scale(shorter=736, longer=2016, multiple=32) if any_size else Stretch(height=height, width=width)
        return Preparation(fit=fit, channels="BGR", mean=(0.5, 0.5, 0.5), std=(0.5, 0.5, 0.5))

    def outputs(self) -> tuple[str, ...]:
        """See `Family.outputs`."""
        return (self.output,)

    def read(self, outputs: Outputs, seen: Seen, wanted: Wanted) -> list[Found]:
        """See `Family.read`."""
        likely = tensor(outputs, self.output, rank=3)[0].astype(np.float32)
        if not np.isfinite(likely).all():
            raise ModelUnavailable("the model answered with numbers that are not finite")
        check_shares(likely)
        if not wanted.classes[0]:
            return []
        found = [self._found(*framed, likely.shape, seen) for framed in self._framed(likely, wanted.floor)]
        kept = [each for each in found if each is not None]
        return sorted(kept, key=lambda each: -each.score)[:MOST_DETECTIONS]

    def _framed(self, likely: NDArray[np.float32], floor: float) -> list[tuple[float, Rectangle]]:
        """Return score and grown rectangle, in cells, of each region."""
        above = likely > self.binary_threshold
        if self.dilate:
            down = above.copy()
            down[1:] |= above[:-1]
            above = down.copy()
            above[:, 1:] |= down[:, :-1]
        regions, count = ndimage.label(above, np.ones((3, 3), np.uint8))
        slices = ndimage.find_objects(regions)
        sizes = np.bincount(regions.ravel(), minlength=count + 1)[1:]
        framed = []
        for index in np.argsort(-sizes, kind="stable")[:MOST_REGIONS]:
            rows, columns = slices[index]
            rectangle = least_rectangle(_edge_points(regions[rows, columns] == index + 1, rows.start, columns.start))
            if rectangle is None or min(rectangle.sides) < self.least_side:
                continue
            score = _mean_inside(likely, rectangle)
            if score < floor:
                continue
            long, short = rectangle.sides
            grown = rectangle.grown(long * short * self.unclip_ratio / (2 * (long + short)))
            if min(grown.sides) >= self.least_side + 2:
                framed.append((score, grown))
        return framed

    def _found(self, score: float, rectangle: Rectangle, cells: tuple[int, ...], seen: Seen) -> Found | None:
        place = seen.place
        in_model = (rectangle.corners() + 0.5) * [place.width / cells[1], place.height / cells[0]]
        ring = clip_ring(seen.to_image(in_model), height=seen.image_height, width=seen.image_width)
        if ring is None:
            return None
        (left, top), (right, bottom) = ring.min(0).tolist(), ring.max(0).tolist()
        return Found(score, 0, (left, top, right, bottom), (Polygon(ring),))


def _edge_points(region: NDArray[np.bool_], top: int, left: int) -> NDArray[np.float64]:
    """Return the first and last cell of each row of a region, x, y `[n, 2]`; its convex hull is theirs."""
    rows = np.flatnonzero(region.any(1))
    first = region[rows].argmax(1)
    last = region.shape[1] - 1 - region[rows, ::-1].argmax(1)
    points = np.concatenate((np.stack((first, rows), 1), np.stack((last, rows), 1)))
    return points.astype(np.float64) + np.array([left, top], np.float64)


def _mean_inside(likely: NDArray[Any], rectangle: Rectangle) -> float:
    """Return the mean of the cells whose centre is inside a rectangle, at least that of its middle."""
    corners = rectangle.corners()
    height, width = likely.shape
    low = np.maximum(np.floor(corners.min(0)).astype(int), 0)
    high = np.minimum(np.ceil(corners.max(0)).astype(int) + 1, [width, height])
    cut = likely[low[1] : high[1], low[0] : high[0]]
    if cut.size == 0:
        return 0.0
    inside = rasterise_polygons([Polygon(corners - low + 0.5)], height=cut.shape[0], width=cut.shape[1]) != 0
    return min(1.0, float(cut[inside].mean())) if inside.any() else 0.0
