"""Photos on their way in, annotations on their way out: resumable uploads, imports from folders, exports."""

from __future__ import annotations

from avala_edge.transfer.exports import Exporter
from avala_edge.transfer.import_roots import ImportRoots
from avala_edge.transfer.imports import IMPORT, Imports
from avala_edge.transfer.uploads import Uploads

__all__ = ["IMPORT", "Exporter", "ImportRoots", "Imports", "Uploads"]
