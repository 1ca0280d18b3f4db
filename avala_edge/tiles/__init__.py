"""Large photos in pieces, so that a browser can zoom into them: made once, behind clicks, and kept on disk."""

from __future__ import annotations

from avala_edge.tiles.archives import Archives
from avala_edge.tiles.pyramids import Pyramids, State, is_large

__all__ = ["Archives", "Pyramids", "State", "is_large"]
