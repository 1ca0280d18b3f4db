"""Brings a database to this version's tables: Alembic, once at a start, one process at a time. Blocks."""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock
from sqlalchemy import URL, Connection, create_engine, event, inspect, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from avala_edge.errors import InvalidInput, first_line
from avala_edge.store.database import BUSY_S, NO_POSTGRES

HEAD = "0008"
MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK_S = 300
_POSTGRES_LOCK = 0x61766C61  # "avla": any number that every version agrees on


def migrate(url: URL) -> None:
    """Make or upgrade the tables; returns at once when they are those of this version.

    Raises:
        InvalidInput: the database cannot be reached, or was written by a newer version.
    """
    plain = url.set(drivername="sqlite") if url.get_backend_name() == "sqlite" else url
    try:
        engine = create_engine(plain, connect_args={} if plain is not url else {"connect_timeout": BUSY_S})
    except ModuleNotFoundError as error:
        raise InvalidInput(NO_POSTGRES, field="database_url") from error
    try:
        with engine.connect() as connection:
            if revision_of(connection) == HEAD:
                return
        if engine.dialect.name == "sqlite":
            with FileLock(f"{url.database}.migrating", timeout=_LOCK_S, mode=0o600):
                upgrade(plain)
        else:
            with engine.connect() as connection:
                connection.execute(text("SELECT pg_advisory_lock(:name)"), {"name": _POSTGRES_LOCK})
                try:
                    upgrade(plain)
                finally:
                    connection.execute(text("SELECT pg_advisory_unlock(:name)"), {"name": _POSTGRES_LOCK})
    except DBAPIError as error:
        raise InvalidInput(f"the database cannot be used: {reason_of(error)}", field="database_url") from error
    finally:
        engine.dispose()


def knows(revision: str) -> bool:
    """Say whether tables of `revision` can be brought to this version's."""
    from alembic.script import ScriptDirectory

    return revision in {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}


def upgrade(url: URL, revision: str = "head") -> None:
    """Run the migrations up to `revision`; each is one transaction."""
    from alembic import command  # takes a tenth of a second, which most starts need not spend
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    engine = create_engine(url, connect_args={"timeout": BUSY_S} if url.get_backend_name() == "sqlite" else {})
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def prepare(connection: object, record: object) -> None:
            connection.isolation_level = None  # type: ignore[attr-defined]

        @event.listens_for(engine, "begin")
        def start(connection: Connection) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    try:
        with engine.connect() as connection:
            if engine.dialect.name == "sqlite":
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("PRAGMA journal_mode = WAL")
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            present = revision_of(connection)
            if present is not None and not knows(present):
                raise InvalidInput(
                    f"the database was written by a newer avala-edge (its tables are {present}, this version knows "
                    f"up to {HEAD}); install that version again",
                    field="database_url",
                )
            settings.attributes["connection"] = connection
            command.upgrade(settings, revision)
            connection.commit()
    except SQLAlchemyError as error:
        reason = reason_of(error) if isinstance(error, DBAPIError) else first_line(error)
        raise InvalidInput(f"the database's tables cannot be upgraded: {reason}", field="database_url") from error
    finally:
        engine.dispose()


def reason_of(error: DBAPIError) -> str:
    """Return the first line of what a driver says."""
    return str(error.orig).strip().splitlines()[0]


def revision_of(connection: Connection) -> str | None:
    """Return which version's tables a database has; None for one without any of ours."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    value: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return value
