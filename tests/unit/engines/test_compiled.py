"""What OpenVINO compiled is kept in the data folder: same answers, no compiling, and nothing from a damaged file."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import numpy as np
import openvino as ov
import pytest
from numpy.typing import NDArray

from avala_edge.inference.engine import Engine, available
from avala_edge.models import compiled
from avala_edge.models.compiled import FOLDER, CompiledFiles
from avala_edge.models.promptables.library import WEIGHTS

T = TypeVar("T")
DECODER = WEIGHTS / "avala-mini" / "decoder.onnx"


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return available(CompiledFiles(tmp_path))["openvino-fp32"]


def apart(work: Callable[[], T]) -> T:
    """Do it on a thread of its own: engines make denormal numbers zero on theirs, which others' tests would notice."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


def opened(engine: Engine, path: Path, *, threads: int = 1) -> None:
    apart(lambda: engine.open(path, threads=threads))


def answer(engine: Engine) -> dict[str, NDArray[np.float32]]:
    return apart(lambda: _answer(engine))


def _answer(engine: Engine) -> dict[str, NDArray[np.float32]]:
    loaded = engine.open(DECODER, threads=1)
    rng = np.random.default_rng(0)
    shapes = {spec.name: tuple(n or 1 for n in spec.shape) for spec in loaded.inputs}
    return loaded({name: rng.normal(0, 0.3, shape).astype(np.float32) for name, shape in shapes.items()})


def never(*_: object) -> None:
    raise AssertionError("it compiles")


def forbid_compiling(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ov.Core, "compile_model", never)


def test_a_later_start_does_not_compile_and_answers_the_same(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = answer(engine)
    forbid_compiling(monkeypatch)
    again = answer(available(CompiledFiles(tmp_path))["openvino-fp32"])
    assert first.keys() == again.keys()
    assert all(np.array_equal(first[name], again[name]) for name in first)


@pytest.mark.parametrize("other", ["threads", "weights beside", "file", "precision"])
def test_what_was_compiled_of_something_else_is_not_taken(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, other: str
) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    path = folder / "decoder.onnx"
    path.write_bytes(DECODER.read_bytes())
    opened(engine, path)
    forbid_compiling(monkeypatch)
    opened(engine, path)
    (folder / "engines.json").write_text("{}")  # says nothing of the graph
    opened(engine, path)
    threads = 2 if other == "threads" else 1
    if other == "weights beside":
        (folder / "decoder.data").write_bytes(b"other weights")
    if other == "file":
        path.write_bytes(path.read_bytes() + b"\x0a\x00")
    if other == "precision":
        engine = available(CompiledFiles(tmp_path))["openvino-int8"]
        engine._precision = "bf16"  # type: ignore[attr-defined]
    with pytest.raises(AssertionError, match="it compiles"):
        opened(engine, path, threads=threads)


@pytest.mark.parametrize("damage", ["cut short", "a bit", "empty", "of another version"])
def test_a_damaged_file_is_made_again(engine: Engine, tmp_path: Path, damage: str) -> None:
    wanted = answer(engine)
    (file,) = (tmp_path / FOLDER).iterdir()
    data = file.read_bytes()
    if damage == "cut short":
        file.write_bytes(data[: len(data) // 2])
    elif damage == "a bit":
        file.write_bytes(data[:-100] + bytes([data[-100] ^ 1]) + data[-99:])
    elif damage == "empty":
        file.write_bytes(b"")
    else:
        CompiledFiles(tmp_path).write(file.name, b"not what this library understands")
    found = answer(engine)
    assert all(np.array_equal(wanted[name], found[name]) for name in wanted)
    kept = CompiledFiles(tmp_path).read(file.name)
    assert kept is not None
    assert len(kept) > len(data) // 2  # exports of the same model differ in names that OpenVINO makes up


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("in the way")
    assert answer(available(CompiledFiles(tmp_path))["openvino-fp32"])


def test_what_was_longest_not_used_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "BUDGET_BYTES", 3_000)
    files = CompiledFiles(tmp_path)
    for number, name in enumerate("abc"):
        files.write(name, name.encode() * 900)
        os.utime(tmp_path / FOLDER / name, (number, number))
    assert files.read("a") == b"a" * 900  # used now
    files.write("d", b"d" * 900)
    assert files.read("b") is None
    assert files.read("a") == b"a" * 900
    assert files.read("d") == b"d" * 900


def test_a_large_file_is_compiled_each_time(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("avala_edge.inference.openvino_engine.LARGEST", 1_000_000)
    opened(engine, DECODER)
    assert not (tmp_path / FOLDER).exists()


def test_what_cannot_be_exported_serves_all_the_same(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: ov.CompiledModel) -> None:
        raise RuntimeError("no such operator\nand a long story")

    monkeypatch.setattr(ov.CompiledModel, "export_model", refuse)
    assert answer(engine)
    assert not (tmp_path / FOLDER).exists()
