"""What is no checkpoint of Segment Anything is refused in one line: nothing of it is run, nothing is written."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import Tensor

from avala_edge.cli import main
from avala_edge.models.sam_export.official import Sam

Weights = dict[str, Tensor]


class Bomb:
    """Unpickled, it makes a file."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, (str(self.marker),)


@pytest.fixture
def weights(tiny_sam: Sam) -> Weights:
    return dict(tiny_sam.state_dict())


@pytest.fixture
def refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[[Path], str]:
    """Export, see it refused; return what was said last."""

    def export(checkpoint: Path) -> str:
        before = sorted(tmp_path.rglob("*"))
        with pytest.raises(SystemExit) as ended:
            main(["models", "export", str(checkpoint), "--out", str(tmp_path / "model")])
        said = capsys.readouterr()
        assert (ended.value.code, said.out) == (2, "")
        *progress, line = said.err.splitlines()
        assert line.startswith("avala-edge: ")
        assert len(line) < 600
        assert all(each.startswith("reading") for each in progress)
        assert sorted(tmp_path.rglob("*")) == before
        return line

    return export


def saved(what: object, path: Path) -> Path:
    torch.save(what, path)
    return path


@pytest.mark.parametrize("share", [0.001, 0.5, 0.999999])
def test_a_truncated_file(share: float, weights: Weights, tmp_path: Path, refused: Callable[[Path], str]) -> None:
    path = saved(weights, tmp_path / "cut.pth")
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    assert "cut off" in refused(path)


@pytest.mark.parametrize("old_format", [False, True])
def test_a_pickle_with_code_in_it_is_not_run(
    old_format: bool, weights: Weights, tmp_path: Path, refused: Callable[[Path], str]
) -> None:
    marker = tmp_path / "run"
    path = tmp_path / "bomb.pth"
    torch.save({**weights, "bomb": Bomb(marker)}, path, _use_new_zipfile_serialization=not old_format)
    assert "nothing of it was run" in refused(path)
    assert not marker.exists()
    torch.load(path, weights_only=False)  # the bomb is a real one
    assert marker.exists()


def test_what_is_no_checkpoint(tmp_path: Path, refused: Callable[[Path], str]) -> None:
    for content in (b"", b"GIF89a", b"PK\x03\x04" + b"\0" * 100, b"\x80\x02}q\x00." + b"\0" * 10):
        path = tmp_path / "other.pth"
        path.write_bytes(content)
        assert "is no checkpoint" in refused(path)
    assert "cannot be read" in refused(tmp_path / "absent.pth")
    assert "is a folder" in refused(tmp_path)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda w: [1, 2], "no tensors by name"),
        (lambda w: {}, "no tensors by name"),
        (lambda w: {"model": w}, "save model.state_dict()"),
        (lambda w: {**w, "steps": torch.tensor(3)}, "steps"),
        (lambda w: {**w, "mask_decoder.iou_token.weight": torch.full((1, 256), torch.nan)}, "not finite"),
        (lambda w: {k: v for k, v in w.items() if k != "mask_decoder.iou_token.weight"}, "iou_token.weight missing"),
        (lambda w: {**w, "mask_decoder.hf_token.weight": torch.zeros(1, 256)}, "hf_token.weight not known"),
        (lambda w: {**w, "mask_decoder.iou_token.weight": torch.zeros(2, 256)}, "iou_token.weight of another shape"),
        (lambda w: {**w, "image_encoder.blocks.1.attn.rel_pos_h": torch.zeros(27, 32)}, "of another shape"),
        (lambda w: {k.replace("image_encoder.", "encoder."): v for k, v in w.items()}, "not the weights of Segment"),
        (lambda w: {"layer1.0.conv1.weight": torch.zeros(64, 3, 7, 7)}, "not the weights of Segment"),
    ],
)
def test_weights_that_are_not_sams(
    change: Callable[[Weights], object], word: str, weights: Weights, tmp_path: Path, refused: Callable[[Path], str]
) -> None:
    assert word in refused(saved(change(weights), tmp_path / "other.pth"))


def test_a_folder_that_holds_something(weights: Weights, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = saved(weights, tmp_path / "sam.pth")
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "file").touch()
    for arguments, word in ((["--out", "kept"], "--out: "), (["--out", "new", "--name", "a b"], "--name: ")):
        arguments[1] = str(tmp_path / arguments[1])
        with pytest.raises(SystemExit) as ended:
            main(["models", "export", str(path), *arguments])
        assert ended.value.code == 2
        assert word in capsys.readouterr().err
    assert sorted(each.name for each in tmp_path.iterdir()) == ["kept", "sam.pth"]
