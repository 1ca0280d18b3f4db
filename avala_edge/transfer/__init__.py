"""Photos on their way into datasets: resumable uploads."""

from __future__ import annotations

from avala_edge.transfer.uploads import Uploads

__all__ = ["Uploads"]
