"""Column types that read and write alike on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import JSON, BigInteger, Column, DateTime, Integer, MetaData, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
Id = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by itself only for INTEGER
Json: TypeEngine[Any] = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class Moment(TypeDecorator[datetime]):
    """An instant: UTC in the database, aware outside of it."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware time into UTC; SQLite keeps no zone."""
        if value is None:
            return None
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Say the zone again."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def now() -> datetime:
    """Return the time to write into rows."""
    return datetime.now(UTC)


def new_uid() -> str:
    """Return a name for a new row that no other site's row has: UUID version 4."""
    return str(uuid4())


def identity() -> Column[int]:
    """A row's number: the order of rows, never shown."""
    return Column("id", Id, primary_key=True, autoincrement=True)


def uid() -> Column[str]:
    """A row's name outside."""
    return Column("uid", String(64), nullable=False, unique=True, default=new_uid)


def created_at() -> Column[datetime]:
    """When the row was made."""
    return Column("created_at", Moment, nullable=False, default=now)


def updated_at() -> Column[datetime]:
    """When the row was last changed."""
    return Column("updated_at", Moment, nullable=False, default=now, onupdate=now)


def json_object(name: str) -> Column[dict[str, Any]]:
    """A JSON object, empty unless said otherwise."""
    return Column(name, Json, nullable=False, default=dict)


def json_list(name: str) -> Column[list[Any]]:
    """A JSON list, empty unless said otherwise."""
    return Column(name, Json, nullable=False, default=list)
