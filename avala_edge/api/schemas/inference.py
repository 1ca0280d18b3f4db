"""The avala-edge prediction format v1 on the wire; `docs/providers.md`. What a caller sends beside it is ignored."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from avala_edge.api.schemas.segment import MAX_POINTS, BoxBody, PointBody
from avala_edge.api.schemas.strict import Strict

# One grey pixel.
EXAMPLE_PNG = "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAAAAADhZOFXAAAAEElEQVR42mNsYIAAJgaKGAAmCACQtTEKkQAAAABJRU5ErkJggg=="
Label = Annotated[str, Field(max_length=255)]
ModelName = Annotated[str | None, Field(max_length=200)]


class _Wanted(BaseModel):
    """What is wanted of a picture; null is like nothing."""

    model_config = ConfigDict(extra="ignore", strict=True, allow_inf_nan=False, frozen=True)

    labels: list[Label] | None = Field(default=None, max_length=1000, description="Classes that are wanted; none: all.")
    confidence_threshold: float | None = Field(default=None, ge=0, le=1, description="Lowest score that is of use.")
    model: ModelName = Field(
        default=None, description="everything (the default), or the name of an installed detector."
    )
    model_type: ModelName = Field(default=None, description="The same; also sam, sam2, sam3 and yolo.")
    points: list[PointBody] | None = Field(
        default=None, max_length=MAX_POINTS, description="Prompts: the object there is the answer."
    )
    box: BoxBody | None = Field(default=None, description="A prompt: the object in this box is the answer.")
    test: bool | None = Field(default=None, description="Only whether there would be an answer: predictions are empty.")
    item_uid: str | None = Field(default=None, max_length=255)
    project_uid: str | None = Field(default=None, max_length=255)


class Instance(_Wanted):
    """A picture, and what is wanted of it."""

    image: str | None = Field(default=None, description="The file in Base64, or a data: address.")
    image_base64: str | None = Field(default=None, description="The same.")
    image_url: str | None = Field(
        default=None, description="Where the file is: a data: address, or one on a host of AVALA_EDGE_IMAGE_TARGETS."
    )
    url: str | None = Field(default=None, description="The same.")
    data_url: str | None = Field(default=None, description="The same.")


class PredictBody(Instance):
    """One picture, and what is wanted of it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"image": EXAMPLE_PNG, "test": True}]})

    instances: list[Instance] | None = Field(
        default=None, min_length=1, max_length=1, description="The picture, as other servers want it said."
    )


class PredictQuery(BaseModel):
    """What is wanted of a picture that is the body itself; all values come as text."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    labels: str | None = Field(default=None, max_length=10_000, description="Classes, with commas between.")
    confidence_threshold: float | None = Field(default=None, ge=0, le=1)
    model: ModelName = None
    model_type: ModelName = None
    test: bool | None = None


class PredictionBody(Strict):
    """One object. Readers of boxes, polygons or masks find theirs."""

    type: Literal["bounding_box", "polygon", "segmentation_mask"]
    label: str | None = Field(description="null: an outline without a name.")
    confidence: float
    x: float
    y: float
    width: float
    height: float
    bbox: list[float] | BoxBody = Field(description="The same box: [x, y, width, height], of a mask an object.")
    attributes: dict[str, Any]
    vertices: list[list[float]] | None = Field(default=None, description="Outline; of its largest island, of a mask.")
    polygons: list[dict[str, Any]] | None = Field(default=None, description="[{exterior, holes}], all islands.")
    mask: dict[str, Any] | None = Field(default=None, description="{encoding: rle, counts, size, order: column}.")


class AnswerModel(Strict):
    """What answered."""

    name: str
    version: str


class AnswerImage(Strict):
    """The picture as displayed, in pixels."""

    width: int
    height: int


class PredictAnswer(Strict):
    """The objects, best first."""

    predictions: list[PredictionBody]
    model: AnswerModel
    image: AnswerImage | None = Field(description="null in the answer to a test without a picture.")
    inference_ms: float
