"""A site in one folder or file: made while its servers run, checked, and brought back."""

from __future__ import annotations

from avala_edge.backup.archive import Archive, open_archive
from avala_edge.backup.create import Created, create
from avala_edge.backup.manifest import Manifest
from avala_edge.backup.parts import SiteParts, Told
from avala_edge.backup.restore import Restored, restore
from avala_edge.backup.verify import Report, verify
from avala_edge.backup.verify_site import verify_site

__all__ = [
    "Archive",
    "Created",
    "Manifest",
    "Report",
    "Restored",
    "SiteParts",
    "Told",
    "create",
    "open_archive",
    "restore",
    "verify",
    "verify_site",
]
