"""Build a model's plan: half precision with as many islands as the parity gate asks for, once for all processes."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import Protocol

import filelock

from avala_edge.errors import Busy, InvalidInput, ModelUnavailable
from avala_edge.inference import REFERENCE, Engine
from avala_edge.inference.engine import Loaded, available
from avala_edge.inference.tensorrt import Built, Profile, prepare
from avala_edge.models.choice import Measured, measure
from avala_edge.models.engine_build.graph import OnnxGraph, read_onnx
from avala_edge.models.engine_build.islands import LEVELS, islands
from avala_edge.models.engine_build.operators import Unsupported, unsupported
from avala_edge.models.engine_build.plans import (
    Part,
    PlanKey,
    PlanRecord,
    Precision,
    find_plan,
    part_digest,
    part_file,
    plan_path,
    timing_path,
    write_plan,
)
from avala_edge.models.engine_build.shapes import most_at_a_time, profile
from avala_edge.models.promptable import PromptableModel
from avala_edge.models.promptables import read_reference
from avala_edge.store import open_folder, sweep_leftovers, write_atomically, writing_to

LONGEST_WAIT_S = 2 * 3600.0  # for another process that builds the same plan
UINT8, FLOAT = 2, 1

Say = Callable[[str], None]


class Builder(Protocol):
    """What builds plans and runs them: `inference.tensorrt.TensorRTBuilder`."""

    gpu: str
    version: str

    def build(self, source: Path, profile: Profile, *, timing_cache: bytes) -> Built:
        """Build; raises `ModelUnavailable` with the reason."""

    def engine(self, plan: Path, *, name: str) -> Engine:
        """Return what runs a plan."""


@dataclass(frozen=True)
class Order:
    """What is to be built: a part of a model, how exact, for how many at a time, and where it is kept."""

    part: Part
    precision: Precision
    max_batch: int | None
    folder: Path
    patterns: tuple[str, ...] = ()
    wait_s: float = LONGEST_WAIT_S


def check(path: Path) -> tuple[OnnxGraph, list[Unsupported]]:
    """Read a graph, and say what TensorRT does not run of it, once its bytes are cast, as a build does first. Blocks.

    Raises:
        InvalidInput: it is no ONNX file.
    """
    graph = read_onnx(path)
    for door in graph.inputs:
        if door.dtype == UINT8:
            graph.dtypes[door.name] = FLOAT
    return graph, unsupported(graph)


async def build_engine(
    model: PromptableModel, folder: Path, builder: Callable[[], Builder], order: Order, say: Say
) -> tuple[Path, PlanRecord]:
    """Return a plan of a part of the model in `folder`, and its record; build it unless it is there.

    Raises:
        InvalidInput: the graph cannot be built as ordered; the message names the first operator that is in the way.
        ModelUnavailable: there is no TensorRT or no GPU, or no plan answers like the reference.
        Busy: another process has been building it for too long.
    """
    source = folder / part_file(model.manifest, order.part).path
    graph, wrong = check(source)
    if wrong:
        more = f" (and {len(wrong) - 1} more: --check lists them)" if len(wrong) > 1 else ""
        raise InvalidInput(f"TensorRT cannot run the {order.part}: {wrong[0]}{more}")
    most = most_at_a_time(graph, part=order.part, wanted=order.max_batch)
    shapes = profile(graph, part=order.part, max_batch=most)
    tools = builder()
    key = PlanKey(
        model=model.manifest.name,
        part=order.part,
        onnx_sha256=part_digest(model.manifest, order.part),
        tensorrt=tools.version,
        gpu=tools.gpu,
        precision=order.precision,
        max_batch=most,
    )
    with _alone(order, key, say):
        for left in order.folder.glob(f"{_scratch(key)}*"):  # by a build that was killed
            shutil.rmtree(left, ignore_errors=True)
        found = find_plan(order.folder, key)
        if found is not None and set(order.patterns) <= set(found.patterns):
            return plan_path(order.folder, key), found
        with writing_to(order.folder, field="--out"):
            return await _Building(model, source, tools, order, say).run(key, graph, shapes)


def _scratch(key: PlanKey) -> str:
    return f".building-{key.stem}-"


@contextmanager
def _alone(order: Order, key: PlanKey, say: Say) -> Iterator[None]:
    locks = open_folder(open_folder(order.folder) / "locks")
    sweep_leftovers(order.folder)
    lock = filelock.FileLock(locks / key.stem, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        say(f"another process builds the {order.part}; waiting for it")
        try:
            lock.acquire(timeout=order.wait_s)
        except filelock.Timeout:
            raise Busy(f"another process has been building the {order.part} for {order.wait_s:g} seconds") from None
    try:
        yield
    finally:
        lock.release()


@dataclass(frozen=True)
class _Building:
    model: PromptableModel
    source: Path
    tools: Builder
    order: Order
    say: Say

    async def run(self, key: PlanKey, graph: OnnxGraph, shapes: Profile) -> tuple[Path, PlanRecord]:
        """Try one level after the other until the gate is content."""
        refused = "nothing was tried"
        for name, single in self._levels(graph):
            kept = len(graph.nodes) if single is None else sum(not single.isdisjoint(n.outputs) for n in graph.nodes)
            self.say(f"{self.order.part}: building with {kept} of {len(graph.nodes)} nodes in fp32 ({name})")
            with tempfile.TemporaryDirectory(dir=self.order.folder, prefix=_scratch(key)) as scratch:
                began = perf_counter()
                built = self._build(key, Path(scratch), shapes, single)
                seconds = perf_counter() - began
                plan = Path(scratch) / "candidate.plan"
                plan.write_bytes(built.plan)
                row = await self._measure(plan)
                if row.refused is not None or row.parity is None or row.ms is None:
                    refused = row.refused or "it could not be measured"
                    self.say(f"{self.order.part}: refused: {refused}")
                    continue
                record = PlanRecord(
                    key=key,
                    sha256=hashlib.sha256(built.plan).hexdigest(),
                    bytes=len(built.plan),
                    profile=dict(shapes),
                    islands=name,
                    patterns=self.order.patterns,
                    single=kept,
                    nodes=len(graph.nodes),
                    parity=row.parity,
                    ms=row.ms,
                    seconds=round(seconds, 1),
                    made_at=datetime.now(UTC).isoformat(timespec="seconds"),
                    made_by=f"avala-edge {version('avala-edge')}",
                )
                return write_plan(self.order.folder, record, plan, built.layers), record
        raise ModelUnavailable(f"no plan of the {self.order.part} answers like {REFERENCE}: {refused}")

    def _levels(self, graph: OnnxGraph) -> Sequence[tuple[str, frozenset[str] | None]]:
        if self.order.precision == "fp32":
            return [("all", None)]
        half = [(level.name, islands(graph, level, self.order.patterns)) for level in LEVELS]
        return [*half, ("all", None)]

    def _build(self, key: PlanKey, scratch: Path, shapes: Profile, single: frozenset[str] | None) -> Built:
        prepared = scratch / "prepared.onnx"
        prepare(self.source, prepared, single=single)
        cache = timing_path(self.order.folder, key)
        try:
            measured = cache.read_bytes()
        except FileNotFoundError:
            measured = b""
        built = self.tools.build(prepared, shapes, timing_cache=measured)
        if built.timing_cache:
            write_atomically(cache, built.timing_cache)
        return built

    async def _measure(self, plan: Path) -> Measured:
        """Ask the probes of the reference and of the plan, and return the plan's row."""
        engine = _OnePart(self.tools.engine(plan, name=f"tensorrt-{self.order.precision}"), self.source)
        kept = read_reference(self.source.parent)
        rows = await measure(self.model, [available()[REFERENCE], engine], kept)
        (row,) = (row for row in rows if row.part == self.order.part and row.engine == engine.name)
        return row


class _OnePart:
    """An engine for one ONNX file only; the model's other part is left to the reference."""

    def __init__(self, engine: Engine, source: Path) -> None:
        self._engine, self._source = engine, source
        self.name, self.version, self.eight_bits = engine.name, engine.version, engine.eight_bits

    def open(self, path: Path, *, threads: int) -> Loaded:
        if path != self._source:
            raise ModelUnavailable("the plan is of the other part")
        return self._engine.open(path, threads=threads)
