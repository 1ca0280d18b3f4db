"""Other people's readers open what is written and find the same geometry."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
import yaml
from cvat_sdk.masks import decode_mask
from datumaro.components.annotation import AnnotationType
from datumaro.components.dataset import Dataset
from pycocotools.coco import COCO
from shapely import Polygon, box

from avala_edge.formats.records import Photo, Shape, bounds_of, mask_of
from avala_edge.geometry import encode_mask
from avala_edge.imaging import index_png
from tests.unit.formats.drawing import HEIGHT, NAMES, WIDTH, island, unpack, write

PHOTO = Photo("a.png", WIDTH, HEIGHT, "train")
MASK = np.zeros((HEIGHT, WIDTH), np.uint8)
MASK[30:40, 40:60] = 1
MASK[33:36, 45:50] = 0
BOX = Shape("bounding_box", {"x": 1.5, "y": 2.25, "width": 10.5, "height": 7.5}, "car")
PLAIN = Shape("polygon", {"polygons": [island(20.5, 3.25, 12, hole=False)]}, "Straße")
HOLED = Shape("polygon", {"polygons": [island(3, 20, 16, hole=True), island(42, 4, 12, hole=False)]}, "car")
PIXELS = Shape("segmentation_mask", {"rle": encode_mask(MASK).coco()}, "Straße")
SHAPES = [BOX, PLAIN, HOLED, PIXELS]


def opened(kind: str, folder: Path, photos: str) -> Path:
    """Write, unpack, and put the photo where the format has it."""
    unpack(write(kind, [(PHOTO, SHAPES)]), folder)
    (folder / photos).mkdir(parents=True, exist_ok=True)
    (folder / photos / PHOTO.name).write_bytes(index_png(np.zeros((HEIGHT, WIDTH), np.int32), [(0, 0, 0)]))
    return folder


def test_pycocotools(tmp_path: Path) -> None:
    folder = opened("coco", tmp_path, "images/train")
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO(folder / "annotations" / "instances_train.json")
    found = coco.loadAnns(coco.getAnnIds())
    assert [coco.cats[each["category_id"]]["name"] for each in found] == [shape.label for shape in SHAPES]
    assert found[0]["bbox"] == [1.5, 2.25, 10.5, 7.5]
    (ring,) = found[1]["segmentation"]
    assert np.reshape(ring, (-1, 2)).tolist() == PLAIN.geometry["polygons"][0]["exterior"]
    for each, shape in zip(found[2:], SHAPES[2:], strict=True):
        assert np.array_equal(coco.annToMask(each), mask_of(shape, PHOTO))
        assert each["area"] == mask_of(shape, PHOTO).sum()


def by_type(folder: Path, kind: str) -> tuple[Any, dict[str, list[Any]]]:
    dataset = Dataset.import_from(str(folder), kind)
    (item,) = list(dataset)
    found: dict[str, list[Any]] = {}
    for each in item.annotations:
        found.setdefault(each.type.name, []).append(each)
    for each in found.values():
        each.sort(key=lambda one: int(one.id))
    names = dataset.categories()[AnnotationType.label]
    return names, found


def test_datumaro_coco(tmp_path: Path) -> None:
    names, found = by_type(opened("coco", tmp_path, "images/train"), "coco_instances")
    assert ("car", [1.5, 2.25, 10.5, 7.5]) in [(names[each.label].name, each.get_bbox()) for each in found["bbox"]]
    assert np.reshape(found["polygon"][0].points, (-1, 2)).tolist() == PLAIN.geometry["polygons"][0]["exterior"]
    for each, shape in zip(found["mask"], SHAPES[2:], strict=True):
        assert np.array_equal(each.image, mask_of(shape, PHOTO))


def test_datumaro_voc(tmp_path: Path) -> None:
    names, found = by_type(opened("voc", tmp_path, "JPEGImages"), "voc_detection")
    assert [names[each.label].name for each in found["bbox"]] == [shape.label for shape in SHAPES]
    for each, shape in zip(found["bbox"], SHAPES, strict=True):
        x, y, width, height = each.get_bbox()
        assert (x, y, x + width, y + height) == pytest.approx(bounds_of(shape))


def test_datumaro_masks(tmp_path: Path) -> None:
    names, found = by_type(opened("instance-png", tmp_path, "JPEGImages"), "voc_instance_segmentation")
    seen = {each.id or each.group: each for each in found["mask"]}
    assert sorted(seen) == [1, 2, 3]
    for number, shape in enumerate(SHAPES[1:], 1):
        assert names[seen[number].label].name == shape.label
        assert np.array_equal(seen[number].image, mask_of(shape, PHOTO))


def test_datumaro_semantic(tmp_path: Path) -> None:
    names, found = by_type(opened("semantic-png", tmp_path, "JPEGImages"), "voc_segmentation")
    seen = {names[each.label].name: each.image for each in found["mask"]}
    assert np.array_equal(seen["car"], mask_of(HOLED, PHOTO))
    assert np.array_equal(seen["Straße"], mask_of(PLAIN, PHOTO) | mask_of(PIXELS, PHOTO))


def test_datumaro_and_the_sdk_of_cvat(tmp_path: Path) -> None:
    names, found = by_type(opened("cvat", tmp_path, "images"), "cvat")
    assert [each.name for each in names] == list(NAMES)
    assert found["bbox"][0].get_bbox() == [1.5, 2.25, 10.5, 7.5]
    assert np.reshape(found["polygon"][0].points, (-1, 2)).tolist() == PLAIN.geometry["polygons"][0]["exterior"]
    for each, shape in zip(found["mask"], SHAPES[2:], strict=True):
        assert np.array_equal(each.image, mask_of(shape, PHOTO))
    for drawn, shape in zip(ElementTree.parse(tmp_path / "annotations.xml").iter("mask"), SHAPES[2:], strict=True):
        left, top, width, height = (int(drawn.attrib[name]) for name in ("left", "top", "width", "height"))
        points = [*map(int, drawn.attrib["rle"].split(",")), left, top, left + width - 1, top + height - 1]
        assert np.array_equal(decode_mask(points, image_width=WIDTH, image_height=HEIGHT), mask_of(shape, PHOTO))


def as_ultralytics(path: Path, classes: int) -> tuple[Any, list[Any]]:
    """Boxes [n, 5] and rings of a label file, by the rules of `ultralytics.data.utils.verify_image_label`."""
    rows = [line.split() for line in path.read_text().strip().splitlines() if line]
    rings = []
    if any(len(row) > 6 for row in rows):
        rings = [np.array(row[1:], np.float32).reshape(-1, 2) for row in rows]
        corners = np.array([[*ring.min(0), *ring.max(0)] for ring in rings])
        middles, sizes = (corners[:, :2] + corners[:, 2:]) / 2, corners[:, 2:] - corners[:, :2]
        found = np.concatenate((np.array([row[:1] for row in rows], np.float32), middles, sizes), 1)
    else:
        found = np.array(rows, np.float32)
    assert found.shape[1] == 5
    assert found[:, 1:].max() <= 1
    assert found.min() >= 0
    assert found[:, 0].max() < classes
    assert len(np.unique(found, axis=0)) == len(found)
    return found, rings


@pytest.mark.parametrize("kind", ["yolo-detect", "yolo-segment"])
def test_ultralytics(kind: str, tmp_path: Path) -> None:
    folder = opened(kind, tmp_path, "images/train")
    said = yaml.safe_load((folder / "data.yaml").read_text())
    assert (said["train"], list(said["names"].values())) == ("images/train", list(NAMES))
    boxes, rings = as_ultralytics(folder / "labels" / "train" / "a.txt", len(NAMES))
    scale = np.array([WIDTH, HEIGHT])
    for row, shape in zip(boxes, SHAPES, strict=True):
        assert said["names"][int(row[0])] == shape.label
        middle, size = row[1:3] * scale, row[3:5] * scale
        one, other = box(*(middle - size / 2), *(middle + size / 2)), box(*bounds_of(shape) or ())
        assert one.intersection(other).area / one.union(other).area > 1 - 1e-5
    assert bool(rings) == (kind == "yolo-segment")
    for ring, shape in zip(rings, SHAPES if rings else [], strict=True):
        if shape is PIXELS:
            assert abs(Polygon(ring * scale).area) == pytest.approx(MASK.sum(), rel=1e-5)
    if rings:
        holed = [Polygon(each["exterior"], each["holes"]).area for each in HOLED.geometry["polygons"]]
        assert abs(Polygon(rings[2] * scale).area) == pytest.approx(sum(holed), rel=1e-5)
