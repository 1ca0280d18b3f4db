"""Checks a site, running or not: rows and photos belong together, and no photo is damaged. Blocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from avala_edge.backup.manifest import Entry
from avala_edge.backup.parts import SiteParts, Told, blob_path, export_path, left_out
from avala_edge.backup.streams import measure
from avala_edge.errors import ChecksumMismatch, InvalidInput, NotFound
from avala_edge.store import BlobStore, site_in_use
from avala_edge.store.one_state import disagreements, one_state, read_contents


@dataclass(frozen=True)
class SiteReport:
    """What was found.

    Attributes:
        problems: one line each.
        counts: rows of each table.
        photos: how many images there are.
        bytes: of all photos.
        staged: photos on their way in; those of a crash are settled at the next start.
    """

    problems: tuple[str, ...]
    counts: Mapping[str, int]
    photos: int
    bytes: int
    staged: int


def verify_site(site: SiteParts, *, quick: bool, told: Told) -> SiteReport:
    """Check a site, raise `InvalidInput` where there is none; `quick` looks at lengths instead of every byte."""
    if not site.data_dir.is_dir():
        raise InvalidInput(f"there is no site in {site.data_dir}", field="--data-dir")
    with site_in_use(site.data_dir):
        blobs = site.open_blobs()
        listed = dict(blobs.listing())  # before the rows: a photo gets its name after its row is there
        with one_state(site.database) as connection:
            contents = read_contents(connection)
            problems = [f"database: {words}" for words in disagreements(connection)]
        orphans = sorted(listed.keys() - contents.photos.keys())
        problems += [f"{blob_path(name)}: no image of the database is of these bytes" for name in orphans]

        def is_whole(sha: str) -> bool:
            size = contents.photos[sha]
            return (quick and listed.get(sha) == size) or _is_whole(blobs, sha, size)

        lost = left_out(is_whole, contents.photos, told)
        problems += [f"{blob_path(sha)}: is lost or damaged" for sha in lost]
        for name in map(export_path, contents.exports):
            if not (site.data_dir / name).is_file():
                problems.append(f"{name}: is missing")
        total = sum(contents.photos.values())
        return SiteReport(tuple(problems), contents.counts, len(contents.photos), total, blobs.staged_count())


def _is_whole(blobs: BlobStore, sha: str, size: int) -> bool:
    try:
        with blobs.open_committed(sha) as stream:
            return measure(stream) == Entry(bytes=size, sha256=sha)
    except (NotFound, ChecksumMismatch, OSError):
        return False
