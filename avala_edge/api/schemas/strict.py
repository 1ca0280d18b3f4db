"""How every body is read: unknown fields refused, nothing converted (`"1"` is no number), no NaN or infinity."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """A JSON object."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True)


class Query(BaseModel):
    """A query string: all values come as text."""

    model_config = ConfigDict(extra="forbid", frozen=True)
