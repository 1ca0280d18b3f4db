"""A page of any list on the wire."""

from __future__ import annotations

from typing import Generic, TypeVar

from pydantic import Field

from avala_edge.api.schemas.strict import Strict

Row = TypeVar("Row")


class PageAnswer(Strict, Generic[Row]):
    """Some rows, and where the next ones are."""

    results: list[Row]
    next: str | None = Field(description="Address of the following page; null on the last.")
    previous: None = None
