"""What an export writes: graphs of plain operators, any number of pictures and points, the same bytes each time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import pytest
import torch

from avala_edge.cli import main
from avala_edge.models.manifest import read_manifest
from avala_edge.models.onnx_file import check_onnx
from avala_edge.models.promptables import Promptables
from avala_edge.models.sam_export import graphs
from avala_edge.models.sam_export.architecture import build_sam
from avala_edge.models.sam_export.exporting import named, write_encoder
from avala_edge.models.sam_export.official import Sam, sam_model_registry
from tests.export.conftest import Exporting, random_sam

# Each on TensorRT's list for ONNX; nothing that decides by data what is computed.
PLAIN = """
    Add And Cast Concat Conv Cos Div Einsum Equal Expand Gather Gelu Gemm LayerNormalization Less MatMul Mul Pad Pow
    ReduceMean ReduceSum Relu Reshape Shape Sin Slice Softmax Sqrt Squeeze Sub Transpose Unsqueeze
"""


def session(folder: Path, part: str) -> ort.InferenceSession:
    return ort.InferenceSession(folder / f"{part}.onnx", providers=["CPUExecutionProvider"])


def prompts(count: int, points: int, seed: int = 0) -> dict[str, np.ndarray]:
    random = np.random.default_rng(seed)
    return {
        "embedding": random.normal(size=(count, 4096, 256)).astype(np.float32),
        "points": random.uniform(0, 1024, (count, points, 2)).astype(np.float32),
        "point_labels": random.integers(-1, 4, (count, points)).astype(np.float32),
        "mask_logits": random.normal(0, 5, (count, 1, 256, 256)).astype(np.float32),
        "has_mask": random.integers(0, 2, count).astype(np.float32),
    }


def test_the_manifest_says_what_there_is(tiny: Path) -> None:
    manifest = read_manifest(tiny)
    assert (manifest.name, manifest.kind, manifest.family, manifest.license) == (
        "tiny",
        "promptable",
        "sam",
        "Apache-2.0",
    )
    assert (manifest.side, manifest.cells, manifest.weights) == (1024, 256, ())
    assert manifest.source.startswith("SAM ViT of 2 blocks of 64, exported from tiny.pth, SHA-256 ")
    assert sorted(path.name for path in tiny.iterdir()) == ["decoder.onnx", "encoder.onnx", "manifest.json"]
    wiring = manifest.wiring
    encoder, decoder = session(tiny, "encoder"), session(tiny, "decoder")
    assert {each.name for each in encoder.get_inputs()} == {wiring.picture.tensor, wiring.valid_size}
    assert {each.name for each in encoder.get_outputs()} == {link.encoder for link in wiring.embedding}
    assert {each.name for each in decoder.get_inputs()} == {
        *(link.decoder for link in wiring.embedding),
        wiring.points,
        wiring.point_labels,
        wiring.mask,
        wiring.has_mask,
    }
    assert {each.name for each in decoder.get_outputs()} == {wiring.logits, wiring.scores}


@pytest.mark.parametrize("part", ["encoder", "decoder"])
def test_graphs_hold_plain_operators_and_nothing_of_this_machine(tiny: Path, part: str) -> None:
    graph = onnx.load(tiny / f"{part}.onnx").graph
    assert {node.op_type for node in graph.node} <= set(PLAIN.split())
    assert {node.domain for node in graph.node} == {""}
    assert str(Path.home()).encode() not in (tiny / f"{part}.onnx").read_bytes()
    assert b".py" not in (tiny / f"{part}.onnx").read_bytes()


def test_the_same_checkpoint_gives_the_same_files(tiny_sam: Sam, tiny: Path, tmp_path: Path) -> None:
    (again,) = write_encoder(tiny_sam, tmp_path / "encoder.onnx")
    assert again.read_bytes() == (tiny / "encoder.onnx").read_bytes()


@pytest.mark.parametrize("points", [1, 2, 9, 66])
def test_several_prompts_at_once_are_answered_as_one_by_one(tiny: Path, points: int) -> None:
    decoder, several = session(tiny, "decoder"), prompts(3, points)
    logits, scores = decoder.run(None, several)
    assert (logits.shape, scores.shape) == ((3, 4, 256, 256), (3, 4))
    for at in range(3):
        one_logits, one_scores = decoder.run(None, {name: each[at : at + 1] for name, each in several.items()})
        np.testing.assert_allclose(logits[at], one_logits[0], atol=1e-4)
        np.testing.assert_allclose(scores[at], one_scores[0], atol=1e-5)


def test_several_pictures_at_once_and_what_is_beyond_them_is_not_seen(tiny: Path) -> None:
    encoder, random = session(tiny, "encoder"), np.random.default_rng(0)
    pixels = random.integers(0, 256, (2, 1024, 1024, 3), dtype=np.uint8)
    sizes = np.array([[700, 1024], [1024, 333]], np.float32)
    (both,) = encoder.run(None, {"pixels": pixels, "valid_size": sizes})
    assert both.shape == (2, 4096, 256)
    other = random.integers(0, 256, pixels.shape, dtype=np.uint8)
    other[0, :700], other[1, :, :333] = pixels[0, :700], pixels[1, :, :333]
    for at in range(2):
        (one,) = encoder.run(None, {"pixels": other[at : at + 1], "valid_size": sizes[at : at + 1]})
        np.testing.assert_allclose(both[at], one[0], atol=1e-4)


def test_weights_beyond_what_a_graph_can_hold_lie_beside_it(
    exporting: Exporting, tiny_sam: Sam, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graphs, "MOST_INSIDE", 1_000_000)  # so that a small network is a large one
    folder = exporting(tiny_sam, "large")
    manifest = read_manifest(folder)
    assert [file.path for file in manifest.weights] == ["encoder.onnx.data", "decoder.onnx.data"]
    assert check_onnx(folder / "encoder.onnx") == ("encoder.onnx.data",)
    assert (folder / "decoder.onnx").stat().st_size < 1_000_000 < (folder / "decoder.onnx.data").stat().st_size
    inputs = prompts(1, 3)
    for at, found in enumerate(session(folder, "decoder").run(None, inputs)):
        np.testing.assert_array_equal(found, session(tiny, "decoder").run(None, inputs)[at])


@pytest.mark.parametrize(("kind", "name"), [("vit_b", "SAM ViT-B"), ("vit_l", "SAM ViT-L"), ("vit_h", "SAM ViT-H")])
def test_each_vit_is_known_by_its_shapes(kind: str, name: str) -> None:
    with torch.device("meta"):  # shapes alone: ViT-H has 2.5 GB
        official = sam_model_registry[kind]()
    built, found = build_sam(official.state_dict())
    assert found == name
    one, other = built.image_encoder, official.image_encoder
    assert str(one) == str(other)
    for block, wanted in zip(one.blocks, other.blocks, strict=True):
        assert (block.window_size, block.attn.num_heads) == (wanted.window_size, wanted.attn.num_heads)


@pytest.mark.parametrize(("width", "heads"), [(1024, 16), (1280, 16)])
def test_blocks_as_wide_as_those_of_vit_l_and_vit_h(width: int, heads: int, tmp_path: Path) -> None:
    sam = random_sam(width=width, depth=1, heads=heads, whole=())
    write_encoder(sam, tmp_path / "encoder.onnx")
    encoder = session(tmp_path, "encoder")
    pixels = np.random.default_rng(0).integers(0, 256, (1, 1024, 1024, 3), dtype=np.uint8)
    (found,) = encoder.run(None, {"pixels": pixels, "valid_size": np.array([[1024, 1024]], np.float32)})
    wanted = sam.image_encoder(sam.preprocess(torch.from_numpy(pixels[0]).permute(2, 0, 1)[None]))
    np.testing.assert_allclose(found[0], wanted.flatten(2)[0].T.numpy(), atol=2e-3)


def test_an_export_can_be_imported(tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["models", "import", str(tiny), "--yes", "--data-dir", str(tmp_path)])
    assert ended.value.code == 0, capsys.readouterr().err
    (installed,) = [each for each in Promptables(tmp_path).list() if each.name == "tiny"]
    assert installed.manifest is not None
    assert installed.manifest.digest == read_manifest(tiny).digest


@pytest.mark.parametrize(
    ("file", "name"),
    [("sam_vit_b_01ec64.pth", "sam_vit_b_01ec64"), ("My SAM (new).pth", "my-sam-new-"), ("___.pth", "sam")],
)
def test_a_model_is_named_after_its_file(file: str, name: str) -> None:
    assert named(Path(file)) == name
