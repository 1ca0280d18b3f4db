"""A model file as a detector for a while, without a site: for benches and evaluations."""

from __future__ import annotations

from pathlib import Path

from avala_edge.errors import NotFound
from avala_edge.models.detectors.guess import Given
from avala_edge.models.detectors.importing import proposed
from avala_edge.models.detectors.library import Library
from avala_edge.models.detectors.manifest import DetectorManifest


def import_for_a_while(model: str, given: Given, *, installed: Library, scratch: Library) -> DetectorManifest:
    """Import a file, a folder or, where there is no such path, an installed model into a scratch library. Blocks.

    Raises:
        InvalidInput: the file cannot be used, with the reason.
        NotFound: there is neither a file nor an installed model of that name.
    """
    path = Path(model)
    if not path.exists():
        try:
            path = installed.get(model).folder
        except NotFound:
            raise NotFound(f"there is no file and no installed model {model!r}", field="MODEL") from None
    with proposed(scratch, path, given) as proposal:
        proposal.install()
        return proposal.manifest
