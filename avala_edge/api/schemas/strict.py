"""How every body is read: unknown fields refused, nothing converted (`"1"` is no number), no NaN or infinity."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """A JSON object."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True)

    def changes(self, *may_be_null: str) -> dict[str, Any]:
        """Return what a body of changes names; null is a value for the fields in `may_be_null`, else like nothing."""
        given = self.model_dump(exclude_unset=True).items()
        return {name: value for name, value in given if value is not None or name in may_be_null}


class Query(BaseModel):
    """A query string: all values come as text."""

    model_config = ConfigDict(extra="forbid", frozen=True)
