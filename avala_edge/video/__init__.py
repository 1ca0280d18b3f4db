"""Objects carried through the frames of a sequence: motion, identity, tracks, interpolation."""

from __future__ import annotations

from avala_edge.video.interpolate_job import Interpolation
from avala_edge.video.orders import INTERPOLATION, PROPAGATION, PropagationOrder, VideoOrders
from avala_edge.video.propagate_job import Propagation

__all__ = ["INTERPOLATION", "PROPAGATION", "Interpolation", "Propagation", "PropagationOrder", "VideoOrders"]
