"""Where a careful annotator clicks: the standard protocol of interactive segmentation.

First click: the interior point farthest from the object's boundary; next: the centre of the largest error, that is the
deepest point of what is missed or what is too much (Xu et al. 2016; Sofiiuk et al. 2021). The photo's border counts as
boundary.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

from avala_edge.geometry import mask_extent
from avala_edge.segment import Point


def deepest(region: NDArray[np.bool_]) -> tuple[float, int, int]:
    """Return depth in pixels, y and x of the region's deepest point; depth 0 when it is empty."""
    extent = mask_extent(region)
    if extent is None:
        return 0.0, 0, 0
    left, top, right, bottom = extent
    depth = distance_transform_edt(np.pad(region[top:bottom, left:right], 1))[1:-1, 1:-1]
    y, x = np.unravel_index(int(depth.argmax()), depth.shape)
    return float(depth[y, x]), top + int(y), left + int(x)


def next_click(truth: NDArray[np.bool_], predicted: NDArray[np.bool_]) -> Point | None:
    """Return the next click at a pixel centre, or None when nothing is wrong."""
    missed, extra = deepest(truth & ~predicted), deepest(predicted & ~truth)
    depth, y, x = max(missed, extra)
    return None if depth == 0 else Point(x + 0.5, y + 0.5, 1 if missed >= extra else 0)
