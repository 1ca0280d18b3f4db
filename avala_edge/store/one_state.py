"""One state of a database, seen whole while others write: what is in it, and whether that holds together. Blocks."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, case, create_engine, func, inspect, select, text
from sqlalchemy.exc import DBAPIError, NoSuchModuleError
from sqlalchemy.pool import NullPool

from avala_edge.errors import InvalidInput
from avala_edge.store.database import BUSY_S, NO_POSTGRES
from avala_edge.store.export_rows import export_file_name
from avala_edge.store.image_uids import sha_of
from avala_edge.store.migrate import HEAD, reason_of, revision_of
from avala_edge.store.tables import annotation_counts, annotation_table, datasets, exports, images, items, videos

_AT_ONCE = 10_000
_MOST_NAMED = 20  # rows that do not hold together and are told one by one


@dataclass(frozen=True)
class Contents:
    """What a database has.

    Attributes:
        revision: of its tables.
        counts: rows of each table.
        photos: bytes by SHA-256, of each image.
        exports: names of the files of those that have one.
    """

    revision: str
    counts: Mapping[str, int]
    photos: Mapping[str, int]
    exports: tuple[str, ...]


@contextmanager
def one_state(url: URL, *, still: bool = False) -> Iterator[Connection]:
    """Give a connection on which everything that is read belongs to one moment; `still`: a file nobody writes to.

    Raises:
        InvalidInput: there is no such database, or it cannot be read.
    """
    engine = _sqlite(Path(str(url.database)), still) if url.get_backend_name() == "sqlite" else _postgres(url)
    try:
        with engine.connect() as connection:
            if engine.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN")
            yield connection
    except DBAPIError as error:
        raise InvalidInput(f"the database cannot be read: {reason_of(error)}", field="database") from error
    finally:
        engine.dispose()


def _sqlite(path: Path, still: bool) -> Engine:
    where = path.resolve().as_uri() + ("?mode=ro&immutable=1" if still else "?mode=rw")

    def connect() -> sqlite3.Connection:
        if not path.is_file():
            raise InvalidInput(f"{path} is not there", field="database")
        made = sqlite3.connect(where, uri=True, timeout=BUSY_S, isolation_level=None)
        made.execute("PRAGMA query_only = ON")
        return made

    return create_engine("sqlite://", creator=connect, poolclass=NullPool)


def _postgres(url: URL) -> Engine:
    settings = "-c timezone=UTC -c idle_in_transaction_session_timeout=0"
    try:
        return create_engine(
            url,
            poolclass=NullPool,
            execution_options={"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
            connect_args={"connect_timeout": BUSY_S, "options": settings},
        )
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise InvalidInput(NO_POSTGRES, field="database_url") from error


def read_contents(connection: Connection) -> Contents:
    """Return what a database has; raise `InvalidInput` for one without avala-edge's tables."""
    present = revision_of(connection)
    if present is None:
        raise InvalidInput("the database has no tables of avala-edge", field="database")
    tables = sorted(set(inspect(connection).get_table_names()) - {"alembic_version"})
    counts = {
        name: connection.execute(select(func.count()).select_from(text(f'"{name}"'))).scalar_one() for name in tables
    }
    photos = {sha_of(uid): length for uid, length in _files(connection, has_videos="videos" in counts)}
    ready = select(exports.c.uid, exports.c.format, exports.c.scope).where(exports.c.status == "exported")
    finished = connection.execute(ready) if "exports" in counts else ()
    return Contents(present, counts, photos, tuple(export_file_name(*row) for row in finished))


def _files(connection: Connection, *, has_videos: bool) -> Iterator[tuple[str, int]]:
    """Yield uid and length of what has bytes of its own: photos and videos, not the frames of these."""
    photos = select(images.c.uid, images.c.bytes)
    queries = [photos.where(images.c.video.is_(None)), select(videos.c.uid, videos.c.bytes)] if has_videos else [photos]
    for query in queries:
        yield from (tuple(row) for row in connection.execute(query.execution_options(yield_per=_AT_ONCE)))


def is_empty(connection: Connection) -> bool:
    """Say whether a database has no tables at all."""
    return not inspect(connection).get_table_names()


def disagreements(connection: Connection) -> list[str]:
    """Return what does not hold together inside a database, in words; empty when all is well."""
    found: list[str] = []
    if connection.dialect.name == "sqlite":  # PostgreSQL lets no foreign key dangle
        found += [row[0] for row in connection.exec_driver_sql(f"PRAGMA integrity_check({_MOST_NAMED})")]
        found = [f"integrity check: {words}" for words in found if words != "ok"]
        dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(_MOST_NAMED)
        found += [f"foreign key check: row {row[1]} of {row[0]} names no row of {row[2]}" for row in dangling]
    if not found and revision_of(connection) == HEAD:
        found += _miscounted_annotations(connection) + _miscounted_items(connection)
    return found


def _miscounted_annotations(connection: Connection) -> list[str]:
    kept, drawn = annotation_counts.c, annotation_table.c
    kept_kind = (kept.project_id, kept.state, kept.source, kept.model, kept.label_id)
    drawn_kind = (drawn.project_id, drawn.state, drawn.source, drawn.model, func.coalesce(drawn.label_id, 0))
    said = _by_kind(connection, select(*kept_kind, func.sum(kept.count)).group_by(*kept_kind))
    there = _by_kind(connection, select(*drawn_kind, func.count()).group_by(*drawn_kind))
    wrong = [kind for kind in said.keys() | there.keys() if said.get(kind, 0) != there.get(kind, 0)]
    return [
        f"project {project}: {said.get((project, *kind), 0)} annotations are counted, {there.get((project, *kind), 0)} "
        f"are there ({', '.join(str(word) for word in kind)})"
        for project, *kind in sorted(wrong)[:_MOST_NAMED]
    ]


def _by_kind(connection: Connection, query: Any) -> dict[tuple[Any, ...], int]:
    return {tuple(row[:-1]): int(row[-1]) for row in connection.execute(query)}


def _miscounted_items(connection: Connection) -> list[str]:
    there = func.sum(case((items.c.id.is_not(None), 1), else_=0))
    query = (
        select(datasets.c.uid, datasets.c.item_count, there)
        .select_from(datasets.outerjoin(items))
        .group_by(datasets.c.id, datasets.c.uid, datasets.c.item_count)
        .having(datasets.c.item_count != there)
        .limit(_MOST_NAMED)
    )
    return [
        f"dataset {uid}: {said} items are counted, {is_there} are there"
        for uid, said, is_there in connection.execute(query)
    ]
