"""Masks as detectors give them, on a coarse grid of their own → polygons with holes on the image."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from avala_edge.geometry import Frame, OutlineOptions, Polygon, View, outline
from avala_edge.models.detectors.found import Found, Seen

FINER = 2  # cells of the resampled field to one of the model's
MOST_CELLS = 2048  # of the resampled field, a side
TOLERANCE = 0.02  # of a box's shorter side, by which its polygons may be off
LEAST_TOLERANCE_PX, MOST_TOLERANCE_PX = 0.25, 1.0

Field = Callable[[int, slice, slice], NDArray[np.floating]]
"""Logits of the mask of a candidate (its index) in some rows and columns of the model's grid: `[h, w]`."""


def prototype_field(coefficients: NDArray[np.floating], prototypes: NDArray[np.floating]) -> Field:
    """Return the field of masks that are sums of `prototypes` `[k, h, w]`, weighted by `coefficients` `[n, k]`."""

    def field(index: int, rows: slice, columns: slice) -> NDArray[np.floating]:
        # einsum without BLAS, whose threads would spin after the product
        logits: NDArray[np.floating] = np.einsum("k,kyx->yx", coefficients[index], prototypes[:, rows, columns])
        return logits

    return field


def with_polygons(
    found: list[Found], indices: NDArray[np.intp], field: Field, grid: tuple[int, int], seen: Seen
) -> list[Found]:
    """Add its mask's polygons, within its box, to each of `found`; those whose mask is empty are left out.

    `indices` are the candidates' indices for `field`; `grid` is the height and width of the model's grid, which covers
    the model's rectangle.
    """
    outlined = []
    for each, index in zip(found, indices.tolist(), strict=True):
        polygons = polygons_in(each.box, partial(field, index), grid, seen)
        if polygons:
            outlined.append(replace(each, polygons=polygons))
    return outlined


def polygons_in(
    box: tuple[float, float, float, float],
    field: Callable[[slice, slice], NDArray[np.floating]],
    grid: tuple[int, int],
    seen: Seen,
) -> tuple[Polygon, ...]:
    """Outline where the bilinear field is above 0, inside a box (left, top, right, bottom; image pixels)."""
    view = _view(box, seen)
    if view is None:
        return ()
    place = seen.place
    rows = _Axis(view.y, view.height, seen.scale_y, place.top, grid[0] / place.height, grid[0])
    columns = _Axis(view.x, view.width, seen.scale_x, place.left, grid[1] / place.width, grid[1])
    cells = field(rows.cut, columns.cut)
    logits = rows.along(columns.along(cells.T).T).astype(np.float32)
    if not np.isfinite(logits).all() or not (logits > 0).any():
        return ()
    frame = Frame(seen.image_height, seen.image_width, float(len(rows.low)), float(len(columns.low)), view)
    tolerance = min(max(LEAST_TOLERANCE_PX, TOLERANCE * min(view.width, view.height)), MOST_TOLERANCE_PX)
    found = outline(np.ascontiguousarray(logits), frame, OutlineOptions(tolerance_px=tolerance, want_rle=False))
    return found.polygons or ()


def _view(box: tuple[float, float, float, float], seen: Seen) -> View | None:
    """Return the whole pixels of the image that a box touches."""
    left, top = max(0, math.floor(box[0])), max(0, math.floor(box[1]))
    right, bottom = min(seen.image_width, math.ceil(box[2])), min(seen.image_height, math.ceil(box[3]))
    return View(left, top, right - left, bottom - top) if right > left and bottom > top else None


class _Axis:
    """Bilinear sampling along one axis: at each of the new cells, between two of the model's."""

    def __init__(self, start: int, length: int, scale: float, offset: int, cells_per_px: float, cells: int) -> None:
        """Sample `length` image pixels from `start`; `scale` and `offset` lead into the model's rectangle."""
        wanted = math.ceil(FINER * length * scale * cells_per_px)
        count = min(max(wanted, 2), MOST_CELLS)
        at = start + (np.arange(count) + 0.5) * length / count
        u = ((at * scale + offset) * cells_per_px - 0.5).clip(0, cells - 1)
        low = np.minimum(np.floor(u).astype(np.intp), max(cells - 2, 0))
        self.cut = slice(int(low[0]), min(int(low[-1]) + 2, cells))
        self.low = low - low[0]
        self._high = np.minimum(self.low + 1, self.cut.stop - self.cut.start - 1)
        self._share = u - low

    def along(self, field: NDArray[np.floating]) -> NDArray[np.floating]:
        """Sample the first axis of what was cut."""
        share = self._share[:, None]
        sampled: NDArray[np.floating] = field[self.low] * (1 - share) + field[self._high] * share
        return sampled
