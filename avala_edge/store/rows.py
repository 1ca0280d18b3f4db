"""From a row of the database to the record that people's code sees."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import Row

Record = TypeVar("Record")


def read_as(kind: type[Record], row: Row[Any]) -> Record:
    """Return a record of the dataclass `kind` from a row that has a column for each of its fields."""
    return kind(**{name: getattr(row, name) for name in kind.__annotations__})
