"""What a detector is: file and digest, what it takes, how its outputs are read, its classes, licence and source."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from avala_edge.models.detectors.families import AnyFamily
from avala_edge.models.detectors.inputs import DetectorInputs, Preparation
from avala_edge.models.manifest import NAME, NO_CONTROLS, ModelFile, read_as

MODEL = "model.onnx"
MOST_LABELS = 20_000
LONGEST_LABEL = 255


class DetectorTensors(BaseModel):
    """What a detector takes and how its outputs are read, wherever it runs."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)
    inputs: DetectorInputs
    preparation: Preparation
    reading: AnyFamily
    labels: tuple[Annotated[str, Field(max_length=LONGEST_LABEL, pattern=NO_CONTROLS)], ...] = Field(
        min_length=1, max_length=MOST_LABELS, description="by class number; an empty one is never reported"
    )
    score_threshold: float = Field(ge=0, le=1, description="where nobody says another")

    @model_validator(mode="after")
    def _check(self) -> Self:
        """Check that a class can be reported."""
        if not any(self.labels):
            raise ValueError("no class has a name")
        return self


class DetectorManifest(DetectorTensors):
    """The contents of a detector's `manifest.json`."""

    kind: Literal["detector"] = "detector"
    name: str = Field(pattern=NAME)
    file: ModelFile
    license: str = Field(default="", max_length=1000, pattern=NO_CONTROLS)
    source: str = Field(default="", max_length=1000, pattern=NO_CONTROLS)

    @property
    def files(self) -> tuple[ModelFile, ...]:
        """All files beside the manifest."""
        return (self.file,)

    @property
    def digest(self) -> str:
        """SHA-256 of the model file."""
        return self.file.sha256


def read_manifest(folder: Path) -> DetectorManifest:
    """Read what a detector is; see `read_as`."""
    return read_as(folder, DetectorManifest)
