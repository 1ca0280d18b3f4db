"""A checkpoint of SAM 2 as Meta publishes it → four graphs by the command, at full size; what is none is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime as ort
import pytest
import torch
from torch import Tensor

from avala_edge.cli import main
from avala_edge.errors import InvalidInput
from avala_edge.models import sam_export
from avala_edge.models.manifest import read_manifest
from avala_edge.models.promptables import Promptables
from avala_edge.models.sam_export.sam2_architecture import build_sam2
from avala_edge.models.sam_export.sam2_official import SAM2Base
from tests.export.sam2_networks import random_sam2, run

GRAPHS = ("decoder", "encoder", "memory_attention", "memory_encoder")
FILES = [f"{part}.onnx" for part in GRAPHS]


@pytest.fixture(scope="module")
def tiny() -> SAM2Base:
    return random_sam2("2.1", side=1024)


@pytest.fixture(scope="module")
def folder(tiny: SAM2Base, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the command makes of the checkpoint."""
    work = tmp_path_factory.mktemp("sam2")
    torch.save({"model": tiny.state_dict()}, work / "sam2.1_hiera_tiny.pt")
    run("export", str(work / "sam2.1_hiera_tiny.pt"), "--out", str(work / "tiny"), "--license", "Apache-2.0")
    (work / "sam2.1_hiera_tiny.pt").unlink()
    return work / "tiny"


def session(folder: Path, part: str) -> ort.InferenceSession:
    return ort.InferenceSession(folder / f"{part}.onnx", providers=["CPUExecutionProvider"])


def test_the_manifest_says_what_there_is(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == sorted(["manifest.json", *FILES])
    manifest = read_manifest(folder)
    assert (manifest.name, manifest.side, manifest.cells) == ("sam2.1_hiera_tiny", 1024, 256)
    assert manifest.source.startswith("SAM 2.1 Hiera-T, exported from sam2.1_hiera_tiny.pt, SHA-256 ")
    memory = manifest.wiring.memory
    assert memory is not None
    assert (memory.most_memories, memory.most_pointers) == (6, 16)
    takes = {part: {each.name for each in session(folder, part).get_inputs()} for part in GRAPHS}
    assert takes["memory_attention"] == {"image_embed", "memories", "memory_ages", "pointers", "pointer_ages"}
    assert takes["memory_encoder"] == {"image_embed", "mask_logits", "object_score", "mask", "has_mask"}


@pytest.mark.parametrize("part", GRAPHS)
def test_graphs_hold_standard_operators_and_nothing_of_this_machine(folder: Path, part: str) -> None:
    graph = onnx.load(folder / f"{part}.onnx").graph
    assert {node.domain for node in graph.node} == {""}
    assert not any(node.doc_string or node.metadata_props for node in graph.node)
    whole = (folder / f"{part}.onnx").read_bytes()
    assert b"site-packages" not in whole
    assert str(Path.home()).encode() not in whole


def test_it_can_be_imported_by_its_manifest_and_without(folder: Path, tmp_path: Path) -> None:
    run("import", str(folder), "--yes", "--data-dir", str(tmp_path))
    found = Promptables(tmp_path).get("sam2.1_hiera_tiny").manifest
    assert found is not None
    assert found.digest == read_manifest(folder).digest
    guessed = tmp_path / "guessed"
    guessed.mkdir()
    for part in GRAPHS:
        (guessed / f"{part}.onnx").symlink_to(folder / f"{part}.onnx")
    run("import", str(guessed), "--yes", "--name", "guessed", "--data-dir", str(tmp_path))
    without = Promptables(tmp_path).get("guessed").manifest
    assert without is not None
    assert without.wiring == found.wiring


def test_attention_at_full_size_asks_some_queries_at_a_time(tiny: SAM2Base, folder: Path) -> None:
    random = np.random.default_rng(0)
    embedded = random.normal(0, 1, (1, 256, 64, 64)).astype(np.float32)
    memories = random.normal(0, 1, (1, 2, 4096, 64)).astype(np.float32)
    pointers = random.normal(0, 1, (1, 2, 256)).astype(np.float32)
    (found,) = session(folder, "memory_attention").run(
        None,
        {
            "image_embed": embedded,
            "memories": memories,
            "memory_ages": np.array([0, 1]),
            "pointers": pointers,
            "pointer_ages": np.array([2, 1], np.float32),
        },
    )

    def kept(number: int) -> dict[str, Any]:
        features = torch.from_numpy(memories[:, number]).transpose(1, 2).reshape(1, 64, 64, 64)
        places = [tiny.memory_encoder.position_encoding(features)]
        pointer = torch.from_numpy(pointers[:, number])
        return {"maskmem_features": features, "maskmem_pos_enc": places, "obj_ptr": pointer}

    plain = torch.from_numpy(embedded) - tiny.no_mem_embed.reshape(1, -1, 1, 1)
    places = tiny.image_encoder.neck.position_encoding(plain)
    with torch.inference_mode():
        wanted = tiny._prepare_memory_conditioned_features(
            frame_idx=2,
            is_init_cond_frame=False,
            current_vision_feats=[plain.flatten(2).permute(2, 0, 1)],
            current_vision_pos_embeds=[places.flatten(2).permute(2, 0, 1)],
            feat_sizes=[(64, 64)],
            output_dict={"cond_frame_outputs": {0: kept(0)}, "non_cond_frame_outputs": {1: kept(1)}},
            num_frames=30,
        )
    np.testing.assert_allclose(found, wanted.numpy(), atol=2e-4)


@pytest.mark.parametrize(("size", "name"), [("s", "Hiera-S"), ("b+", "Hiera-B+"), ("l", "Hiera-L")])
def test_each_size_is_known_by_its_shapes(size: str, name: str) -> None:
    official = random_sam2("2.1", side=1024, size=size)
    built, kind = build_sam2(official.state_dict())
    assert kind == f"SAM 2.1 {name}"
    assert str(built) == str(official)
    assert built.image_encoder.trunk.global_att_blocks == official.image_encoder.trunk.global_att_blocks


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda w: {k: v for k, v in w.items() if k != "no_mem_embed"}, "no_mem_embed missing"),
        (lambda w: {**w, "more": torch.zeros(1)}, "more not known"),
        (lambda w: {**w, "no_mem_embed": torch.zeros(1, 1, 7)}, "no_mem_embed of another shape"),
        (lambda w: {**w, "image_encoder.trunk.blocks.12.norm1.weight": torch.zeros(1)}, "13 blocks of 96"),
        (lambda w: {k: v for k, v in w.items() if "patch_embed" not in k}, "12 blocks of 0"),
    ],
)
def test_weights_that_are_no_sam2s(
    change: Callable[[dict[str, Tensor]], dict[str, Tensor]], word: str, tiny: SAM2Base
) -> None:
    with pytest.raises(InvalidInput, match=word):
        build_sam2(change(dict(tiny.state_dict())))


def test_without_its_package_the_export_says_what_is_missing(
    tiny: SAM2Base, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sam_export, "_NEEDED_FOR_SAM2", ("sam2_is_not_here",))
    torch.save({"model": tiny.state_dict()}, tmp_path / "tiny.pt")
    with pytest.raises(SystemExit) as ended:
        main(["models", "export", str(tmp_path / "tiny.pt"), "--out", str(tmp_path / "out")])
    assert ended.value.code == 2
    assert "an export of SAM 2 needs sam2_is_not_here too; docs/sam.md says how" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["tiny.pt"]
