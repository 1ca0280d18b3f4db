"""Checks a backup: every file is whole, and its database and its photos belong together. Blocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from avala_edge.backup.archive import Archive, manifest_of
from avala_edge.backup.manifest import Manifest
from avala_edge.backup.parts import DIGEST, MANIFEST, Told, blob_path, in_threads
from avala_edge.backup.streams import measure
from avala_edge.errors import ChecksumMismatch, InvalidInput
from avala_edge.store.copies import scratch_database
from avala_edge.store.database import DatabaseUrl, sqlite_file
from avala_edge.store.one_state import Contents, disagreements, one_state, read_contents
from avala_edge.store.postgres_tools import load, photos_in


@dataclass(frozen=True)
class Report:
    """What was found: each problem is one line that begins with the name of a file where it is about one."""

    path: Path
    manifest: Manifest | None
    problems: tuple[str, ...]


def verify(archive: Archive, *, scratch: DatabaseUrl | None = None, quick: bool = False, told: Told) -> Report:
    """Check a backup; a PostgreSQL one is also brought back into a scratch database beside `scratch`, when given.

    `quick` looks at lengths instead of reading every byte.

    Raises:
        InvalidInput: PostgreSQL's tools are missing, or there can be no scratch database.
    """
    try:
        manifest, _ = manifest_of(archive)
    except InvalidInput as error:
        return Report(archive.path, None, (f"{error.field}: {error.message}",))
    problems = list(_files(archive, manifest, quick, told))
    if not any(problem.startswith(f"{manifest.database.path}:") for problem in problems):
        problems += _database(archive, manifest, scratch, told)
    return Report(archive.path, manifest, tuple(problems))


def _files(archive: Archive, manifest: Manifest, quick: bool, told: Told) -> Iterator[str]:
    there = archive.sizes
    for name in sorted(there.keys() - manifest.files.keys() - {MANIFEST, DIGEST}):
        yield f"{name}: is not in the manifest"

    def look(name: str) -> str | None:
        entry = manifest.files[name]
        if name not in there:
            return f"{name}: is missing"
        if there[name] != entry.bytes:
            return f"{name}: has {there[name]} bytes, not {entry.bytes}"
        if quick:
            return None
        try:
            with archive.open(name) as stream:
                found = measure(stream)
        except (ChecksumMismatch, OSError) as error:
            return f"{name}: {error}"
        return None if found == entry else f"{name}: is damaged: it does not have its SHA-256"

    for done, problem in enumerate(in_threads(look, manifest.files), 1):
        told("files", done, len(manifest.files))
        if problem is not None:
            yield problem


def _database(archive: Archive, manifest: Manifest, scratch: DatabaseUrl | None, told: Told) -> list[str]:
    said = manifest.database
    told("database", 0, 1)
    try:
        with archive.local(said.path) as path:
            if said.kind == "sqlite":
                problems = _inside(sqlite_file(path), manifest)
            elif scratch is None:
                problems = _named(photos_in(path, said.made_by), manifest)
            else:
                with scratch_database(scratch) as url:
                    load(url, path, said.made_by)
                    problems = _inside(url, manifest)
    except InvalidInput as error:
        if error.field != "database":
            raise
        problems = [f"{said.path}: {error.message}"]
    told("database", 1, 1)
    return problems


def _inside(url: DatabaseUrl, manifest: Manifest) -> list[str]:
    with one_state(url, still=True) as connection:
        wrong = disagreements(connection)
        contents = read_contents(connection)
    return [f"{manifest.database.path}: {words}" for words in wrong + _other_counts(contents, manifest)] + _named(
        contents.photos, manifest
    )


def _other_counts(contents: Contents, manifest: Manifest) -> list[str]:
    wrong = []
    if contents.revision != manifest.database.revision:
        wrong.append(f"its tables are {contents.revision}, not {manifest.database.revision}")
    for table in sorted(contents.counts.keys() | manifest.counts.keys()):
        is_there, said = contents.counts.get(table, 0), manifest.counts.get(table, 0)
        if is_there != said:
            wrong.append(f"{table} has {is_there} rows, not {said}")
    return wrong


def _named(named: Mapping[str, int], manifest: Manifest) -> list[str]:
    """Compare the photos that the database names, bytes by SHA-256, with those of the backup."""
    there, lost = manifest.photos, manifest.missing_photos
    wrong = [f"{blob_path(sha)}: the database names it" for sha in sorted(named.keys() - there.keys() - lost)]
    wrong += [f"{blob_path(sha)}: the database does not name it" for sha in sorted(there.keys() - named.keys())]
    return wrong + [
        f"{blob_path(sha)}: has {there[sha]} bytes, and the database says {named[sha]}"
        for sha in sorted(there.keys() & named.keys())
        if there[sha] != named[sha]
    ]
