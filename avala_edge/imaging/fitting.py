"""Fitting a picture into the rectangle that a detector takes: anywhere in it, at any scale, also distorted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from avala_edge.imaging.pixels import Pixels


@dataclass(frozen=True, slots=True)
class Place:
    """Where a picture lies in a rectangle of `height` × `width`: at `left`, `top`, so and so large. Pixels."""

    height: int
    width: int
    left: int
    top: int
    resized_height: int
    resized_width: int

    def __post_init__(self) -> None:
        """Check that the picture lies inside."""
        if not (
            0 <= self.top < self.top + self.resized_height <= self.height
            and 0 <= self.left < self.left + self.resized_width <= self.width
        ):
            raise ValueError(f"{self} does not lie inside its rectangle")


def fit(pixels: Pixels, place: Place, *, pad: int) -> NDArray[np.uint8]:
    """Return uint8 `[height, width, 3]` with the picture at its place and `pad` around it.

    Plain bilinear interpolation, as detectors are trained with, of a picture that was averaged over whole squares first
    where it is at least twice as large: without that, detail would be skipped.
    """
    height, width = place.resized_height, place.resized_width
    image = Image.fromarray(pixels.array)
    factor = max(1, min(pixels.height // height, pixels.width // width))
    image = image.reduce(factor)
    scale_x, scale_y = pixels.width / factor / width, pixels.height / factor / height
    matrix = (scale_x, 0.0, 0.0, 0.0, scale_y, 0.0)  # from the result's pixels to the picture's
    picture = np.asarray(image.transform((width, height), Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR))
    if (height, width) == (place.height, place.width):
        return np.ascontiguousarray(picture)
    rectangle = np.full((place.height, place.width, 3), pad, np.uint8)
    rectangle[place.top : place.top + height, place.left : place.left + width] = picture
    return rectangle
