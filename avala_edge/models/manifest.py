"""What a model is: files with digests, family, input size, licence and what it was trained on."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from avala_edge.errors import ModelUnavailable


class ModelFile(BaseModel):
    """One file beside the manifest."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    path: str = Field(pattern=r"^[A-Za-z0-9_.-]+$")
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Manifest(BaseModel):
    """The contents of `manifest.json`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]*$")
    family: Literal["mini"]
    version: str
    side: int = Field(gt=0, le=4096, description="model frame, pixels a side")
    cells: int = Field(gt=0, le=1024, description="logits, cells a side")
    preprocessing: int = Field(ge=1, description="raised when the same pixels give other tensors")
    encoder: ModelFile
    decoder: ModelFile
    license: str
    training_data: str
    research_only_data: bool
    seed: int
    steps: int

    @property
    def digest(self) -> str:
        """Content of both files as one sha256, the model's identity in embedding keys and answers."""
        return hashlib.sha256((self.encoder.sha256 + self.decoder.sha256).encode()).hexdigest()


def read_manifest(folder: Path) -> Manifest:
    """Read `folder/manifest.json` and check that both files are what it says.

    Raises:
        ModelUnavailable: a file is missing, changed, or the manifest does not parse.
    """
    try:
        manifest = Manifest.model_validate_json((folder / "manifest.json").read_bytes())
        for file in (manifest.encoder, manifest.decoder):
            with (folder / file.path).open("rb") as stream:
                found = hashlib.file_digest(stream, "sha256").hexdigest()
            if found != file.sha256:
                raise ModelUnavailable(f"{folder / file.path} is not the file its manifest names (sha256 differs)")
    except OSError as error:
        raise ModelUnavailable(f"model in {folder} cannot be read: {error.strerror}") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise ModelUnavailable(f"{folder}/manifest.json: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    return manifest
