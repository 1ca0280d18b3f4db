"""Pictures whose colours are numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

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
