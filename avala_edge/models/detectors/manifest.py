"""What a detector is: file and digest, what it takes, how its outputs are read, its classes, licence and source."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from avala_edge.errors import ModelUnavailable
from avala_edge.models.detectors.families import AnyFamily
from avala_edge.models.manifest import ModelFile

MANIFEST = "manifest.json"
MODEL = "model.onnx"
MOST_MANIFEST_BYTES = 4 * 1024 * 1024
MOST_LABELS = 20_000
LONGEST_LABEL = 255
LARGEST_SIDE = 4096
NAME = r"^[a-z0-9][a-z0-9._-]{0,63}$"

Side = Annotated[int, Field(ge=1, le=LARGEST_SIDE)]
Three = tuple[float, float, float]


class Letterbox(BaseModel):
    """Scaled to fit into a rectangle, with padding around."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    how: Literal["letterbox"] = "letterbox"
    height: Side
    width: Side
    placement: Literal["top-left", "centre"]
    pad: int = Field(ge=0, le=255)


class Stretch(BaseModel):
    """Distorted to a rectangle."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    how: Literal["stretch"] = "stretch"
    height: Side
    width: Side


class Scale(BaseModel):
    """Scaled until both sides are within bounds, then each rounded to a multiple; a rectangle of any shape."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    how: Literal["scale"] = "scale"
    shorter: Side = Field(description="the shorter side is enlarged to this")
    longer: Side = Field(description="the longer side is never above this")
    multiple: Side = 1


class DetectorInput(BaseModel):
    """The tensor that an image becomes: `(value × scale - mean) / std` for each channel, values being 0 to 255."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    tensor: str
    dtype: Literal["float32", "float16", "uint8"] = "float32"
    layout: Literal["NCHW", "NHWC", "CHW", "HWC"] = "NCHW"
    channels: Literal["RGB", "BGR"] = "RGB"
    scale: float = Field(default=1 / 255, gt=0)
    mean: Three = Field(default=(0.0, 0.0, 0.0), description="in the tensor's order of channels")
    std: Three = Field(default=(1.0, 1.0, 1.0), description="in the tensor's order of channels")
    fit: Annotated[Letterbox | Stretch | Scale, Field(discriminator="how")]
    sizes: str | None = Field(default=None, description="an input that takes the rectangle's size, [[width, height]]")


class DetectorManifest(BaseModel):
    """The contents of a detector's `manifest.json`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: Literal["detector"] = "detector"
    name: str = Field(pattern=NAME)
    file: ModelFile
    input: DetectorInput
    reading: AnyFamily
    labels: tuple[Annotated[str, Field(max_length=LONGEST_LABEL)], ...] = Field(
        min_length=1, max_length=MOST_LABELS, description="by class number; an empty one is never reported"
    )
    score_threshold: float = Field(ge=0, le=1, description="where nobody says another")
    license: str = Field(default="", max_length=1000)
    source: str = Field(default="", max_length=1000)

    @model_validator(mode="after")
    def _check(self) -> DetectorManifest:
        """Check that a class can be reported and that no number divides by zero."""
        if not any(self.labels):
            raise ValueError("no class has a name")
        if 0 in self.input.std:
            raise ValueError("std must not be 0")
        return self

    @property
    def digest(self) -> str:
        """SHA-256 of the model file."""
        return self.file.sha256


def read_manifest(folder: Path) -> DetectorManifest:
    """Read `folder/manifest.json`, without looking at the model file.

    Raises:
        ModelUnavailable: it cannot be read or does not parse.
    """
    path = folder / MANIFEST
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_MANIFEST_BYTES + 1)
        if len(data) > MOST_MANIFEST_BYTES:
            raise ModelUnavailable(f"{path} is larger than {MOST_MANIFEST_BYTES} bytes")
        return DetectorManifest.model_validate_json(data)
    except OSError as error:
        raise ModelUnavailable(f"{path} cannot be read: {error.strerror}") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise ModelUnavailable(f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
