"""Pairs through the command: told apart, tried, installed whole, asked right; or refused in one line, nothing left."""

from __future__ import annotations

import json
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from avala_edge.cli import main
from avala_edge.geometry import OutlineOptions, View, outline
from avala_edge.imaging import Pixels
from avala_edge.inference import REFERENCE, Lane
from avala_edge.inference.embedded import EmbeddedRuntime
from avala_edge.inference.engine import available
from avala_edge.models import Embedding, Prompt, PromptableModel
from avala_edge.models.promptables import Promptables, read_reference
from tests.unit.detectors.test_import import Cli
from tests.unit.promptables.pairs import DIALECTS, RADII, SCORES, Doors, change, write_pair

HEIGHT, WIDTH = 200, 300
COLOUR = (200, 100, 50)
GRID = 4  # pixels of the 1024 square a cell


@pytest.fixture
def cli(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    (tmp_path / "data" / "models").mkdir(parents=True)
    return Cli(tmp_path / "data", capsys)


@pytest.fixture
async def runtime() -> AsyncIterator[EmbeddedRuntime]:
    runtime = EmbeddedRuntime(threads=1, bound=8)
    yield runtime
    await runtime.close()


def import_pair(cli: Cli, folder: Path, *words: object) -> Path:
    code, out, err = cli("import", folder, "--yes", *words)
    assert code == 0, err
    return cli.data_dir / "models" / out.split()[0]


async def opened(folder: Path, runtime: EmbeddedRuntime) -> PromptableModel:
    model, engine = PromptableModel.open(folder, runtime), available()[REFERENCE]
    await model.load_encoder(engine)
    await model.load_decoder(engine)
    return model


async def encoded(model: PromptableModel) -> Embedding:
    photo = Pixels(np.full((HEIGHT, WIDTH, 3), COLOUR, np.uint8))
    prepared = model.prepare(photo, View(0, 0, WIDTH, HEIGHT), image_height=HEIGHT, image_width=WIDTH)
    return await model.encode(prepared, lane=Lane.CLICK)


def click(x: float, y: float) -> Prompt:
    return Prompt.in_image([(x, y, 1)], None, height=HEIGHT, width=WIDTH)


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_every_dialect_is_asked_as_it_wants(
    cli: Cli, runtime: EmbeddedRuntime, tmp_path: Path, dialect: str
) -> None:
    doors = DIALECTS[dialect]
    model = await opened(import_pair(cli, write_pair(tmp_path / dialect, doors)), runtime)
    embedding = await encoded(model)
    assert set(embedding.tensors) == set(doors.embedding)
    seen = embedding.tensors[doors.embedding[-1]][0, :, 0, 0]
    colour = np.array(COLOUR)
    normalised = (colour - [123.675, 116.28, 103.53]) / [58.395, 57.12, 57.375]
    wanted = {"uint8": colour, "samexporter": colour, "efficientsam": colour / 255}.get(dialect, normalised)
    np.testing.assert_allclose(seen, wanted, rtol=1e-3, atol=1e-3)

    logits = await model.decode(embedding, click(240, 60), multimask=True, lane=Lane.CLICK)
    assert logits.scores.tolist() == pytest.approx(SCORES[1:])
    stretched = dialect in ("sam2", "efficientsam")
    across = WIDTH / 1024 * GRID
    down = HEIGHT / 1024 * GRID if stretched else across
    for mask, radius in zip(logits.masks, RADII[1:], strict=True):
        found = outline(np.ascontiguousarray(mask), logits.frame, OutlineOptions())
        box = (found.box.x, found.box.y, found.box.x + found.box.width, found.box.y + found.box.height)
        disc = (240 - radius * across, 60 - radius * down, 240 + radius * across, 60 + radius * down)
        inside = np.clip(disc, 0, (WIDTH, HEIGHT, WIDTH, HEIGHT))
        np.testing.assert_allclose(box, inside, atol=2.5)

    one = await model.decode(embedding, click(150, 100), multimask=False, lane=Lane.CLICK)
    assert one.scores.tolist() == pytest.approx([SCORES[0] if 0 in doors.maps else max(SCORES[1:])])
    boxed = Prompt.in_image([], (140, 90, 20, 20), height=HEIGHT, width=WIDTH)
    by_box = await model.decode(embedding, boxed, multimask=False, lane=Lane.CLICK)
    np.testing.assert_allclose(by_box.masks, one.masks, atol=1.0)
    if doors.mask is not None:
        previous = np.full((256, 256), 5.0, np.float32)
        refined = await model.decode(embedding, click(150, 100), previous, multimask=False, lane=Lane.CLICK)
        np.testing.assert_allclose(refined.masks, one.masks + 5, atol=1e-2)


def test_what_is_guessed_is_shown_and_can_be_said_otherwise(cli: Cli, tmp_path: Path) -> None:
    pair = write_pair(tmp_path / "vit", DIALECTS["segment-anything"])
    (pair / "encoder.onnx").rename(pair / "Sam_ViT_B.encoder.onnx")
    (pair / "decoder.onnx").rename(pair / "Sam_ViT_B.decoder.onnx")
    assert "--yes" in cli.refused("import", pair)
    code, out, err = cli("import", pair, "--yes", "--license", "Apache-2.0")
    assert code == 0, err
    assert "sam_vit_b is installed" in out
    for part in (
        "x NCHW float32",
        "1024 × 1024",
        "image_embeddings",
        "4 of 256 × 256 from low_res_masks",
        "Apache-2.0",
    ):
        assert part in " ".join(err.split())
    assert "there is a model named" in cli.refused("import", pair, "--yes")
    folder = import_pair(
        cli, pair / "Sam_ViT_B.encoder.onnx", "--decoder", pair / "Sam_ViT_B.decoder.onnx", "--name", "b"
    )
    assert read_reference(folder) is not None
    assert "is for detectors" in cli.refused("import", pair, "--yes", "--family", "yolov8")


def test_a_model_goes_to_another_box_as_it_is(cli: Cli, tmp_path: Path) -> None:
    folder = import_pair(cli, write_pair(tmp_path / "first", DIALECTS["sam2"]))
    carried = shutil.copytree(folder, tmp_path / "carried")
    again = import_pair(cli, carried, "--name", "second")
    first, second = (json.loads((each / "manifest.json").read_text()) for each in (folder, again))
    assert {**second, "name": "first"} == first
    change(carried / "decoder.onnx", lambda model: helper.set_model_props(model, {"changed": "a little"}))
    assert "sha256 differs" in cli.refused("import", carried, "--yes", "--name", "third")


def test_weights_beside_the_graph_come_along(cli: Cli, tmp_path: Path) -> None:
    pair = write_pair(tmp_path / "large", DIALECTS["segment-anything"])
    keep_weights_in(pair / "decoder.onnx", "decoder.weights")
    folder = import_pair(cli, pair)
    manifest = json.loads((folder / "manifest.json").read_text())
    assert [file["path"] for file in manifest["weights"]] == ["decoder.weights"]
    assert (folder / "decoder.weights").read_bytes() == (pair / "decoder.weights").read_bytes()
    assert cli("verify", "large")[0] == 0
    with (folder / "decoder.weights").open("r+b") as stream:
        stream.write(b"\xff")
    assert "sha256 differs" in cli("verify", "large")[2]


def keep_weights_in(path: Path, location: str) -> None:
    onnx.save_model(onnx.load(path), path, save_as_external_data=True, location="beside", size_threshold=1000)
    model = onnx.load(path, load_external_data=False)
    entries = [entry for tensor in model.graph.initializer for entry in tensor.external_data if entry.key == "location"]
    assert entries
    for entry in entries:
        entry.value = location
    path.write_bytes(model.SerializeToString())
    if location == Path(location).name:
        (path.parent / "beside").rename(path.parent / location)


def test_weights_outside_the_folder_are_refused(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"x" * 10_000_000)
    for index, location in enumerate(("../secret", str(tmp_path / "secret"), "a/../../secret", "a/b", "C:\\secret")):
        pair = write_pair(tmp_path / f"pair{index}", DIALECTS["segment-anything"])
        keep_weights_in(pair / "decoder.onnx", location)
        assert "no file beside it" in cli.refused("import", pair, "--yes")
    pair = write_pair(tmp_path / "linked", DIALECTS["segment-anything"])
    keep_weights_in(pair / "decoder.onnx", "weights")
    (pair / "weights").unlink()
    (pair / "weights").symlink_to(tmp_path / "secret")
    assert "cannot hold weights" in cli.refused("import", pair, "--yes")
    (pair / "weights").unlink()
    assert "No such file" in cli.refused("import", pair, "--yes")


def conjure(model: onnx.ModelProto) -> None:
    model.opset_import.append(helper.make_opsetid("org.example", 1))
    model.graph.node[0].domain, model.graph.node[0].op_type = "org.example", "Conjure"


def not_a_number(model: onnx.ModelProto) -> None:
    for tensor in model.graph.initializer:
        if tensor.data_type == TensorProto.FLOAT and list(tensor.dims) == [1, 4, 1, 1]:
            tensor.CopyFrom(numpy_helper.from_array(np.full((1, 4, 1, 1), np.nan, np.float32), tensor.name))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-500])


def text(path: Path) -> None:
    path.write_text("these are not weights\n" * 1000)


@pytest.mark.parametrize(
    ("file", "break_it", "words"),
    [
        ("decoder.onnx", cut, "damaged or cut off"),
        ("encoder.onnx", text, "no ONNX file"),
        ("encoder.onnx", lambda path: change(path, conjure), "Conjure"),
        ("decoder.onnx", lambda path: change(path, not_a_number), "not finite"),
        ("decoder.onnx", lambda path: shutil.copyfile(path.parent / "encoder.onnx", path), "a pair"),
    ],
)
def test_what_is_broken_is_refused(
    cli: Cli, tmp_path: Path, file: str, break_it: Callable[[Path], object], words: str
) -> None:
    pair = write_pair(tmp_path / "pair", DIALECTS["segment-anything"])
    break_it(pair / file)
    assert words in cli.refused("import", pair, "--yes")


@pytest.mark.parametrize(
    ("doors", "words"),
    [
        (Doors(more=("time",)), "time [1, 7], which is not understood"),
        (Doors(logits="out"), "masks and their scores"),
        (Doors(points="where"), "no input for points"),
        (Doors(shape=(1, 3, 512, 1024)), "which is no square"),
        (Doors(dtype=TensorProto.DOUBLE), "is float64"),
    ],
)
def test_what_is_not_understood_is_named(cli: Cli, tmp_path: Path, doors: Doors, words: str) -> None:
    assert words in cli.refused("import", write_pair(tmp_path / "pair", doors), "--yes")


def test_a_folder_of_many_files_is_not_guessed_about(cli: Cli, tmp_path: Path) -> None:
    pair = write_pair(tmp_path / "pair", DIALECTS["segment-anything"])
    shutil.copyfile(pair / "encoder.onnx", pair / "other.encoder.onnx")
    assert "--decoder" in cli.refused("import", pair, "--yes")


def test_the_one_that_ships_stays(cli: Cli, tmp_path: Path) -> None:
    code, out, _ = cli("list")
    assert (code, "avala-mini" in out, "promptable, active" in out) == (0, True, True)
    assert "stays" in cli.refused("remove", "avala-mini")
    pair = write_pair(tmp_path / "pair", DIALECTS["segment-anything"])
    assert "comes with avala-edge" in cli.refused("import", pair, "--yes", "--name", "avala-mini")


def test_activating_measures_holds_to_the_import_and_can_be_taken_back(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AVALA_EDGE_THREADS", "1")
    library = Promptables(cli.data_dir)
    folder = import_pair(cli, write_pair(tmp_path / "toy", DIALECTS["segment-anything"]))
    assert "no promptable is named 'x'" in cli("activate", "x")[2]
    code, out, err = cli("activate", "toy")
    assert (code, library.active()) == (0, "toy"), err
    assert "toy serves clicks: encoder on" in out
    assert (folder / "engines.json").is_file()
    assert "serves clicks" in cli.refused("remove", "toy")
    assert cli("activate", "avala-mini")[0] == 0
    assert library.active() == "avala-mini"

    # its files and their digests are changed together: only its answers betray it
    pair = write_pair(tmp_path / "changed", DIALECTS["segment-anything"], radii=(10.0, 30.0, 5.0, 12.0))
    shutil.copyfile(pair / "decoder.onnx", folder / "decoder.onnx")
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["decoder"]["sha256"] = library_digest(folder / "decoder.onnx")
    (folder / "manifest.json").write_text(json.dumps(manifest))
    code, _, err = cli("activate", "toy")
    assert (code, library.active()) == (2, "avala-mini")
    assert "does not answer as when it was imported: mean mask IoU" in err
    assert cli("remove", "toy")[0] == 0
    assert not folder.exists()


def library_digest(path: Path) -> str:
    import hashlib

    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_help_shows_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["models", "--help"])
    said = capsys.readouterr().out
    assert all(word in said for word in ("import", "list", "show", "activate", "remove", "verify"))
