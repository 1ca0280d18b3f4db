"""Models on the wire: their cards, and what is said when one is brought along."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, RootModel

from avala_edge.api.schemas.strict import Query, Strict
from avala_edge.models.manifest import NAME


class EngineBody(Strict):
    """One engine on one of a model's files, as measured on this machine."""

    part: Literal["encoder", "decoder"]
    engine: str = Field(examples=["openvino-bf16"])
    ms: float | None = Field(description="Time of its best run; null: it could not run.")
    parity: dict[str, float] | None = Field(description="How alike its answers are to the reference's.")
    refused: str | None = Field(description="Why it may not serve.")


class ActivationBody(Strict):
    """How letting a model serve clicks goes, or went."""

    state: Literal["running", "done", "refused"]
    reason: str | None = Field(description="Why it was refused.")


class ModelBody(Strict):
    """The card of a model that answers prompts, or could; more fields may come."""

    model_config = ConfigDict(extra="allow")

    kind: Literal["promptable"]
    name: str = Field(examples=["avala-mini"])
    digest: str | None = Field(default=None, description="Hash of the model's files.")
    active: bool = Field(description="Serves clicks.")
    activation: ActivationBody | None = Field(default=None, description="Where somebody asked for it.")
    engines: dict[Literal["encoder", "decoder"], str] = Field(default={}, description="What runs it on this machine.")
    measured: list[EngineBody] = Field(default=[], description="What was tried when the engines were chosen.")
    damage: str | None = Field(default=None, description="Why it cannot serve.")
    license: Any = Field(default=None, description="Licence of the weights.")


class DetectorBody(Strict):
    """A detector that was imported on this server; more fields may come."""

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


AnyModel = Annotated[ModelBody | DetectorBody, Field(discriminator="kind")]


class ModelCard(RootModel[AnyModel]):
    """One model."""


class ModelPage(Strict):
    """All models, the one that serves clicks first."""

    results: list[AnyModel]
    next: None = None
    previous: None = None


class ImportQuery(Query):
    """What is said beside a model's files; the rest is guessed."""

    name: str | None = Field(default=None, pattern=NAME, description="What it is called here; default: guessed.")
    license: str | None = Field(default=None, max_length=1000, description="Licence of the weights.")
    family: str | None = Field(default=None, pattern=r"^[a-z0-9-]{1,32}$", description="Of a detector: how it is read.")
    size: str | None = Field(default=None, pattern=r"^[0-9]{1,5}(,[0-9]{1,5})?$", description="W,H of its input.")

    def options(self) -> list[tuple[str, str]]:
        """Return it as options of `avala-edge models import`."""
        return [(f"--{name}", value) for name, value in self.model_dump(exclude_none=True).items()]
