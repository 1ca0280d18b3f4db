"""Pictures whose colours are numbers."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from avala_edge.imaging.decode import load, probe
from avala_edge.imaging.limits import ImageLimits
from avala_edge.imaging.refusal import refuse, refusing

_RGB_COLOUR, _PALETTE_COLOUR = 2, 3


def panoptic_ids(data: bytes, limits: ImageLimits) -> NDArray[np.int32]:
    """Return the segment ids int32 `[H, W]` of a COCO panoptic PNG: R + 256 G + 65536 B.

    The colours are taken as stored: no orientation, transparency or colour profile is applied. Only 8-bit RGB and
    palette PNGs can carry ids; in any other format or depth they would not survive.
    """
    info = probe(data, limits)
    if info.format != "PNG":
        raise refuse(f"The panoptic map is a {info.format}; it must be a PNG, which keeps colours exact")
    depth, colour = data[24], data[25]
    if colour not in (_RGB_COLOUR, _PALETTE_COLOUR) or depth > 8:
        raise refuse(f"The panoptic map must be an 8-bit RGB PNG, but has colour type {colour} and {depth} bits")
    with refusing(info.format):
        rgb = np.asarray(load(data, info).convert("RGB")).astype(np.int32)
    ids: NDArray[np.int32] = rgb[..., 0] | rgb[..., 1] << 8 | rgb[..., 2] << 16
    return ids


@dataclass(frozen=True)
class IndexPicture:
    """A PNG whose pixels mean something by their number or by their colour.

    Attributes:
        numbers: int32 `[H, W]`, of a palette or grey picture; None for one of colours.
        colours: int32 `[H, W]`, red << 16 | green << 8 | blue, of a palette picture or one of colours; None for grey.
        width: px.
        height: px.
        is_small: whether it has 8 bits, where 255 is the edge of objects by Pascal VOC's custom.
    """

    numbers: NDArray[np.int32] | None
    colours: NDArray[np.int32] | None
    width: int
    height: int
    is_small: bool


def index_picture(data: bytes, limits: ImageLimits) -> IndexPicture:
    """Read a PNG as numbers and colours, as they are stored: no orientation, transparency or profile is applied."""
    info = probe(data, limits)
    if info.format != "PNG":
        raise refuse(f"The mask is a {info.format}; it must be a PNG, which keeps numbers exact")
    with refusing(info.format):
        image = load(data, info)
        numbers = colours = None
        if image.mode in ("P", "RGB", "RGBA"):
            colours = _packed(image.convert("RGB"))
        if image.mode in ("P", "L", "1") or image.mode.startswith("I"):
            numbers = np.asarray(image.convert("L") if image.mode == "1" else image).astype(np.int32)
        if numbers is not None or colours is not None:
            return IndexPicture(numbers, colours, info.width, info.height, not image.mode.startswith("I"))
    raise refuse(f"The mask is a PNG of mode {image.mode}; it must have a palette, greys or colours")


def index_png(numbers: NDArray[np.int32], palette: Sequence[tuple[int, int, int]] | None) -> bytes:
    """Return numbers `[H, W]` as a PNG: 8 bits with 256 colours, or, without a palette, 16 bits grey."""
    out = io.BytesIO()
    if palette is None:
        image = Image.fromarray(numbers.astype(np.uint16))
    else:
        image = Image.fromarray(numbers.astype(np.uint8)).convert("L")
        image.putpalette([channel for colour in palette for channel in colour])
    image.save(out, format="PNG", compress_level=6)
    return out.getvalue()


def _packed(image: Image.Image) -> NDArray[np.int32]:
    rgb = np.asarray(image).astype(np.int32)
    packed: NDArray[np.int32] = rgb[..., 0] << 16 | rgb[..., 1] << 8 | rgb[..., 2]
    return packed
