"""Photos and annotations on their way in and out."""

from __future__ import annotations

from avala_edge.transfer.exports import Exporter

__all__ = ["Exporter"]
