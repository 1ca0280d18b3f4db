"""Photos on their way into datasets: resumable uploads, imports from this machine's folders."""

from __future__ import annotations

from avala_edge.transfer.import_roots import ImportRoots
from avala_edge.transfer.imports import IMPORT, Imports
from avala_edge.transfer.uploads import Uploads

__all__ = ["IMPORT", "ImportRoots", "Imports", "Uploads"]
