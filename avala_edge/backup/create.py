"""Makes a backup: one state of the database, then every file that this state names. Blocks."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.filesize import decimal

from avala_edge import __version__
from avala_edge.backup.manifest import DatabaseEntry, Entry, Manifest
from avala_edge.backup.parts import (
    MANIFEST,
    POSTGRES,
    SQLITE,
    SiteParts,
    Told,
    blob_path,
    export_path,
    left_out,
)
from avala_edge.backup.writing import Writer, free_bytes, new_backup
from avala_edge.errors import ChecksumMismatch, InvalidInput, NotFound
from avala_edge.store import BlobStore, site_in_use
from avala_edge.store.copies import copy_database, database_bytes
from avala_edge.store.one_state import Contents, one_state, read_contents
from avala_edge.store.sessions import FILE as SESSION_FILE

_SPARE = 16 * 1024 * 1024  # manifest, folders, what else is written there meanwhile


@dataclass(frozen=True)
class Created:
    """A backup that is on the disk; `linked` photos were in the one before."""

    path: Path
    manifest: Manifest
    linked: int


def create(site: SiteParts, target: Path, *, with_tls: bool, allow_missing: bool, told: Told) -> Created:
    """Write a backup into a folder, or as a .tar file.

    Raises:
        InvalidInput: there is no site, no room or no right to write; or photos that the database names are lost or
            damaged and `allow_missing` is not set. Nothing that looks like a backup is left then.
    """
    _check_target(site, target)
    try:
        with site_in_use(site.data_dir):
            return _create(site, target, with_tls, allow_missing, told)
    except OSError as error:
        raise InvalidInput(f"cannot be written: {error.strerror}", field=str(error.filename or target)) from error


def _check_target(site: SiteParts, target: Path) -> None:
    if not site.data_dir.is_dir():
        raise InvalidInput(f"there is no site in {site.data_dir}", field="--data-dir")
    if target.resolve().is_relative_to(site.data_dir.resolve()):
        raise InvalidInput("a backup inside the data directory is lost with it", field=str(target))
    if (target / MANIFEST).exists():
        raise InvalidInput("is a backup itself; name the folder above it", field=str(target))


def _create(site: SiteParts, target: Path, with_tls: bool, allow_missing: bool, told: Told) -> Created:
    with ExitStack() as stack:
        blobs = site.open_blobs()
        with one_state(site.database) as connection:
            moment = datetime.now(UTC)
            contents = read_contents(connection)
            writer = stack.enter_context(new_backup(target))
            _check_room(target, database_bytes(connection) + _new_bytes(writer, contents))
            name = SQLITE if site.is_sqlite else POSTGRES
            made_by = copy_database(
                connection, site.database, writer.draft(name), lambda done, total: told("database", done, total)
            )
        files = {name: writer.take(name)}
        linked, lost = _photos(blobs, writer, contents, told)
        if lost and not allow_missing:
            more = f" (and {len(lost) - 1} more)" if len(lost) > 1 else ""
            raise InvalidInput(
                f"{blob_path(lost[0])}{more} is lost or damaged, and the database names it; "
                "--allow-missing makes a backup without it",
                field="--data-dir",
            )
        missing = [blob_path(sha) for sha in lost]
        there = contents.photos.keys() - set(lost)
        files |= {blob_path(sha): Entry(bytes=contents.photos[sha], sha256=sha) for sha in sorted(there)}
        missing += _exports(site, writer, contents, files)
        _add_files(writer, [(SESSION_FILE, site.data_dir / SESSION_FILE)], files)
        if with_tls:
            pems = [path for path in (site.data_dir / "tls").glob("*") if path.suffix in (".pem", ".key")]
            _add_files(writer, ((f"tls/{path.name}", path) for path in pems), files)
        manifest = Manifest(
            created_at=moment,
            host=socket.gethostname(),
            avala_edge=__version__,
            database=DatabaseEntry(
                kind="sqlite" if site.is_sqlite else "postgresql", revision=contents.revision, made_by=made_by
            ),
            counts=dict(contents.counts),
            missing=missing,
            files=files,
        )
        return Created(writer.finish(manifest), manifest, linked)


def _new_bytes(writer: Writer, contents: Contents) -> int:
    return sum(size for sha, size in contents.photos.items() if not writer.has(blob_path(sha), size))


def _check_room(target: Path, needed: int) -> None:
    free = free_bytes(target)
    if free < needed + _SPARE:
        raise InvalidInput(
            f"has room for {decimal(free)}, and the backup may take {decimal(needed + _SPARE)}",
            field=str(target),
        )


def _photos(blobs: BlobStore, writer: Writer, contents: Contents, told: Told) -> tuple[int, list[str]]:
    """Take all photos; return how many an earlier backup had, and those that are lost."""
    linked: list[str] = []

    def take(sha: str) -> bool:
        name, size = blob_path(sha), contents.photos[sha]
        if writer.keep(name, size):
            linked.append(sha)
            return True
        try:
            with blobs.open_committed(sha) as source:
                writer.add(name, source, Entry(bytes=size, sha256=sha))
        except (NotFound, ChecksumMismatch):
            return False
        return True

    lost = left_out(take, contents.photos, told)
    return len(linked), lost


def _exports(site: SiteParts, writer: Writer, contents: Contents, files: dict[str, Entry]) -> list[str]:
    """Take the files of exports; return those that are lost, which is no loss: they can be asked for again."""
    names = [export_path(name) for name in contents.exports]
    _add_files(writer, ((name, site.data_dir / name) for name in names), files)
    return [name for name in names if name not in files]


def _add_files(writer: Writer, named: Iterable[tuple[str, Path]], files: dict[str, Entry]) -> None:
    for name, path in named:
        if path.is_file():
            with path.open("rb") as source:
                files[name] = writer.add(name, source)
