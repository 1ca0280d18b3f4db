"""A SAM 2 of four graphs through the command: taken whole, its memory too, or refused in one line, nothing left."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from avala_edge.models.manifest import read_manifest
from avala_edge.models.promptables import SHIPPED
from avala_edge.models.promptables.library import WEIGHTS
from tests.unit.detectors.test_import import Cli
from tests.unit.promptables.memories import GRAPHS, write_remembering
from tests.unit.promptables.pairs import DIALECTS, write_pair
from tests.unit.promptables.test_import import import_pair


@pytest.fixture
def cli(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    (tmp_path / "data" / "models").mkdir(parents=True)
    return Cli(tmp_path / "data", capsys)


def test_four_graphs_are_taken_and_said(cli: Cli, tmp_path: Path) -> None:
    source = write_remembering(tmp_path / "colours")
    for name in GRAPHS:
        (source / f"{name}.onnx").rename(source / f"Tiny-{name.replace('_', '-')}.onnx")
    code, out, err = cli("import", source, "--yes", "--name", "colours")
    assert code == 0, err
    assert "of the key frame and 6 more, 16 pointers" in err
    folder = cli.data_dir / "models" / out.split()[0]
    manifest = read_manifest(folder)
    assert [file.path for file in manifest.files] == [f"{name}.onnx" for name in GRAPHS]
    assert manifest.wiring.memory is not None
    assert manifest.wiring.memory.pointer_ages == "pointer_ages"
    assert manifest.wiring.picture.fit == "stretch"
    digests = "".join(hashlib.sha256((folder / f"{name}.onnx").read_bytes()).hexdigest() for name in GRAPHS)
    assert manifest.digest == hashlib.sha256(digests.encode()).hexdigest()
    assert cli("verify", "colours")[0] == 0
    (folder / "memory_encoder.onnx").write_bytes(b"other")
    assert "sha256 differs" in cli("verify", "colours")[2]


def test_a_folder_goes_to_another_box_as_it_is(cli: Cli, tmp_path: Path) -> None:
    folder = import_pair(cli, write_remembering(tmp_path / "first"))
    carried = shutil.copytree(folder, tmp_path / "carried")
    again = import_pair(cli, carried, "--name", "second")
    first, second = (json.loads((each / "manifest.json").read_text()) for each in (folder, again))
    assert {**second, "name": "first"} == first
    manifest = json.loads((carried / "manifest.json").read_text())
    manifest["wiring"]["memory"]["memory"] = "what"
    (carried / "manifest.json").write_text(json.dumps(manifest))
    assert "the memory_encoder does not answer with what" in cli.refused("import", carried, "--yes", "--name", "third")
    del manifest["wiring"]["memory"]
    (carried / "manifest.json").write_text(json.dumps(manifest))
    assert "belong together" in cli.refused("import", carried, "--yes", "--name", "third")


def test_models_without_a_memory_are_the_same_as_ever(cli: Cli, tmp_path: Path) -> None:
    shipped = read_manifest(WEIGHTS / SHIPPED)
    assert shipped.digest == hashlib.sha256(f"{shipped.encoder.sha256}{shipped.decoder.sha256}".encode()).hexdigest()
    source = write_remembering(tmp_path / "pair")
    for name in GRAPHS[2:]:
        (source / f"{name}.onnx").unlink()
    manifest = read_manifest(import_pair(cli, source))
    assert (manifest.wiring.memory, manifest.memory_encoder) == (None, None)


@pytest.mark.parametrize(
    ("gone", "words"),
    [
        (("memory_encoder",), "holds memory_attention.onnx without memory_encoder.onnx"),
        (("memory_attention",), "holds memory_encoder.onnx without memory_attention.onnx"),
        (("decoder", "encoder"), "holds a memory, but no encoder.onnx and decoder.onnx"),
    ],
)
def test_what_is_missing_is_named(cli: Cli, tmp_path: Path, gone: tuple[str, ...], words: str) -> None:
    source = write_remembering(tmp_path / "part")
    for name in gone:
        (source / f"{name}.onnx").unlink()
    assert words in cli.refused("import", source, "--yes")


def test_two_memories_are_not_chosen_from(cli: Cli, tmp_path: Path) -> None:
    source = write_remembering(tmp_path / "two")
    shutil.copyfile(source / "memory_encoder.onnx", source / "other_memory_encoder.onnx")
    assert "which one is memory_encoder.onnx?" in cli.refused("import", source, "--yes")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("memories", "the memory_attention takes no memories, so the memory is not understood"),
        ("memory", "the memory_encoder does not answer with memory"),
        ("obj_pointers", "the decoder does not answer with obj_pointers"),
        ("obj_score", "the decoder does not answer with obj_score"),
    ],
)
def test_what_is_not_understood_is_named(cli: Cli, tmp_path: Path, name: str, words: str) -> None:
    source = write_remembering(tmp_path / "strange", names={name: "obj_else"})
    assert words in cli.refused("import", source, "--yes")


def test_a_memory_beside_another_kind_of_pair_is_refused(cli: Cli, tmp_path: Path) -> None:
    source = write_remembering(tmp_path / "mixed")
    write_pair(source, DIALECTS["segment-anything"])
    assert "the decoder takes no image_embed" in cli.refused("import", source, "--yes")


def test_a_memory_of_no_numbers_is_refused(cli: Cli, tmp_path: Path) -> None:
    source = write_remembering(tmp_path / "nan", wrong=float("nan"))
    assert "not finite" in cli.refused("import", source, "--yes")
