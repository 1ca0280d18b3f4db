"""A click on the wire; coordinates are pixels of the displayed photo."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field, model_validator

from avala_edge.api.schemas.images import EXAMPLE_UID
from avala_edge.api.schemas.strict import Strict

MAX_POINTS = 64
Format = Literal["polygon", "rle", "png", "bbox"]


class PointBody(Strict):
    """A click."""

    x: float = Field(description="Pixels from the left edge.", examples=[300.5])
    y: float = Field(description="Pixels from the top edge.", examples=[200.5])
    label: Literal[0, 1] = Field(default=1, description="1 adds what is there, 0 removes it.")


class BoxBody(Strict):
    """A box around the object."""

    x: float = Field(description="Left edge, pixels.", examples=[100.0])
    y: float = Field(description="Top edge, pixels.", examples=[80.0])
    width: float = Field(gt=0, description="Pixels.", examples=[320.0])
    height: float = Field(gt=0, description="Pixels.", examples=[240.0])


class SegmentPrompt(Strict):
    """One prompt; at least one of points, box and mask."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"image": EXAMPLE_UID, "points": [{"x": 300.5, "y": 200.5, "label": 1}]}]}
    )

    image: str | None = Field(
        default=None, max_length=100, description="uid of an uploaded photo.", examples=[EXAMPLE_UID]
    )
    item: str | None = Field(default=None, max_length=64, description="uid of an item, instead of its photo's.")
    model: str | None = Field(default=None, max_length=200, description="A model's name; default: the active one.")
    points: list[PointBody] = Field(default_factory=list, max_length=MAX_POINTS, description="At most 64 clicks.")
    box: BoxBody | None = Field(default=None, description="A box around the object.")
    mask: str | None = Field(
        default=None, max_length=200, description="Token from an earlier answer for the same photo, to refine it."
    )
    multimask: bool = Field(default=False, description="Answer with three alternatives instead of one mask.")
    formats: list[Format] = Field(
        default=["polygon", "rle", "bbox"], min_length=1, max_length=4, description="What to compute for each mask."
    )
    tolerance: float | None = Field(
        default=None,
        ge=0,
        le=1000,
        description="How far the polygon may be from the outline, pixels; default: 1 per 1024 of the long side of what "
        "was looked at, the photo or a closer view.",
    )
    min_area: float | None = Field(
        default=None, ge=0, description="Smaller islands are dropped, px²; default: 0.002 % of what was looked at."
    )
    fill_holes: float | None = Field(
        default=None, ge=0, description="Smaller holes are filled, px²; default: 0.002 % of what was looked at."
    )
    looking_at: BoxBody | None = Field(
        default=None,
        description="The part of the photo that is on the screen: a first click means something in it, and a part that "
        "is small is looked at closer. Default: all of the photo.",
    )

    @model_validator(mode="after")
    def _needs_a_prompt(self) -> SegmentPrompt:
        if (self.image is None) == (self.item is None):
            raise ValueError("Name a photo by image or by item, one of them.")
        if not self.points and self.box is None and self.mask is None:
            raise ValueError("At least one prompt is needed: points, box or mask.")
        return self


class ModelName(Strict):
    """The model that answered."""

    name: str = Field(examples=["avala-mini"])
    digest: str = Field(description="Hash of the model's files.")


class PixelBox(Strict):
    """The smallest box around a mask, in whole pixels."""

    x: int
    y: int
    width: int
    height: int


class Rings(Strict):
    """One polygon."""

    exterior: list[list[float]] = Field(description="[[x, y], …] in pixels; the last point is joined to the first.")
    holes: list[list[list[float]]] = Field(description="Rings that are cut out.")


class Polygons(Strict):
    """The outline of a mask."""

    polygons: list[Rings] = Field(description="One for each island.")


class RleBody(Strict):
    """A mask as COCO compressed RLE."""

    size: list[int] = Field(description="[height, width] in pixels.", min_length=2, max_length=2)
    counts: str = Field(description="COCO's compressed counts.")


class MaskBody(Strict):
    """One mask."""

    score: float = Field(description="Expected IoU with what was meant, 0…1.")
    stability: float = Field(description="IoU of the mask with itself at a stricter and a laxer threshold, 0…1.")
    area: int = Field(description="Pixels inside.")
    bbox: PixelBox
    polygon: Polygons | None = Field(default=None, description="When asked for.")
    rle: RleBody | None = Field(default=None, description="When asked for.")
    png: str | None = Field(default=None, description="One-channel PNG, 255 inside, base64; when asked for.")
    mask: str = Field(description="Token for the next refinement; good for you and this photo only.")


class Timings(Strict):
    """Where the time went, in milliseconds."""

    queue: float
    decode_image: float
    encode: float
    decode: float
    postprocess: float
    total: float


class SegmentAnswer(Strict):
    """The masks, best first."""

    image: str = Field(examples=[EXAMPLE_UID])
    model: ModelName
    masks: list[MaskBody]
    cache: Literal["hit", "miss", "joined"] = Field(description="Whether the photo's embedding was there already.")
    timings_ms: Timings
