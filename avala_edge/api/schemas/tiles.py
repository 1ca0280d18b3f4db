"""Tiles of large photos on the wire."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from avala_edge.api.schemas.strict import Strict


class LevelBody(Strict):
    """The photo at one size, in tiles."""

    scale: float = Field(description="1, 1/2, 1/4, …: sides are the photo's times this, rounded up.", examples=[0.5])
    columns: int = Field(description="Tiles in a row; the last one may be narrower.", examples=[12])
    rows: int = Field(description="Rows of tiles; the last one may be lower.", examples=[9])


class TilesAnswer(Strict):
    """How a photo is cut into tiles; a level's number is its place in `levels`."""

    width: int = Field(description="Columns as displayed, in pixels.", examples=[11600])
    height: int = Field(description="Rows as displayed, in pixels.", examples=[8600])
    tile_size: int = Field(description="Pixels a side of a tile.", examples=[512])
    levels: list[LevelBody] = Field(description="The largest first; none when the photo has no tiles.")
    state: Literal["ready", "computing", "none"] = Field(
        description="computing: ask again in a second; none: show the photo itself, or its preview."
    )
