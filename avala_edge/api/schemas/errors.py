"""What an error looks like."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from avala_edge.api.schemas.strict import Strict


class ErrorAnswer(Strict):
    """Every error of the API."""

    detail: str | dict[str, list[str]] = Field(
        description="One sentence, or for a body that breaks the schema: field → sentences.",
        examples=["Invalid API key.", {"points.0.x": ["Input should be a finite number"]}],
    )
    code: str = Field(description="For programs; see the list of error codes.", examples=["invalid_input"])
    current: dict[str, Any] | None = Field(default=None, description="With 412: the record as it is now.")
    field: str | None = Field(default=None, description="The field that caused it.", examples=["points.0.x"])
