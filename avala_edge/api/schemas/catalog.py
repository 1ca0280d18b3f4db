"""Demo photos and health on the wire."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from avala_edge.api.schemas.images import ImageAnswer
from avala_edge.api.schemas.strict import Strict


class DemoPhotoBody(Strict):
    """A demo photo."""

    name: str = Field(examples=["coffee"])
    title: str = Field(examples=["Coffee cup"])
    attribution: str = Field(description="Whom to thank.")
    license: str
    image: ImageAnswer


class DemoPage(Strict):
    """All demo photos."""

    results: list[DemoPhotoBody]
    next: None = None
    previous: None = None


class Health(Strict):
    """The server's state."""

    status: Literal["alive", "ready"]
    degraded: str | None = Field(default=None, description="What does not serve as it should, though clicks are.")
