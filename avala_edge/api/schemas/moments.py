"""Instants on the wire: ISO 8601, UTC."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

Moment = Annotated[datetime, Field(strict=False, examples=["2026-11-24T08:00:00.000Z"])]


def say_moment(moment: datetime) -> str:
    """Say an aware UTC time with milliseconds."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
