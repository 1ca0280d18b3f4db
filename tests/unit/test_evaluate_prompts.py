"""`evaluate prompts` with a model whose answers are known: every mask is a disc around the click."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from avala_edge.cli import main
from avala_edge.evaluate.shots import Shot, Shots, rows_of
from tests.unit.promptables.pairs import DIALECTS, RADII, SCORES, SIDE, write_pair

PHOTO = 512
PX = PHOTO / SIDE * 4  # of the photo, a cell
LARGE, SMALL = RADII[0] * PX, RADII[1] * PX  # px: the discs that people drew


def disc(x: float, y: float, radius: float) -> NDArray[np.bool_]:
    ys, xs = np.mgrid[:PHOTO, :PHOTO] + 0.5
    return np.asarray((xs - x) ** 2 + (ys - y) ** 2 < radius**2)


@pytest.fixture
def drawn(tmp_path: Path) -> list[str]:
    """A photo with a large disc (a thing) and a small one (stuff); the options that name them."""
    ids = np.zeros((PHOTO, PHOTO), np.uint8)
    ids[disc(150, 150, LARGE)] = 1
    ids[disc(400, 380, SMALL)] = 2
    for name in ("photos", "ids"):
        (tmp_path / name).mkdir()
    Image.fromarray(np.full((PHOTO, PHOTO, 3), 90, np.uint8)).save(tmp_path / "photos" / "a.png")
    Image.fromarray(np.dstack((ids, 0 * ids, 0 * ids))).save(tmp_path / "ids" / "a.png")
    listing = {
        "images": [{"id": 7, "file_name": "a.png"}],
        "categories": [{"id": 1, "name": "ball", "isthing": 1}, {"id": 2, "name": "sky", "isthing": 0}],
        "annotations": [
            {
                "image_id": 7,
                "file_name": "a.png",
                "segments_info": [{"id": 1, "category_id": 1}, {"id": 2, "category_id": 2}],
            }
        ],
    }
    (tmp_path / "panoptic.json").write_text(json.dumps(listing))
    return [
        *("--images", str(tmp_path / "photos"), "--panoptic", str(tmp_path / "ids")),
        *("--annotations", str(tmp_path / "panoptic.json")),
    ]


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, float], str]:
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        main(["evaluate", "prompts", *words])
    said = capsys.readouterr()
    rows = dict(line.split() for line in said.out.splitlines())
    return int(ended.value.code or 0), {name: float(value) for name, value in rows.items()}, said.err


def test_figures_of_a_model_that_draws_discs(
    drawn: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AVALA_EDGE_CLOSER_LOOK", "0")
    model, details = write_pair(tmp_path / "pair", DIALECTS["segment-anything"]), tmp_path / "details.jsonl"
    code, rows, err = run(capsys, *drawn, "--model", str(model), "--details", str(details), "--max-clicks", "5")
    assert code == 0, err
    assert rows["n"] == 2
    shots = [json.loads(line) for line in details.read_text().splitlines()]
    large, small = shots
    assert (large["category"], large["is_thing"], small["category"], small["is_thing"]) == ("ball", True, "sky", False)
    assert large["share"] == pytest.approx(np.pi * LARGE**2 / PHOTO**2, rel=0.01)
    # the one answer is the large disc: right for the ball, and (8/20)² of it is the small one
    assert large["clicks"][0]["iou"] > 0.97
    assert small["clicks"][0]["iou"] == pytest.approx((SMALL / LARGE) ** 2, abs=0.02)
    assert rows["click1_miou"] == pytest.approx((large["clicks"][0]["iou"] + small["clicks"][0]["iou"]) / 2, abs=1e-4)
    assert large["clicks"][0]["boundary_f"] > 0.98
    assert small["clicks"][0]["boundary_f"] < 0.02
    assert rows["click1_miou_things"] == pytest.approx(large["clicks"][0]["iou"], abs=1e-4)
    assert rows["click1_miou_stuff"] == pytest.approx(small["clicks"][0]["iou"], abs=1e-4)
    # alternatives come as their scores rank them: 16, 32, 8 cells
    assert [shot["score"] for shot in large["alternatives"]] == pytest.approx(sorted(SCORES[1:], reverse=True))
    assert [shot["iou"] for shot in large["alternatives"]] == pytest.approx([0.64, 0.39, 0.16], abs=0.02)
    assert rows["click1_best_of_three_miou"] == pytest.approx((0.64 + 0.95) / 2, abs=0.03)
    assert rows["click1_likeliest_of_three_miou"] == pytest.approx((0.64 + 0.25) / 2, abs=0.02)
    assert np.isnan(rows["score_correlation"]), "every score is 0.8"


def test_rows_of_known_answers() -> None:
    def shots(share: float, *ious: float) -> Shots:
        clicks = tuple(Shot(iou, iou / 2 + 0.1, iou) for iou in ious)
        return Shots("a.png", 1, "ball", True, share, clicks[0], clicks, clicks)

    rows = rows_of([shots(0.003, 0.2, 0.4, 0.6, 0.8), shots(0.5, 0.9, 0.9, 0.9, 0.9, 0.9)], 20)
    assert (rows["click1_miou"], rows["click3_miou"], rows["click5_miou"]) == ("0.5500", "0.7500", "0.8500")
    assert rows["noc80"] == "2.500"
    assert rows["score_correlation"] == "1.0000"
    assert (rows["click1_miou_tiny"], rows["click1_miou_large"]) == ("0.2000", "0.9000")
    assert "click1_miou_small" not in rows
    assert "click1_miou_stuff" not in rows


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"categories": []}, "--annotations"),
        ({"annotations": [{"image_id": 7}]}, "--annotations"),
        ({"annotations": []}, "no photo is left"),
    ],
)
def test_listings_that_cannot_be_used(
    change: dict[str, object], said: str, drawn: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "panoptic.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    code, rows, err = run(capsys, *drawn)
    assert (code, rows) == (2, {})
    assert said in err
    assert "Traceback" not in err


def test_a_folder_without_a_model_is_refused(
    drawn: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    code, rows, err = run(capsys, *drawn, "--model", str(tmp_path / "empty"))
    assert (code, rows) == (2, {})
    assert "--model" in err
