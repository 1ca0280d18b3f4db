"""What comes and goes: resumable uploads and imports of photos and videos, exports and imports of annotations."""

from __future__ import annotations

from avala_edge.transfer.annotation_import import AnnotationImports, ImportOptions
from avala_edge.transfer.exports import Exporter
from avala_edge.transfer.import_roots import ImportRoots
from avala_edge.transfer.imports import IMPORT, Imports
from avala_edge.transfer.imports import LONGEST_S as LONGEST_IMPORT_S
from avala_edge.transfer.imports import ImportOptions as FileImportOptions
from avala_edge.transfer.uploads import Uploads

__all__ = [
    "IMPORT",
    "LONGEST_IMPORT_S",
    "AnnotationImports",
    "Exporter",
    "FileImportOptions",
    "ImportOptions",
    "ImportRoots",
    "Imports",
    "Uploads",
]
