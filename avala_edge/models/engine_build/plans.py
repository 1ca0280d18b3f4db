"""Plans on the disk: files named by what made them, each with a record beside it. A plan is good for nothing else."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from avala_edge.models.manifest import Manifest, ModelFile
from avala_edge.models.parity import Parity
from avala_edge.store import write_atomically, written_atomically

Part = Literal["encoder", "decoder"]
Precision = Literal["fp16", "fp32"]
PARTS: tuple[Part, ...] = ("encoder", "decoder")
SUFFIX = ".plan"
_LONGEST = 48  # of a GPU's name in a file's


class PlanKey(BaseModel):
    """What a plan depends on; where any of it differs, another plan is built."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    model: str
    part: Part
    onnx_sha256: str
    tensorrt: str
    gpu: str
    precision: Precision
    max_batch: int

    @property
    def stem(self) -> str:
        """The name of its files, without what they end in."""
        return f"{self.model}.{self.part}.{self.onnx_sha256[:16]}.{self.machine}.{self.precision}.b{self.max_batch}"

    @property
    def machine(self) -> str:
        """The part of it that is of the machine."""
        gpu = re.sub(r"[^a-z0-9]+", "-", self.gpu.lower()).strip("-")[:_LONGEST]
        version = re.sub(r"[^0-9A-Za-z.]+", "-", self.tensorrt)
        return f"trt{version}.{gpu}"


class PlanRecord(BaseModel):
    """What lies beside a plan, as JSON.

    Attributes:
        islands: the level whose nodes stayed in single precision, "all" where every node did.
        single: how many nodes those are, of `nodes`.
        seconds: that the builder took, for the level that was accepted.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    format: Literal[1] = 1
    key: PlanKey
    sha256: str
    bytes: int
    profile: dict[str, tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]]
    islands: str
    patterns: tuple[str, ...]
    single: int
    nodes: int
    parity: Parity
    ms: float
    seconds: float
    made_at: str
    made_by: str

    def __str__(self) -> str:
        """Say how exact and how fast it is, in a line."""
        islands = f" with {self.single} of {self.nodes} nodes in fp32" if self.key.precision == "fp16" else ""
        return (
            f"{self.key.precision}{islands}; cosine {self.parity.cosine:.5f}, mean IoU {self.parity.mean_iou:.4f}, "
            f"{self.ms:g} ms, built in {self.seconds:g} s"
        )


def part_file(manifest: Manifest, part: Part) -> ModelFile:
    """Return the ONNX file of a part."""
    return manifest.encoder if part == "encoder" else manifest.decoder


def part_digest(manifest: Manifest, part: Part) -> str:
    """Return the SHA-256 that a part's plans go by: its file's, and that of weights beside it."""
    sha256 = part_file(manifest, part).sha256
    beside = "".join(file.sha256 for file in manifest.weights)
    return hashlib.sha256((sha256 + beside).encode()).hexdigest() if beside else sha256


def plan_path(folder: Path, key: PlanKey) -> Path:
    """Return where a plan is or would be."""
    return folder / f"{key.stem}{SUFFIX}"


def timing_path(folder: Path, key: PlanKey) -> Path:
    """Return where what the builder measured on this machine is kept, for the next plan."""
    return folder / f"timing.{key.machine}.cache"


def record_path(plan: Path) -> Path:
    """Return where its record lies."""
    return plan.with_name(plan.name.removesuffix(SUFFIX) + ".json")


def find_plan(folder: Path, key: PlanKey) -> PlanRecord | None:
    """Return the record of a plan that is whole and was made for exactly this; None otherwise. Reads all of it."""
    path = plan_path(folder, key)
    try:
        record = PlanRecord.model_validate_json(record_path(path).read_bytes())
        if record.key != key or path.stat().st_size != record.bytes:
            return None
        with path.open("rb") as stream:
            return record if hashlib.file_digest(stream, "sha256").hexdigest() == record.sha256 else None
    except (OSError, ValidationError):
        return None


def write_plan(folder: Path, record: PlanRecord, plan: Path, layers: str) -> Path:
    """Keep the bytes of `plan` under its name, durably; the record last, which makes it count. Raises `OSError`."""
    target = plan_path(folder, record.key)
    record_path(target).unlink(missing_ok=True)
    with written_atomically(target) as stream, plan.open("rb") as source:
        while chunk := source.read(4 * 1024 * 1024):
            stream.write(chunk)
    write_atomically(target.with_name(f"{record.key.stem}.layers.json"), layers.encode())
    write_atomically(record_path(target), record.model_dump_json(indent=2).encode() + b"\n")
    return target
