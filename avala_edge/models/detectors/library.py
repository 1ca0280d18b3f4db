"""The detectors that are installed: `models/<name>/manifest.json` and `model.onnx` in the data directory."""

from __future__ import annotations

from pathlib import Path

from avala_edge.models.detectors.manifest import DetectorManifest, read_manifest
from avala_edge.models.shelf import Shelf


class Library(Shelf[DetectorManifest]):
    """Every method blocks."""

    kind = "detector"
    has_damaged = True

    def read(self, folder: Path) -> DetectorManifest:
        """See `Shelf.read`."""
        return read_manifest(folder)
