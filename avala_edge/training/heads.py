"""Heads on disk: each version a folder of weights and a card, written once; a file beside them says which is active."""

from __future__ import annotations

import json
import logging
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from avala_edge.errors import NotFound
from avala_edge.store import write_atomically
from avala_edge.training.features import VERSION
from avala_edge.training.judge import Judge
from avala_edge.training.space import Space

WEIGHTS, CARD, ACTIVE = "head.safetensors", "card.json", "active.json"
MOST_KEPT = 20  # versions of a project
MOST_BYTES = 64 * 1024 * 1024

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Measured:
    """How good a judge is on images that it never saw.

    Attributes:
        accuracy: share of objects whose label it says first.
        calibration_error: of what it says of its first label, 0 to 1.
        log_loss: of the true labels.
    """

    accuracy: float
    calibration_error: float
    log_loss: float


@dataclass(frozen=True)
class HeadCard:
    """What is known of a version.

    Attributes:
        version: from 1.
        created_at: ISO 8601, UTC.
        model: digest of the model whose embeddings it reads.
        features: version of what the numbers of a vector mean.
        labels: uids of the labels that it knows.
        examples: that it was trained on.
        images: that those are on.
        held_out: examples that it was measured on, none of them on the same images.
        measured: on those.
        measured_means: comparing with label means, on the same examples.
        before: version that was active then, None: none was.
        measured_before: that version, on the same examples.
        is_better: than both.
    """

    version: int
    created_at: str
    model: str
    features: int
    labels: tuple[str, ...]
    examples: int
    images: int
    held_out: int
    measured: Measured
    measured_means: Measured
    before: int | None
    measured_before: Measured | None
    is_better: bool


class Heads:
    """The heads of projects, in the data folder. All methods block."""

    def __init__(self, root: Path) -> None:
        """Keep them under `root`, a folder a project."""
        self._root = root

    def folder(self, project: str) -> Path:
        """Return a project's folder, which need not be there; `project` is the uid of one that is."""
        return self._root / project

    def next_version(self, project: str) -> int:
        """Take a version's number, and make its folder."""
        folder = self.folder(project)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        while True:
            number = max((int(path.name) for path in folder.iterdir() if path.name.isdigit()), default=0) + 1
            try:
                (folder / str(number)).mkdir(mode=0o700)
            except FileExistsError:
                continue  # another process was as quick
            return number

    def save(self, project: str, card: HeadCard, judge: Judge) -> None:
        """Keep a version, durably: weights first, then the card, without which there is no version."""
        folder = self.folder(project) / str(card.version)
        space = judge.space
        tensors: dict[str, NDArray[np.floating]] = {
            **{name: getattr(space, name) for name in ("mean", "scale", "centre", "root")},
            **{name: getattr(judge, name) for name in ("means", "weights", "bias")},
            "how": np.array([judge.temperature, judge.least_nearness]),
        }
        said = {"labels": json.dumps(judge.names)}
        write_atomically(folder / WEIGHTS, save({name: np.ascontiguousarray(t) for name, t in tensors.items()}, said))
        write_atomically(folder / CARD, json.dumps(asdict(card), indent=1).encode())
        self._drop_old(project)

    def cards(self, project: str) -> list[HeadCard]:
        """Return the versions that are whole, the newest first."""
        folder = self.folder(project)
        numbers = sorted((int(p.name) for p in folder.glob("*") if p.name.isdigit()), reverse=True)
        found = []
        for number in numbers:
            try:
                found.append(_card(json.loads((folder / str(number) / CARD).read_bytes())))
            except FileNotFoundError:
                continue  # being written, or its writer died
            except (OSError, ValueError, KeyError, TypeError) as error:
                _log.warning("head %s of project %s is not used: %s", number, project, error)
        return found

    def active(self, project: str) -> int | None:
        """Return the version that is in use."""
        try:
            return int(json.loads((self.folder(project) / ACTIVE).read_bytes())["version"])
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            _log.warning("no head of project %s is used: %s", project, error)
            return None

    def activate(self, project: str, version: int) -> HeadCard:
        """Use a version from now on; raise `NotFound` for one that is not there."""
        card = next((each for each in self.cards(project) if each.version == version), None)
        if card is None:
            raise NotFound(f"the project has no head of version {version}", field="version")
        write_atomically(self.folder(project) / ACTIVE, json.dumps({"version": version}).encode())
        return card

    def deactivate(self, project: str) -> None:
        """Use none; labels are compared by their means."""
        (self.folder(project) / ACTIVE).unlink(missing_ok=True)

    def load(self, project: str, version: int, *, model: str) -> Judge | None:
        """Return a version's judge; None when it is damaged, or of another model."""
        path = self.folder(project) / str(version) / WEIGHTS
        try:
            card = _card(json.loads((path.parent / CARD).read_bytes()))
            if (card.model, card.features) != (model, VERSION) or path.stat().st_size > MOST_BYTES:
                return None
            data = path.read_bytes()
            kept = load(data)
            names = json.loads(json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])["__metadata__"]["labels"])
            space = Space(kept["mean"], kept["scale"], kept["centre"], kept["root"])
            temperature, least = kept["how"].tolist()
            return Judge(space, tuple(names), kept["means"], kept["weights"], kept["bias"], temperature, least)
        except (OSError, SafetensorError, ValueError, KeyError, TypeError) as error:
            _log.warning("head %s of project %s is not used: %s", version, project, error)
            return None

    def _drop_old(self, project: str) -> None:
        active = self.active(project)
        for card in self.cards(project)[MOST_KEPT:]:
            if card.version != active:
                shutil.rmtree(self.folder(project) / str(card.version), ignore_errors=True)


def _card(kept: dict[str, Any]) -> HeadCard:
    names = ("measured", "measured_means", "measured_before")
    measured = {name: None if kept[name] is None else Measured(**kept[name]) for name in names}
    return HeadCard(**{**kept, **measured, "labels": tuple(kept["labels"])})
