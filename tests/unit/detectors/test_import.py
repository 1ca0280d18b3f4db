"""Model files through the command: guessed, shown, tried, installed whole; or refused in one line with nothing left."""

from __future__ import annotations

import fcntl
import io
import json
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper

from avala_edge.cli import main
from avala_edge.errors import ModelUnavailable
from avala_edge.imaging import Pixels
from avala_edge.inference import Graph, TensorSpec, read_graph
from avala_edge.models.detectors import DetectorManifest, Library
from avala_edge.models.detectors.families.yolox import count_cells
from avala_edge.models.detectors.guess import ALIASES, FAMILY_NAMES, Given, guess
from avala_edge.models.detectors.hints import Hints, from_metadata, read_labels
from avala_edge.models.detectors.inputs import DetectorInputs, Preparation, Stretch
from avala_edge.models.detectors.tensors import input_tensors, place_in
from avala_edge.models.detectors.trial import run_here, try_out
from avala_edge.models.manifest import ModelFile
from tests.unit.detectors import bad_files
from tests.unit.detectors.conftest import TWO_CATS_AND_A_DOG
from tests.unit.detectors.graphs import ULTRALYTICS, write, write_constant

CELLS = count_cells(64, 64)
GIVEN = Given(labels=("cat", "dog"))


class Cli:
    """`avala-edge models …` on a data directory of its own, as a script would call it."""

    def __init__(self, data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.data_dir, self._capsys = data_dir, capsys

    def __call__(self, *words: object) -> tuple[int, str, str]:
        """Return exit code and what was printed."""
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(["models", *map(str, words), "--data-dir", str(self.data_dir)])
        said = self._capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    def installed(self, source: Path, *words: object) -> DetectorManifest:
        """Import it and return what was installed."""
        code, out, err = self("import", source, "--yes", *words)
        assert code == 0, err
        (found,) = [each for each in Library(self.data_dir).list() if f"{each.name} is installed" in out]
        assert found.manifest is not None
        return found.manifest

    def refused(self, *words: object) -> str:
        """Expect a refusal in one line that leaves nothing; return the line."""
        before = self.files()
        code, _, err = self(*words)
        assert code == 2
        assert self.files() == before
        (line,) = err.strip().splitlines()[-1:]
        assert line.startswith("avala-edge: ")
        return line

    def files(self) -> list[str]:
        return sorted(str(path.relative_to(self.data_dir)) for path in self.data_dir.rglob("*"))


@pytest.fixture
def cli(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    (tmp_path / "data" / "models").mkdir(parents=True)
    return Cli(tmp_path / "data", capsys)


@pytest.fixture
def pets(tmp_path: Path) -> Path:
    return write_constant(tmp_path / "Pets v2.onnx", {"output0": TWO_CATS_AND_A_DOG}, metadata=ULTRALYTICS)


def test_what_ultralytics_exports_needs_no_options(cli: Cli, pets: Path) -> None:
    manifest = cli.installed(pets)
    assert manifest.name == "pets-v2"
    assert manifest.reading.model_dump() == {
        "family": "yolov8", "output": "output0", "prototypes": None, "nms_iou": 0.7, "transposed": False
    }  # fmt: skip
    assert manifest.labels == ("cat", "dog")
    assert manifest.license.startswith("AGPL-3.0")
    assert manifest.source == "Pets v2.onnx: Ultralytics YOLO11n model trained on pets.yaml"
    assert manifest.preparation.fit.model_dump() == {
        "how": "letterbox", "height": 64, "width": 64, "placement": "centre", "pad": 114
    }  # fmt: skip
    assert cli.files() == ["models", "models/pets-v2", "models/pets-v2/manifest.json", "models/pets-v2/model.onnx"]
    assert (cli.data_dir / "models/pets-v2/model.onnx").read_bytes() == pets.read_bytes()


def test_without_yes_a_script_is_shown_what_would_be_imported(cli: Cli, pets: Path) -> None:
    code, out, err = cli("import", pets)
    assert (code, out) == (2, "")
    assert cli.files() == ["models"]
    for words in ("yolov8", "cat, dog", "AGPL-3.0", "64 × 64", "the file's metadata", "detections", "say --yes"):
        assert words in err


@pytest.mark.parametrize("answer", ["y", "n"])
def test_a_person_is_asked(cli: Cli, pets: Path, monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal(f"{answer}\n"))
    code, out, _ = cli("import", pets)
    assert "Import it like this?" in out
    assert (code, "models/pets-v2" in cli.files()) == ((0, True) if answer == "y" else (2, False))


def test_what_a_crash_left_goes_with_the_next_import(cli: Cli, pets: Path) -> None:
    left, busy = (cli.data_dir / "models" / f".staged-{name}" for name in ("left", "busy"))
    for folder in (left, busy):
        folder.mkdir()
        (folder / "model.onnx").write_bytes(b"half")
    held = os.open(busy, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    try:
        assert [line.split()[0] for line in cli("list")[1].splitlines()] == ["name", "avala-mini"]
        cli.installed(pets)
        assert not left.exists()
        assert (busy / "model.onnx").exists()
    finally:
        os.close(held)


def test_list_show_verify_and_remove(cli: Cli, pets: Path) -> None:
    manifest = cli.installed(pets, "--name", "pets")
    _, listed, _ = cli("list")
    assert [word in listed for word in ("pets", "yolov8", "AGPL-3.0", manifest.digest[:12])] == [True] * 4
    assert DetectorManifest.model_validate_json(cli("show", "pets")[1]) == manifest
    assert cli("verify")[1].splitlines()[1:] == [f"pets {manifest.digest}"]  # behind the one that ships
    model = cli.data_dir / "models/pets/model.onnx"
    model.write_bytes(model.read_bytes() + b"\0")
    assert "sha256 differs" in cli.refused("verify", "pets")
    assert "sha256 differs" in cli.refused("verify")
    (cli.data_dir / "models/pets/manifest.json").write_text('{"kind": "detector"}')
    assert "damaged" in cli("list")[1]
    assert "inputs: Field required" in cli.refused("show", "pets")
    assert cli("remove", "pets")[0] == 0
    assert cli.files() == ["models"]
    for command in ("show", "remove", "verify"):
        assert "no detector is named 'pets'" in cli.refused(command, "pets")
        assert "no detector is named" in cli.refused(command, "../models")


def test_an_installed_folder_can_be_carried_to_another_site(
    cli: Cli, pets: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = cli.installed(pets, "--name", "pets", "--license", "ours")
    carried = tmp_path / "usb"
    shutil.copytree(cli.data_dir / "models" / "pets", carried)
    other = Cli(tmp_path / "other", capsys)
    assert other.installed(carried) == manifest
    assert other.installed(carried, "--name", "again").name == "again"
    assert "says it already" in other.refused("import", carried, "--family", "yolov5", "--name", "more")
    (carried / "model.onnx").write_bytes(pets.read_bytes() + b"\x08\x08")
    assert "sha256 differs" in other.refused("import", carried, "--name", "more", "--yes")


def test_a_manifest_has_the_last_word_on_its_own_model(cli: Cli, pets: Path, tmp_path: Path) -> None:
    folder = tmp_path / "by-hand"
    folder.mkdir()
    shares = np.full((1, 2, 64, 64), 0.5, np.float32)
    write_constant(folder / "model.onnx", {"o": shares})
    (tmp_path / "labels.txt").write_text("cat\ndog\n")
    guessed = cli.installed(folder, "--labels", tmp_path / "labels.txt", "--name", "guessed").model_dump(mode="json")
    assert guessed["reading"]["says"] == "shares"
    guessed["reading"]["says"] = "logits"
    (folder / "manifest.json").write_text(json.dumps({**guessed, "name": "by-hand", "score_threshold": 0.4}))
    stated = cli.installed(folder)
    assert (stated.reading.model_dump()["says"], stated.score_threshold) == ("logits", 0.4)


Said = Mapping[str, NDArray[Any]]
FLAT = np.full((1, CELLS, 7), 0.5, np.float32)


@pytest.mark.parametrize(
    ("family", "said", "more", "options"),
    [
        ("yolov5", {"output": np.full((1, 3 * CELLS, 7), 0.5, np.float32)}, {}, {}),
        ("yolov8", {"o": np.full((1, CELLS, 6), 0.5, np.float32)}, {}, {"transposed": True}),
        ("yolov8", {"output0": np.full((1, 8, CELLS), 0.5, np.float32), "output1": np.ones((1, 2, 16, 16), np.float32)},
         {}, {"prototypes": "output1"}),
        ("yolo-end2end", {"output0": np.full((1, 300, 6), 0.5, np.float32)}, {}, {}),
        ("yolox", {"output": FLAT}, {}, {"decoded": False}),
        ("yolox", {"output": FLAT * np.array([99, 99, 99, 99, 1, 1, 1], np.float32)}, {}, {"decoded": True}),
        ("detr", {"logits": np.zeros((1, 9, 3), np.float32), "pred_boxes": np.full((1, 9, 4), 0.5, np.float32)},
         {}, {"scores": "softmax"}),
        ("detr", {"dets": np.full((1, 9, 4), 0.5, np.float32), "labels": np.zeros((1, 9, 2), np.float32)},
         {}, {"scores": "sigmoid", "logits": "labels", "boxes": "dets"}),
        ("detr", {"o": np.full((1, 300, 6), 0.5, np.float32)}, {"file": "rtdetr-l.onnx"}, {"scores": "as-they-are"}),
        ("boxes", {"labels": np.zeros((1, 5), np.int64), "boxes": np.ones((1, 5, 4), np.float32),
                   "scores": np.full((1, 5), 0.5, np.float32)}, {"sizes": "orig_target_sizes"}, {"scores": "scores"}),
        ("boxes", {"1": np.ones((5, 4), np.float32), "2": np.zeros(5, np.int64), "3": np.full(5, 0.5, np.float32),
                   "4": np.ones((5, 1, 64, 64), np.float32)}, {"image": (3, 64, 64)}, {"masks": "4", "boxes": "1"}),
        ("boxes", {"dets": np.full((1, 5, 5), 0.5, np.float32), "labels": np.zeros((1, 5), np.int64)},
         {}, {"scores": None}),
        ("semantic", {"out": np.zeros((1, 2, 64, 64), np.float32), "aux": np.zeros((1, 2, 64, 64), np.float32)},
         {}, {"says": "logits", "output": "out"}),
        ("semantic", {"o": np.full((1, 64, 64, 2), 0.5, np.float32)}, {"image": (1, 64, 64, 3)},
         {"says": "shares", "channels_last": True}),
        ("semantic", {"o": np.zeros((1, 64, 64), np.int64)}, {}, {"says": "classes"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_families_are_told_by_their_outputs(
    tmp_path: Path, family: str, said: Said, more: dict[str, Any], options: dict[str, Any]
) -> None:
    source = tmp_path / more.pop("file", "model-of-mine.onnx")
    write_constant(source, said, **more)
    guessed = guess(read_graph(source), from_metadata({}, source.name), GIVEN, sha256="0" * 64, file_name=source.name)
    (tmp_path / "model.onnx").write_bytes(source.read_bytes())
    (tmp_path / "manifest.json").write_text(guessed.manifest.model_dump_json())
    reading = run_here(tmp_path, settle=True).reading
    assert reading is not None
    assert reading.family == family
    assert {name: getattr(reading, name) for name in options} == options
    assert guessed.manifest.inputs.size == more.get("sizes")


@pytest.mark.parametrize(
    ("family", "outputs", "options"),
    [
        ("semantic", {"logits": (None, None, None, None)}, {"channels_last": False}),
        ("semantic", {"logits": (None, None, None, 2)}, {"channels_last": True}),
        ("detr", {"logits": (None, None, None), "pred_boxes": (None, None, 4)}, {"scores": "softmax"}),
        ("yolov8", {"output0": (None, 6, None)}, {"transposed": False}),
        ("boxes", {"boxes": (None, 4), "labels": (None,), "scores": (None,)}, {"masks": None}),
    ],
)
def test_shapes_may_be_open(
    family: str, outputs: Mapping[str, tuple[int | None, ...]], options: Mapping[str, object]
) -> None:
    inputs = (
        TensorSpec("pixel_values", (None, 3, None, None), "float32"),
        TensorSpec("pixel_mask", (None, None, None), "int64"),
    )
    specs = [TensorSpec(name, shape, "int64" if name == "labels" else "float32") for name, shape in outputs.items()]
    graph = Graph(inputs, tuple(specs), {})
    manifest = guess(graph, Hints(), GIVEN, sha256="0" * 64, file_name="m.onnx").manifest
    assert manifest.reading.family == family
    assert {name: getattr(manifest.reading, name) for name in options} == options
    place = place_in(manifest.preparation.fit, height=48, width=64)
    tensors = input_tensors(Pixels(np.zeros((48, 64, 3), np.uint8)), place, manifest.inputs, manifest.preparation)
    assert tensors["pixel_mask"].shape == (1, *tensors["pixel_values"].shape[2:])
    assert (tensors["pixel_mask"] == 1).all()


def test_names_of_models_lead_to_families(tmp_path: Path) -> None:
    assert set(ALIASES.values()) <= set(FAMILY_NAMES)
    source = write_constant(tmp_path / "m.onnx", {"o": np.full((1, 300, 6), 0.5, np.float32)})
    given = Given(family="YOLOv10", labels=("cat", "dog"))
    guessed = guess(read_graph(source), from_metadata({}, "m"), given, sha256="0" * 64, file_name="m.onnx")
    assert guessed.manifest.reading.family == "yolo-end2end"


def test_hugging_faces_folders_say_classes_and_pixels(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "detr-pets"
    folder.mkdir()
    write_constant(
        folder / "model.onnx",
        {"logits": np.zeros((1, 9, 4), np.float32), "pred_boxes": np.full((1, 9, 4), 0.5, np.float32)},
        image=(1, 3, "height", "width"),
        name="pixel_values",
    )
    config = {"model_type": "detr", "id2label": {"0": "N/A", "2": "dog", "1": "cat"}}
    (folder / "config.json").write_text(json.dumps(config))
    picture = {"image_mean": [0.5, 0.4, 0.3], "image_std": [0.1, 0.2, 0.3], "rescale_factor": 0.00392156862745098}
    (folder / "preprocessor_config.json").write_text(json.dumps({**picture, "size": {"height": 96, "width": 128}}))
    manifest = cli.installed(folder)
    assert manifest.name == "detr-pets"
    assert manifest.labels == ("", "cat", "dog")
    assert manifest.preparation.mean == (0.5, 0.4, 0.3)
    assert manifest.preparation.fit.model_dump() == {"how": "stretch", "height": 96, "width": 128}
    (folder / "config.json").write_text("{")
    assert "config.json is not JSON" in cli.refused("import", folder, "--name", "two", "--yes")


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.json", '["cat", "dog"]', ("cat", "dog")),
        ("a.json", '{"1": "dog", "0": "cat"}', ("cat", "dog")),
        ("a.json", '{"id2label": {"0": "background", "1": "dog"}}', ("", "dog")),
        ("a.txt", "﻿cat\r\n dog \r\n", ("cat", "dog")),
    ],
)
def test_labels_come_from_lines_or_json(tmp_path: Path, name: str, text: str, expected: tuple[str]) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert read_labels(tmp_path / name) == expected


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (bad_files.text_file, "no ONNX file"),
        (bad_files.empty, "empty"),
        (bad_files.truncated, "bytes are missing"),
        (bad_files.sparse, "larger than 2 GiB"),
        (bad_files.outside, "export it as one file"),
        (bad_files.no_such_operator, "Conjure"),
        (bad_files.not_a_number, "not finite"),
        (bad_files.fails, "cannot be used"),
        (bad_files.logits_for_scores, "scores go from 8 to 8"),
        (bad_files.four_at_once, "4 pictures at once"),
        (bad_files.grey, "no single input for a colour picture, but images float32 [1, 1, 64, 64]"),
        (bad_files.coloured, r"a tensor named '\x1b[31mo'"),
        (bad_files.poses, "'pose'"),
        (bad_files.another_shape, "no family has such outputs: o float32 [1, 6]"),
        (bad_files.wrongly_named, "3 class names for a graph with 2 classes"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_bad_files_are_refused_in_one_line(cli: Cli, tmp_path: Path, make: Callable[[Path], None], words: str) -> None:
    source = tmp_path / "bad.onnx"
    make(source)
    labels = tmp_path / "labels.txt"
    labels.write_text("cat\ndog\n")
    given = () if make in (bad_files.poses, bad_files.wrongly_named) else ("--labels", labels)
    assert words in cli.refused("import", source, "--yes", *given)


def test_bad_options_are_named(cli: Cli, pets: Path, tmp_path: Path) -> None:
    labels = tmp_path / "labels.txt"
    labels.write_text("cat\ndog\ncow\n")
    for words, expected in (
        ((pets, "--labels", labels), "--labels: 3 class names for a graph with 2 classes"),
        ((pets, "--labels", tmp_path / "absent"), "--labels: "),
        ((pets, "--labels", pets), "--labels: "),
        ((pets, "--family", "yolo99"), "--family: 'yolo99' is none of boxes, dbnet, detr"),
        ((pets, "--family", "semantic"), "--family: a model of family semantic has no such outputs: output0 float32"),
        ((pets, "--size", "big"), "--size: 'big'"),
        ((pets, "--size", "320,320"), "--size: the graph takes 64 × 64"),
        ((pets, "--name", "../up"), "--name: "),
        ((tmp_path / "absent.onnx",), "FILE: "),
        ((tmp_path / "data",), "should hold one .onnx file, but holds 0"),
    ):
        assert expected in cli.refused("import", *words, "--yes")
    cli.installed(pets, "--name", "pets")
    assert "--name: there is a model named 'pets' already" in cli.refused("import", pets, "--name", "pets", "--yes")
    nameless = write_constant(tmp_path / "nameless.onnx", {"o": TWO_CATS_AND_A_DOG})
    assert "--labels: the file does not name its classes: give its 2 class names" in cli.refused("import", nameless)


@pytest.mark.parametrize("names", ["__import__('os').system('true')", "{0: 'a'", "[" * 100_000, "{'a': 'b'}", "[1, 2]"])
def test_metadata_is_read_and_never_run(cli: Cli, tmp_path: Path, names: str) -> None:
    source = write_constant(tmp_path / "m.onnx", {"o": TWO_CATS_AND_A_DOG}, metadata={"names": names, "imgsz": names})
    assert "does not name its classes" in cli.refused("import", source, "--yes")


def test_a_model_that_never_ends_is_given_up(tmp_path: Path) -> None:
    body = helper.make_graph(
        [helper.make_node("Identity", ["goes_on"], ["goes_on_after"]), helper.make_node("Add", ["x", "x"], ["y"])],
        "body",
        [
            helper.make_tensor_value_info("count", TensorProto.INT64, []),
            helper.make_tensor_value_info("goes_on", TensorProto.BOOL, []),
            helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3, 64, 64]),
        ],
        [
            helper.make_tensor_value_info("goes_on_after", TensorProto.BOOL, []),
            helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 3, 64, 64]),
        ],
    )
    graph = helper.make_graph(
        [
            helper.make_node("Constant", [], ["true"], value=helper.make_tensor("t", TensorProto.BOOL, [], [True])),
            helper.make_node("Loop", ["", "true", "images"], ["o"], body=body),
        ],
        "endless",
        [helper.make_tensor_value_info("images", TensorProto.FLOAT, [1, 3, 64, 64])],
        [helper.make_tensor_value_info("o", TensorProto.FLOAT, [1, 3, 64, 64])],
    )
    write(tmp_path / "model.onnx", graph)
    manifest = DetectorManifest(
        name="endless",
        file=ModelFile(path="model.onnx", sha256="0" * 64),
        inputs=DetectorInputs(picture="images"),
        preparation=Preparation(fit=Stretch(height=64, width=64)),
        reading={"family": "semantic", "output": "o", "says": "logits"},  # type: ignore[arg-type]
        labels=("a", "b", "c"),
        score_threshold=0.5,
    )
    (tmp_path / "manifest.json").write_text(manifest.model_dump_json())
    with pytest.raises(ModelUnavailable, match="longer than 5 s"):
        try_out(tmp_path, settle=True, timeout_s=5)
