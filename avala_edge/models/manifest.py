"""What a model is: files with digests, family, input size, licence and what it was trained on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from avala_edge.errors import ModelUnavailable
from avala_edge.models.wiring import Wiring

MANIFEST = "manifest.json"
MOST_MANIFEST_BYTES = 4 * 1024 * 1024
MOST_WEIGHTS = 8  # files that the graphs keep beside them
NO_CONTROLS = r"^[^\x00-\x1f\x7f-\x9f]*$"
NAME = r"^[a-z0-9][a-z0-9._-]{0,63}$"

B = TypeVar("B", bound=BaseModel)


class ModelFile(BaseModel):
    """One file beside the manifest."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    path: str = Field(pattern=r"^[A-Za-z0-9_.-]+$")
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Manifest(BaseModel):
    """The contents of `manifest.json`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: Literal["promptable"] = "promptable"
    name: str = Field(pattern=NAME)
    family: Literal["mini", "sam"]
    version: str = Field(max_length=64, pattern=NO_CONTROLS)
    side: int = Field(gt=0, le=4096, description="model frame, pixels a side")
    cells: int = Field(gt=0, le=1024, description="logits, cells a side")
    preprocessing: int = Field(ge=1, description="raised when the same pixels give other tensors")
    encoder: ModelFile
    decoder: ModelFile
    encoder_int8: ModelFile | None = Field(default=None, description="the same with convolutions in 8 bits")
    decoder_int8: ModelFile | None = None
    memory_attention: ModelFile | None = Field(default=None, description="of a film's earlier frames; see `wiring`")
    memory_encoder: ModelFile | None = None
    weights: tuple[ModelFile, ...] = Field(
        default=(), max_length=MOST_WEIGHTS, description="that the graphs keep beside them"
    )
    wiring: Wiring
    license: str = Field(default="", max_length=1000, pattern=NO_CONTROLS)
    source: str = Field(default="", max_length=1000, pattern=NO_CONTROLS)
    training_data: str = Field(default="", max_length=1000, pattern=NO_CONTROLS)
    research_only_data: bool | None = Field(default=None, description="None: nobody said")
    seed: int | None = None
    steps: int | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        """A memory is two graphs, and how they are asked."""
        parts = (self.memory_attention, self.memory_encoder, self.wiring.memory)
        if any(part is None for part in parts) and any(part is not None for part in parts):
            raise ValueError("memory_attention, memory_encoder and wiring.memory belong together")
        return self

    @property
    def graphs(self) -> dict[str, ModelFile]:
        """The graphs by what they do, those of the memory last, where there are some."""
        found = {
            "encoder": self.encoder,
            "decoder": self.decoder,
            "memory_attention": self.memory_attention,
            "memory_encoder": self.memory_encoder,
        }
        return {part: file for part, file in found.items() if file is not None}

    @property
    def eight_bits(self) -> dict[str, ModelFile]:
        """The graphs in 8 bits by what they do, where there are some."""
        found = {"encoder": self.encoder_int8, "decoder": self.decoder_int8}
        return {part: file for part, file in found.items() if file is not None}

    @property
    def whole(self) -> tuple[ModelFile, ...]:
        """Graphs and weights: all of the model, without the same in 8 bits."""
        return (*self.graphs.values(), *self.weights)

    @property
    def files(self) -> tuple[ModelFile, ...]:
        """All files beside the manifest."""
        return (*self.whole, *self.eight_bits.values())

    def graph_for(self, part: Literal["encoder", "decoder"], *, eight_bits: bool) -> ModelFile:
        """Return the file of a part.

        Raises:
            ModelUnavailable: it is wanted in 8 bits and there is none.
        """
        found = (self.eight_bits if eight_bits else self.graphs).get(part)
        if found is None:
            raise ModelUnavailable(f"{self.name} has no {part} in 8 bits")
        return found

    @property
    def digest(self) -> str:
        """Content of graphs and weights as one sha256, the model's identity in embedding keys and answers.

        What is in 8 bits is the same model, run otherwise: the parity gate holds it to that.
        """
        return hashlib.sha256("".join(file.sha256 for file in self.whole).encode()).hexdigest()


def read_as(folder: Path, kind: type[B]) -> B:
    """Read `folder/manifest.json`, without looking at the files that it names.

    Raises:
        ModelUnavailable: it cannot be read or does not parse.
    """
    path = folder / MANIFEST
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_MANIFEST_BYTES + 1)
        if len(data) > MOST_MANIFEST_BYTES:
            raise ModelUnavailable(f"{path} is larger than {MOST_MANIFEST_BYTES} bytes")
        return kind.model_validate_json(data)
    except OSError as error:
        raise ModelUnavailable(f"{path} cannot be read: {error.strerror}") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise ModelUnavailable(f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error


def read_manifest(folder: Path) -> Manifest:
    """Read what a promptable model is; see `read_as`."""
    return read_as(folder, Manifest)


def check_files(folder: Path, files: Iterable[ModelFile]) -> None:
    """Compare files with the digests that a manifest gives them. Blocks: reads all bytes.

    Raises:
        ModelUnavailable: one is missing or changed.
    """
    for file in files:
        path = folder / file.path
        try:
            with path.open("rb") as stream:
                found = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError as error:
            raise ModelUnavailable(f"{path} cannot be read: {error.strerror}") from error
        if found != file.sha256:
            raise ModelUnavailable(f"{path} is not the file its manifest names (sha256 differs)")
