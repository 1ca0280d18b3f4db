"""Annotations' masks beside a model's: how far an outline is from another one, and what overlaps nothing drawn.

Masks are those of `training.regions`: small ones of the same image, since only shares of it matter.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from avala_edge.errors import InvalidInput
from avala_edge.geometry import Rle, decode_rle, grow, iou_matrix, shrink, subtract, to_crop
from avala_edge.segment import FoundObject
from avala_edge.store import Annotation, ImageRecord
from avala_edge.training.regions import outline_region, region


def mask_of(drawn: Annotation, image: ImageRecord) -> Rle:
    """Return an annotation's mask; raise `InvalidInput` for one that is damaged."""
    return region(drawn.type, drawn.geometry, height=image.height, width=image.width)


def with_masks(drawn: Sequence[Annotation], image: ImageRecord, *, least: float) -> list[tuple[Annotation, Rle]]:
    """Return annotations that cover at least a share of the image, each with its mask."""
    pairs = []
    for each in drawn:
        try:
            mask = mask_of(each, image)
        except InvalidInput:
            continue
        if _area(mask) >= least * mask.height * mask.width:
            pairs.append((each, mask))
    return pairs


def share_far(outline: Rle, other: Rle, *, by: float, least_px: float) -> float:
    """Return which share of a mask's outline is farther from another's than `by` of the diagonal of its bounds.

    Where a mask ends at the image's border it has no outline.

    Args:
        outline: the mask whose outline is asked about; it is not empty.
        other: the mask beside it.
        by: share of the diagonal.
        least_px: pixels that are never far.
    """
    height, width = to_crop(outline).array.shape
    edge = _edge(outline)
    length = _area(edge)
    if not length:
        return 0.0
    near = grow(_edge(other), radius_px=max(least_px, by * float(np.hypot(height, width))))
    return _area(subtract(edge, near)) / length


def not_drawn(
    objects: Sequence[FoundObject], drawn: Sequence[Annotation], image: ImageRecord, *, touches: float
) -> list[tuple[FoundObject, Rle]]:
    """Return the objects, the best first, that overlap nothing drawn and no better one, each with its mask.

    Args:
        objects: the best first.
        drawn: what is there.
        image: that they are on.
        touches: of the smaller one of two, how much they may have in common.
    """
    size = {"height": image.height, "width": image.width}
    found = [(each, outline_region(each.outline.polygons or (), **size)) for each in objects]
    taken = [(mask, _area(mask)) for _, mask in with_masks(drawn, image, least=0.0)]
    new: list[tuple[FoundObject, Rle]] = []
    for each, mask in found:
        own = mask, _area(mask)
        if own[1] and not (_overlaps(own, taken) > touches).any():
            new.append((each, mask))
            taken.append(own)
    return new


def _overlaps(one: tuple[Rle, int], others: Sequence[tuple[Rle, int]]) -> NDArray[np.float64]:
    """Return which share of the smaller of two is in both, of a mask and each of others `[n]`, all with their areas."""
    if not others:
        return np.zeros(0)
    mask, own = one
    ious = iou_matrix([mask], [other for other, _ in others])[0]
    theirs = np.array([area for _, area in others], np.float64)
    both = ious * (own + theirs) / (1 + ious)
    return np.asarray(both / np.maximum(np.minimum(own, theirs), 1.0), np.float64)


def _edge(mask: Rle) -> Rle:
    """Return the pixels of a mask that have one outside of it beside them."""
    return subtract(mask, shrink(mask, radius_px=1.0))


def _area(mask: Rle) -> int:
    return int(decode_rle(mask).sum())
