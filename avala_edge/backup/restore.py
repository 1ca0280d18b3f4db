"""Brings a backup back into an empty data directory, which no server takes before all of it is there. Blocks."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.filesize import decimal

from avala_edge.backup.archive import Archive, manifest_of
from avala_edge.backup.manifest import Manifest
from avala_edge.backup.parts import SiteParts, Told, blob_path, in_threads
from avala_edge.backup.streams import measure
from avala_edge.backup.verify import verify
from avala_edge.errors import ChecksumMismatch, InvalidInput
from avala_edge.store import BlobStore, write_atomically, written_atomically
from avala_edge.store.database import FILE
from avala_edge.store.files import sync_folder
from avala_edge.store.migrate import HEAD, knows
from avala_edge.store.object_blobs import PLACE
from avala_edge.store.one_state import is_empty, one_state, read_contents
from avala_edge.store.postgres_tools import load
from avala_edge.store.site_lock import LOCK, UNFINISHED, site_alone

_PRIVATE = 0o600
_NOBODYS = {LOCK, PLACE}


@dataclass(frozen=True)
class Restored:
    """What a site was made of.

    Attributes:
        manifest: of the backup.
        aside: where what was in the data directory before is now.
        strays: photos that were in the bucket before and that the backup does not have; they stay.
    """

    manifest: Manifest
    aside: Path | None
    strays: int


def restore(archive: Archive, site: SiteParts, *, force: bool, told: Told) -> Restored:
    """Make a site of a backup. Killed half-way, it goes on when it is called again; until then no server starts there.

    Raises:
        InvalidInput: the backup is damaged or of a newer version; it does not belong to this kind of database; the
            data directory is in use; it or the bucket is not empty and `force` is not set; PostgreSQL's database is
            not empty.
    """
    manifest, digest = manifest_of(archive)
    _check_fits(archive, manifest, site)
    problems = verify(archive, told=told).problems
    if problems:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise InvalidInput(f"is damaged: {problems[0]}{more}", field=str(archive.path))
    try:
        return _restore(archive, manifest, digest, site, force, told)
    except OSError as error:
        raise InvalidInput(
            f"cannot be written: {error.strerror}", field=str(error.filename or site.data_dir)
        ) from error


def _check_fits(archive: Archive, manifest: Manifest, site: SiteParts) -> None:
    kind = manifest.database.kind
    if kind == "sqlite" and not site.is_sqlite:
        raise InvalidInput(
            "this backup is of SQLite and goes back into SQLite only; unset it", field="AVALA_EDGE_DATABASE_URL"
        )
    if kind == "postgresql" and site.is_sqlite:
        raise InvalidInput(
            "this backup is of PostgreSQL; set it to an empty PostgreSQL database", field="AVALA_EDGE_DATABASE_URL"
        )
    if not knows(manifest.database.revision):
        raise InvalidInput(
            f"was made by avala-edge {manifest.avala_edge}, which is newer: its tables are "
            f"{manifest.database.revision}, this version knows up to {HEAD}; install that version",
            field=str(archive.path),
        )
    if archive.path.resolve().is_relative_to(site.data_dir.resolve()):
        raise InvalidInput("lies inside the data directory; move it elsewhere first", field=str(archive.path))


def _restore(archive: Archive, manifest: Manifest, digest: str, site: SiteParts, force: bool, told: Told) -> Restored:
    aside = None
    with ExitStack() as stack:
        stack.enter_context(site_alone(site.data_dir))
        goes_on = _unfinished(site.data_dir) == digest
        if not goes_on and _has_content(site.data_dir):
            if not force:
                raise InvalidInput(f"{site.data_dir} is not empty; --force moves it aside", field="--data-dir")
            aside = _move_aside(site.data_dir)
            stack.close()
            stack.enter_context(site_alone(site.data_dir))
            if _has_content(site.data_dir):
                raise InvalidInput(f"somebody else has begun anew in {site.data_dir}", field="--data-dir")
        has_rows = not site.is_sqlite and _has_rows(site, manifest, goes_on)
        blobs = site.open_blobs()
        there = dict(blobs.listing())
        if there and not goes_on and not force:
            raise InvalidInput("has photos already; --force adds to them", field="AVALA_EDGE_BLOBS_URL")
        _check_room(site.data_dir, manifest, blobs, there)
        marker = site.data_dir / UNFINISHED
        write_atomically(marker, json.dumps({"sha256": digest, "path": str(archive.path)}).encode(), mode=_PRIVATE)
        _fill(archive, manifest, site.data_dir, blobs, there, told)
        if not site.is_sqlite and not has_rows:
            told("database", 0, 1)
            with archive.local(manifest.database.path) as dump:
                load(site.database, dump, manifest.database.made_by)
            told("database", 1, 1)
        sync_folder(site.data_dir)
        marker.unlink()
        sync_folder(site.data_dir)
    return Restored(manifest, aside, len(there.keys() - manifest.photos.keys()))


def _unfinished(data_dir: Path) -> str | None:
    """Return the SHA-256 of the manifest whose restore was not finished; None where there is none that can be read."""
    try:
        found = json.loads((data_dir / UNFINISHED).read_bytes())
        return str(found["sha256"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _has_content(data_dir: Path) -> bool:
    """Say whether there is any file that a site, or anybody else, would miss."""
    return any(path.name not in _NOBODYS for path in data_dir.rglob("*") if not path.is_dir())


def _move_aside(data_dir: Path) -> Path:
    real = data_dir.resolve()
    aside = real.with_name(f"{real.name}.before-{datetime.now(UTC):%Y-%m-%dT%H%M%S.%fZ}")
    try:
        real.rename(aside)
    except OSError as error:
        raise InvalidInput(
            f"{real} cannot be renamed ({error.strerror}); if it is a mount point, move what is in it yourself",
            field="--force",
        ) from error
    sync_folder(aside.parent)
    return aside


def _has_rows(site: SiteParts, manifest: Manifest, goes_on: bool) -> bool:
    """Say whether a restore that was killed had brought the rows back already; PostgreSQL took all or nothing."""
    with one_state(site.database) as connection:
        if is_empty(connection):
            return False
        contents = read_contents(connection) if goes_on else None
    if contents and (contents.revision, dict(contents.counts)) == (manifest.database.revision, manifest.counts):
        return True
    raise InvalidInput("the database is not empty; make a new one and name that", field="AVALA_EDGE_DATABASE_URL")


def _check_room(data_dir: Path, manifest: Manifest, blobs: BlobStore, there: Mapping[str, int]) -> None:
    needed = sum(manifest.files[name].bytes for name in _plain(manifest))
    needed += sum(
        size for sha, size in manifest.photos.items() if there.get(sha) != size and blobs.local_path(sha) is not None
    )
    free = shutil.disk_usage(data_dir).free
    if free < needed:
        raise InvalidInput(
            f"{data_dir} has room for {decimal(free)}, and the site takes {decimal(needed)}", field="--data-dir"
        )


def _plain(manifest: Manifest) -> list[str]:
    """Return the files that lie in a data directory as they lie in a backup."""
    return [name for name in manifest.files if not name.startswith("blobs/") and not name.endswith(".pgdump")]


def _fill(
    archive: Archive, manifest: Manifest, data_dir: Path, blobs: BlobStore, there: Mapping[str, int], told: Told
) -> None:
    """Bring back all but PostgreSQL's rows; photos that are `there`, bytes by SHA-256, stay as they are."""
    for name in _plain(manifest):
        _copy(archive, manifest, name, data_dir / (FILE if name == manifest.database.path else name))

    def put(sha: str) -> None:
        with archive.open(blob_path(sha)) as source:
            try:
                blobs.receive(sha, source)
            except ChecksumMismatch:
                raise InvalidInput("changed while it was read", field=blob_path(sha)) from None

    photos = manifest.photos
    missing = [sha for sha, size in photos.items() if there.get(sha) != size]
    for done, _ in enumerate(in_threads(put, missing), 1 + len(photos) - len(missing)):
        told("photos", done, len(photos))


def _copy(archive: Archive, manifest: Manifest, name: str, target: Path) -> None:
    with archive.open(name) as source, written_atomically(target, mode=_PRIVATE) as stream:
        if measure(source, stream) != manifest.files[name]:
            raise InvalidInput("changed while it was read", field=name)
