"""What a database is from outside: its rows, its tables against those of the code, whether it is whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import URL, Connection, Engine, MetaData, create_engine, inspect, select, text

from avala_edge.store.tables import METADATA


def plain(url: URL) -> URL:
    """The same for an engine that does not await."""
    return url.set(drivername="sqlite") if url.get_backend_name() == "sqlite" else url


@contextmanager
def opened(url: URL) -> Iterator[Connection]:
    engine: Engine = create_engine(plain(url))
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def scalar(url: URL, query: str) -> object:
    with opened(url) as connection:
        result = connection.execute(text(query))
        return result.scalar() if result.returns_rows else None


def revision(url: URL) -> object:
    """What Alembic wrote, None before it wrote anything."""
    with opened(url) as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def differences(url: URL) -> list[object]:
    """What its tables have otherwise than the code says."""
    with opened(url) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return list(compare_metadata(context, METADATA))


def shape(url: URL) -> dict[str, list[str]]:
    """Its tables and their columns."""
    with opened(url) as connection:
        found = inspect(connection)
        return {table: [each["name"] for each in found.get_columns(table)] for table in sorted(found.get_table_names())}


def rows(url: URL) -> dict[str, list[dict[str, Any]]]:
    """Everything that is in it, by table, in the order of the first column's values; Alembic's own table left out."""
    with opened(url) as connection:
        there = MetaData()
        there.reflect(connection)
        return {
            name: [dict(row) for row in connection.execute(select(table).order_by(*table.columns)).mappings()]
            for name, table in there.tables.items()
            if name != "alembic_version"
        }
