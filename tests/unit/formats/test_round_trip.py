"""Each format: what is written is read, with the geometry that the format can hold, and written the same again."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given, settings
from shapely import box

from avala_edge.errors import InvalidInput
from avala_edge.formats.members import Members
from avala_edge.formats.records import Photo, Shape, bounds_of, mask_of
from avala_edge.formats.registry import OF_SEQUENCES, WRITERS, format_named, guess_format
from tests.unit.formats.drawing import HEIGHT, WIDTH, Drawn, again, drawn, island, read, write

OF_PHOTOS = [kind for kind in WRITERS if kind not in OF_SEQUENCES]
PIXELS = ("coco", "cvat", "yolo-segment", "instance-png", "semantic-png")
BOXES = ("coco", "cvat", "voc", "yolo-detect")


@pytest.mark.parametrize("kind", OF_PHOTOS)
@settings(max_examples=25, deadline=None)
@given(photos=drawn())
def test_written_read_and_written_again(kind: str, photos: Drawn) -> None:
    first = write(kind, photos)
    assert write(kind, photos) == first
    found = read(kind, first, photos)
    assert not [note for each in found for note in each.notes]
    assert write(kind, again(found, photos)) == first


@pytest.mark.parametrize("kind", PIXELS)
@settings(max_examples=25, deadline=None)
@given(photos=drawn())
def test_pixels_are_kept(kind: str, photos: Drawn) -> None:
    """Of every class, to the pixel, where nothing lies over it; of every object where there are objects."""
    photos = [(photo, [shape for shape in shapes if shape.type != "bounding_box"]) for photo, shapes in photos]
    for (photo, before), (_, after) in zip(photos, again(read(kind, write(kind, photos), photos), photos), strict=True):
        if kind.endswith("png"):
            assert _painted(photo, after) == _painted(photo, before)
            continue
        assert len(before) == len(after)
        for one, other in zip(before, after, strict=True):
            assert np.array_equal(mask_of(one, photo), mask_of(other, photo))
            assert (one.label or "unlabelled") == other.label


@pytest.mark.parametrize("kind", BOXES)
@settings(max_examples=25, deadline=None)
@given(photos=drawn())
def test_boxes_are_kept(kind: str, photos: Drawn) -> None:
    for (_, before), (_, after) in zip(photos, again(read(kind, write(kind, photos), photos), photos), strict=True):
        boxes_only = kind in ("coco", "cvat")  # where the others stay what they are
        wanted, got = (
            [_bounds(shape) for shape in shapes if shape.type == "bounding_box" or not boxes_only]
            for shapes in (before, after)
        )
        assert len(wanted) == len(got)
        for one, other in zip(wanted, got, strict=True):
            assert one.area == pytest.approx(other.area, rel=1e-6, abs=1e-3)
            assert one.intersection(other).area / one.union(other).area > 1 - 1e-6


def _bounds(shape: Shape):  # type: ignore[no-untyped-def]
    bounds = bounds_of(shape)
    assert bounds is not None
    return box(*bounds)


def _painted(photo: Photo, shapes: list[Shape]) -> list[str | None]:
    seen = np.full((photo.height, photo.width), "", object)
    for shape in shapes:
        seen[mask_of(shape, photo) != 0] = shape.label or "unlabelled"
    return seen.ravel().tolist()


def test_exact_coordinates_and_attributes() -> None:
    """What COCO and CVAT can say comes back number for number."""
    photo = Photo("a.png", WIDTH, HEIGHT)
    said = {"colour": "red", "parked": "true"}
    whole = [
        Shape("bounding_box", {"x": 0.1, "y": 0.2, "width": 30.3, "height": 0.7}, "car", said),
        Shape("polygon", {"polygons": [island(3.33, 4.44, 12, hole=False)]}, "car", said),
    ]
    for kind in ("coco", "cvat"):
        assert list(again(read(kind, write(kind, [(photo, whole)]), [(photo, whole)]), [(photo, whole)])[0][1]) == whole


@pytest.mark.parametrize("kind", OF_PHOTOS)
def test_the_format_is_recognised(kind: str) -> None:
    photo = Photo("a.png", WIDTH, HEIGHT)
    data = write(kind, [(photo, [Shape("polygon", {"polygons": [island(3, 4, 12, hole=False)]}, "car")])])
    guessed = guess_format(Members(io.BytesIO(data), "export.zip"))
    assert guessed == {"yolo-segment": "yolo-detect"}.get(kind, kind)
    assert format_named(kind.upper().replace("-", "_")) == kind


def test_more_objects_than_a_palette_has() -> None:
    photo = Photo("a.png", WIDTH, HEIGHT)
    places = [(x, y) for x in range(0, 60, 2) for y in range(0, 20, 2)]
    rings = [[[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1]] for x, y in places]
    squares = [Shape("polygon", {"polygons": [{"exterior": ring, "holes": []}]}, "car") for ring in rings]
    photos = [(photo, squares)]
    found = read("instance-png", write("instance-png", photos), photos)
    assert len(found[0].shapes) == len(squares) == 300
    assert write("instance-png", again(found, photos)) == write("instance-png", photos)


def test_a_name_that_a_label_map_cannot_hold() -> None:
    with pytest.raises(InvalidInput, match="a:b"):
        write("semantic-png", [], names=["a:b"])
