"""Run-length encoded masks of an answer as outlines, within bounds of time and memory."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from avala_edge.autolabel.answer_form import MOST_ISLANDS, MOST_POINTS, LeftOut, Picture
from avala_edge.autolabel.json_answer import Array, Object, Value, member, numbers
from avala_edge.errors import InvalidInput
from avala_edge.geometry import (
    CvatMask,
    Polygon,
    Rle,
    drop_islands,
    fill_holes,
    from_coco_counts,
    from_cvat,
    keep_largest,
    polygons_from_mask,
    to_crop,
)

MOST_RUNS = 200_000  # of one mask
MOST_PIXELS = 400_000_000  # of the boxes of all masks of an answer
SMALL = 2e-5  # of the image: smaller islands and holes are noise


class MaskReader:
    """Reads the masks of one answer."""

    def __init__(self, picture: Picture) -> None:
        """Read masks of the picture that was sent."""
        self._picture, self._pixels = picture, 0

    def read(self, mask: Object) -> tuple[Polygon, ...]:
        """Return the outlines in pixels of the displayed image, none for an empty mask.

        Raises:
            LeftOut: it cannot be used.
        """
        if self._pixels > MOST_PIXELS:
            raise LeftOut(f"with a mask, after masks of {MOST_PIXELS} pixels")
        try:
            return self._outlines(self._rle(mask))
        except InvalidInput:
            raise LeftOut("with a mask that cannot be read") from None

    def _rle(self, mask: Object) -> Rle:
        width, height = self._picture.sent_width, self._picture.sent_height
        size = numbers(member(mask, "size"), most=2)
        if size is not None and size.tolist() != [height, width]:
            raise LeftOut("with a mask of another size than the image")
        counts, rows = member(mask, "counts"), member(mask, "order") == "row"
        if isinstance(counts, str) and not rows:
            if len(counts) > 2 * MOST_RUNS:
                raise LeftOut(f"with a mask of more than {MOST_RUNS} runs")
            return Rle(height, width, counts.encode("ascii", "replace"))
        runs = _runs(counts)
        if rows:
            return from_cvat(CvatMask(runs.tolist(), 0, 0, width - 1, height - 1), height=height, width=width)
        return from_coco_counts(runs.tolist(), height=height, width=width)

    def _outlines(self, mask: Rle) -> tuple[Polygon, ...]:
        picture = self._picture
        small = SMALL * mask.height * mask.width
        mask = keep_largest(fill_holes(drop_islands(mask, area_px2=small), area_px2=small), count=MOST_ISLANDS)
        try:
            crop = to_crop(mask)
        except InvalidInput:  # counts that are no mask were refused above: this one is empty
            return ()
        self._pixels += crop.array.size
        found = polygons_from_mask(crop.array, tolerance_px=max(1.0, max(mask.height, mask.width) / 1024))
        if sum(len(ring) for polygon in found for ring in (polygon.exterior, *polygon.holes)) > MOST_POINTS:
            raise LeftOut(f"with an outline of more than {MOST_POINTS} points")
        origin, scale = np.array([crop.x, crop.y], np.float64), np.array(picture.scale("pixels"))
        return tuple(
            Polygon((each.exterior + origin) * scale, tuple((hole + origin) * scale for hole in each.holes))
            for each in found
        )


def _runs(counts: Value) -> NDArray[np.float64]:
    if isinstance(counts, Array) and len(counts) > MOST_RUNS:
        raise LeftOut(f"with a mask of more than {MOST_RUNS} runs")
    runs = numbers(counts, most=MOST_RUNS)
    if runs is None:
        raise LeftOut("with a mask that cannot be read")
    return runs
