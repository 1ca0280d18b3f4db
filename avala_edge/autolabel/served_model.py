"""A model of a KServe or Triton server as an operator describes it: its name there, its tensors as of a detector."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from avala_edge.errors import InvalidInput
from avala_edge.models.detectors import DetectorTensors

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")


@dataclass(frozen=True)
class ServedModel:
    """A model of a server, and what goes in and out of it.

    Attributes:
        name: what the server calls it.
        version: None: which the server likes.
        tensors: as in the manifest of a detector that is installed here.
        binary: whether numbers go behind the JSON (Triton's extension) or into it.
    """

    name: str
    version: str | None
    tensors: DetectorTensors
    binary: bool

    @property
    def path(self) -> str:
        """Below the server's address."""
        return f"/v2/models/{self.name}" + (f"/versions/{self.version}" if self.version else "")


def read_served_model(config: Mapping[str, Any]) -> ServedModel:
    """Read a provider's configuration; raise `InvalidInput`, naming the field, for what cannot be used."""
    version, binary = config.get("model_version"), config.get("binary", True)
    for name, given in (("model", config.get("model")), ("model_version", version)):
        if (given is not None or name == "model") and not (isinstance(given, str) and _NAME.fullmatch(given)):
            raise InvalidInput(f"{name} must be a name of letters, digits, . _ -", field=f"config.{name}")
    if not isinstance(binary, bool):
        raise InvalidInput("binary must be true or false", field="config.binary")
    try:
        tensors = DetectorTensors.model_validate(config.get("detector"))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, ("config", "detector", *first["loc"])))
        raise InvalidInput(first["msg"].removeprefix("Value error, "), field=where) from None
    return ServedModel(config["model"], version, tensors, binary)
