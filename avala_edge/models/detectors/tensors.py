"""Pixels → the tensors that a detector takes. Image pixels become model pixels here and nowhere else."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from avala_edge.imaging import Pixels, Place, fit
from avala_edge.inference import Tensors
from avala_edge.models.detectors.inputs import DetectorInputs, Letterbox, Preparation, Scale, Stretch

ENLARGED_AGAIN = 1.5  # of the rectangle's side: what pixels should have, so that a scaled decode costs no detail


def place_in(wanted: Letterbox | Stretch | Scale, *, height: int, width: int) -> Place:
    """Return where an image of `height` × `width` lies in the rectangle that a model takes."""
    if isinstance(wanted, Stretch):
        return Place(wanted.height, wanted.width, 0, 0, wanted.height, wanted.width)
    if isinstance(wanted, Scale):
        ratio = min(max(1.0, wanted.shorter / min(height, width)), wanted.longer / max(height, width))
        most = wanted.longer // wanted.multiple
        high, wide = (wanted.multiple * max(1, min(round(n * ratio / wanted.multiple), most)) for n in (height, width))
        return Place(high, wide, 0, 0, high, wide)
    ratio = min(wanted.height / height, wanted.width / width)
    high = min(max(1, round(height * ratio)), wanted.height)
    wide = min(max(1, round(width * ratio)), wanted.width)
    if wanted.placement == "top-left":
        return Place(wanted.height, wanted.width, 0, 0, high, wide)
    # the odd pixel goes to the right and below, as Ultralytics has it
    return Place(wanted.height, wanted.width, (wanted.width - wide) // 2, (wanted.height - high) // 2, high, wide)


def input_tensors(pixels: Pixels, place: Place, inputs: DetectorInputs, preparation: Preparation) -> Tensors:
    """Return the tensors for an image, batch of one where the layout has one; `pixels` may be decoded smaller."""
    fitted = preparation.fit
    picture: NDArray[Any] = fit(pixels, place, pad=fitted.pad if isinstance(fitted, Letterbox) else 0)
    if preparation.channels == "BGR":
        picture = picture[..., ::-1]
    channels_first = "CHW" in inputs.layout
    picture = np.ascontiguousarray(picture.transpose(2, 0, 1) if channels_first else picture)
    if inputs.dtype != "uint8":
        std = np.array(preparation.std, np.float32)
        scale, shift = np.float32(preparation.scale) / std, np.array(preparation.mean, np.float32) / std
        picture = picture.astype(np.float32)
        picture *= scale[:, None, None] if channels_first else scale
        picture -= shift[:, None, None] if channels_first else shift
        picture = picture.astype(inputs.dtype, copy=False)
    tensors: dict[str, NDArray[Any]] = {inputs.picture: picture[None] if inputs.layout.startswith("N") else picture}
    if inputs.size is not None:
        tensors[inputs.size] = np.array([[place.width, place.height]], np.int64)
    if inputs.mask is not None:
        height, width = inputs.mask.height or place.height, inputs.mask.width or place.width
        tensors[inputs.mask.tensor] = np.ones((1, height, width), np.int64)
    return tensors


def least_side(place: Place) -> int:
    """Return how long the longer side of the pixels should be at least, where the image has that much."""
    return round(ENLARGED_AGAIN * max(place.resized_height, place.resized_width))
