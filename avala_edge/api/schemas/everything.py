"""All objects of one photo, on the wire; coordinates are pixels of the displayed photo."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field, model_validator

from avala_edge.api.schemas.images import EXAMPLE_UID
from avala_edge.api.schemas.segment import ModelName, PixelBox, Polygons, RleBody
from avala_edge.api.schemas.strict import Strict


class EverythingPrompt(Strict):
    """A photo, and what counts as an object on it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"image": EXAMPLE_UID, "points_per_side": 8}]})

    image: str | None = Field(
        default=None, max_length=100, description="uid of an uploaded photo.", examples=[EXAMPLE_UID]
    )
    item: str | None = Field(default=None, max_length=64, description="uid of an item, instead of its photo's.")
    model: str | None = Field(default=None, max_length=200, description="A model's name; default: the active one.")
    points_per_side: int = Field(default=16, ge=1, le=64, description="Points to look at along the longer side.")
    score_threshold: float = Field(default=0.5, ge=0, le=1, description="Lowest expected IoU of an object.")
    stability_threshold: float = Field(default=0.3, ge=0, le=1, description="Lowest stability of an object.")
    overlap: float = Field(
        default=0.7, ge=0, le=1, description="Of two masks whose IoU is above this, the worse one goes."
    )
    min_area: float | None = Field(
        default=None, ge=0, description="Smaller masks are no objects, px²; default: 0.05 % of the photo."
    )
    max_objects: int = Field(default=100, ge=1, le=500, description="At most so many, the best.")
    tolerance: float | None = Field(
        default=None,
        ge=0,
        le=1000,
        description="How far polygons may be from the outlines, pixels; default: 1 per 1024 of the long side.",
    )
    formats: list[Literal["polygon", "rle"]] = Field(
        default=["polygon"], max_length=2, description="What to say of each mask beside its box."
    )

    @model_validator(mode="after")
    def _names_one_photo(self) -> EverythingPrompt:
        if (self.image is None) == (self.item is None):
            raise ValueError("Name a photo by image or by item, one of them.")
        return self


class ObjectPoint(Strict):
    """A point in pixels."""

    x: float
    y: float


class ObjectBody(Strict):
    """One object."""

    score: float = Field(description="Expected IoU with an object, 0…1.")
    stability: float = Field(description="IoU of the mask with itself at a stricter and a laxer threshold, 0…1.")
    area: int = Field(description="Pixels inside.")
    bbox: PixelBox
    point: ObjectPoint = Field(description="Where it was found: a click there, with multimask, gives it again.")
    polygon: Polygons | None = Field(default=None, description="When asked for.")
    rle: RleBody | None = Field(default=None, description="When asked for.")


class GridBody(Strict):
    """The points that were looked at."""

    asked: int
    looked_at: int = Field(description="Fewer than asked when time was over.")


class EverythingTimings(Strict):
    """Where the time went, in milliseconds."""

    embedding: float
    decode: float
    total: float


class EverythingAnswer(Strict):
    """The objects, best first."""

    image: str = Field(examples=[EXAMPLE_UID])
    model: ModelName
    masks: list[ObjectBody]
    points: GridBody
    cache: Literal["hit", "miss", "joined"] = Field(description="Whether the photo's embedding was there already.")
    timings_ms: EverythingTimings
