"""Instants on the wire: ISO 8601, UTC."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, overload

from pydantic import Field

Moment = Annotated[datetime, Field(strict=False, examples=["2026-11-24T08:00:00.000Z"])]


@overload
def say_moment(moment: datetime) -> str: ...


@overload
def say_moment(moment: datetime | None) -> str | None: ...


def say_moment(moment: datetime | None) -> str | None:
    """Say an aware UTC time with milliseconds; nothing of none."""
    return None if moment is None else moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
