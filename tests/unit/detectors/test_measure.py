"""`evaluate detector` and `bench detect`, on a model whose answers are known."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from avala_edge.bench.detect import measure_detect
from avala_edge.errors import InvalidInput, NotFound
from avala_edge.evaluate.detector import measure_detector, read_instances
from avala_edge.imaging import ImageLimits, demo_photos, probe
from avala_edge.models.detectors.guess import Given
from tests.unit.detectors.graphs import write_constant


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """Sees a cat on the middle half of every picture's width and height, whatever its shape."""
    said = np.zeros((1, 6, 84), np.float32)
    said[0, :, 0] = [32, 32, 32, 32, 0.9, 0.0]
    return write_constant(tmp_path / "cats.onnx", {"o": said}, metadata={"names": "['cat', 'unicorn']"})


def truth(folder: Path, *, right: int, wrong: int = 0) -> tuple[Path, Path]:
    """Write photos with a cat where the model sees one, or in a corner; return their folder and the annotations."""
    images = folder / "images"
    images.mkdir()
    listing: dict[str, list[dict[str, object]]] = {
        "images": [], "annotations": [], "categories": [{"id": 17, "name": "cat"}]
    }  # fmt: skip
    for number, photo in enumerate(demo_photos()[: right + wrong], 1):
        data = photo.path.read_bytes()
        (images / photo.path.name).write_bytes(data)
        info = probe(data, ImageLimits())
        half = max(info.width, info.height) / 2
        box = [info.width / 2 - half / 2, info.height / 2 - half / 2, half, half] if number <= right else [0, 0, 9, 9]
        listing["images"].append(
            {"id": number, "file_name": photo.path.name, "width": info.width, "height": info.height}
        )
        annotation = {"id": number, "image_id": number, "category_id": 17, "bbox": box, "iscrowd": 0}
        listing["annotations"].append({**annotation, "area": box[2] * box[3], "segmentation": []})
    (folder / "instances.json").write_text(json.dumps(listing))
    return images, folder / "instances.json"


@pytest.mark.parametrize(("right", "wrong", "ap"), [(2, 0, 1.0), (1, 1, 0.5), (0, 2, 0.0)])
async def test_average_precision_is_cocos(model: Path, tmp_path: Path, right: int, wrong: int, ap: float) -> None:
    said: list[str] = []
    instances = read_instances(*truth(tmp_path, right=right, wrong=wrong), limit=None)
    rows = await measure_detector(str(model), Given(), instances, tmp_path, tmp_path / "scratch", say=said.append)
    assert list(rows) == ["detector_ap", "detector_ap50", "detector_photos"]
    assert float(rows["detector_ap50"]) == pytest.approx(ap, abs=0.01)
    assert rows["detector_photos"] == "2"
    assert len(said) == 2


async def test_what_cannot_be_measured_is_said(model: Path, tmp_path: Path) -> None:
    images, annotations = truth(tmp_path, right=1)
    instances = read_instances(images, annotations, limit=None)
    given = Given(labels=("horse", "cow"))
    with pytest.raises(InvalidInput, match="no class of"):
        await measure_detector(str(model), given, instances, tmp_path, tmp_path / "scratch", say=print)
    with pytest.raises(NotFound, match="no file and no installed model 'absent'"):
        await measure_detector("absent", Given(), instances, tmp_path, tmp_path / "scratch", say=print)
    for damage in ("{", "{}", '{"images": [], "categories": [], "annotations": []}'):
        (tmp_path / "bad.json").write_text(damage)
        with pytest.raises(InvalidInput, match=r"bad\.json"):
            read_instances(images, tmp_path / "bad.json", limit=None)
    for photo in images.iterdir():
        photo.unlink()
    with pytest.raises(InvalidInput, match="does not exist"):
        read_instances(images, annotations, limit=None)


async def test_every_step_is_timed(model: Path, tmp_path: Path) -> None:
    rows = await measure_detect(str(model), Given(), None, 3, tmp_path, tmp_path / "scratch")
    steps = ["decode_image", "prepare", "compute", "read", "photo", "found"]
    assert [row.name for row in rows] == [f"detect_{step}" for step in steps]
    assert [row.n for row in rows] == [3, 3, 3, 3, 3, 1]
    assert rows[-1].value == 1
