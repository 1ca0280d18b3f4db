"""Demo photos, models and health on the wire."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

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


class EngineBody(Strict):
    """One engine on one of a model's files, as measured on this machine."""

    part: Literal["encoder", "decoder"]
    engine: str = Field(examples=["openvino-bf16"])
    ms: float | None = Field(description="Time of its best run; null: it could not run.")
    parity: dict[str, float] | None = Field(description="How alike its answers are to onnxruntime-fp32's.")
    refused: str | None = Field(description="Why it may not serve.")


class ModelBody(Strict):
    """The card of a model that answers prompts, or could; more fields may come."""

    model_config = ConfigDict(extra="allow")

    kind: Literal["promptable"]
    name: str = Field(examples=["avala-mini"])
    digest: str | None = Field(default=None, description="Hash of the model's files.")
    active: bool = Field(description="Serves clicks.")
    engines: dict[Literal["encoder", "decoder"], str] = Field(default={}, description="What runs it on this machine.")
    measured: list[EngineBody] = Field(default=[], description="What was tried when the engines were chosen.")
    damage: str | None = Field(default=None, description="Why it cannot serve.")
    license: Any = Field(default=None, description="Licence of the weights.")


class DetectorBody(Strict):
    """A detector that was imported on this server (`avala-edge models import`); more fields may come."""

    model_config = ConfigDict(extra="allow")

    kind: Literal["detector"]
    name: str = Field(examples=["yolo11n"])
    family: str | None = Field(default=None, examples=["yolov8"])
    digest: str | None = Field(default=None, description="SHA-256 of the model file.")
    labels: list[str] = Field(default=[], description="The classes that it can report.")
    score_threshold: float | None = Field(default=None, description="Where nobody says another.")
    license: str | None = Field(default=None, description="Licence of the weights, as whoever imported them knew it.")
    source: str | None = Field(default=None, description="Where they came from.")
    damage: str | None = Field(default=None, description="Why it cannot be used.")


class ModelPage(Strict):
    """All models, the one that serves clicks first."""

    results: list[Annotated[ModelBody | DetectorBody, Field(discriminator="kind")]]
    next: None = None
    previous: None = None


class Health(Strict):
    """The server's state."""

    status: Literal["alive", "ready"]
