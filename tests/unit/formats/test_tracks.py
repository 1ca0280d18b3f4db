"""Formats with tracks: what is one object in many frames comes back as one, by our own readers and by others'."""

from __future__ import annotations

import contextlib
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from datumaro.components.dataset import Dataset
from hypothesis import given, settings
from hypothesis import strategies as st
from pycocotools import mask as cocomask
from pycocotools.coco import COCO

from avala_edge.errors import InvalidInput
from avala_edge.formats.archive import Archive
from avala_edge.formats.members import Members
from avala_edge.formats.records import FrameOf, Labels, Photo, ReadPhoto, Shape, bounds_of, mask_of
from avala_edge.formats.registry import READERS, WRITERS, format_named, guess_format, photo_name
from tests.unit.formats.drawing import HEIGHT, NAMES, WIDTH, Drawn, boxes, island, masks, polygons, unpack, write

KINDS = ("coco", "mot", "mots")
DRIVE, WALK = ("drive.mp4", "11111111"), ("left/walk", "22222222")
ALONE = Photo("alone.png", WIDTH, HEIGHT)


def frame(sequence: tuple[str, str], index: int, split: str = "default") -> Photo:
    name, uid = sequence
    of = FrameOf(name, uid, index, frames=9, rate=29.97)
    return Photo(f"{name.replace('.', '-')}-{index}.jpg", WIDTH, HEIGHT, split, of)


@st.composite
def films(draw: st.DrawFn) -> Drawn:
    """Frames of two sequences, in whichever order, and a photo of none; a track may be twice in a frame."""
    places = draw(st.permutations([(DRIVE, 0), (DRIVE, 1), (DRIVE, 4), (WALK, 0), (WALK, 2)]))
    tracks = st.sampled_from(("a", "b", "c" * 64, None))
    shapes = st.lists(
        st.builds(lambda shape, track: replace(shape, track=track), st.one_of(boxes(), polygons(), masks()), tracks),
        max_size=4,
    )
    photos = [frame(*place, "train" if place[0] is DRIVE else "default") for place in places]
    return [(photo, draw(shapes)) for photo in [*photos, ALONE]]


def called(kind: str, photo: Photo) -> set[str]:
    """What a file may call a photo."""
    name = photo_name(kind, photo) or photo.name
    return {name, name.removesuffix(".jpg"), photo.name}


def read(kind: str, data: bytes, photos: Sequence[Photo]) -> list[ReadPhoto]:
    sizes = {name: (photo.width, photo.height) for photo in photos for name in called(kind, photo)}
    return list(READERS[kind](Members(io.BytesIO(data), "export.zip"), sizes.get).photos)


def again(kind: str, found: Sequence[ReadPhoto], photos: Sequence[Photo]) -> Drawn:
    by_name = {each.name: each.shapes for each in found}
    return [(photo, next((by_name[name] for name in called(kind, photo) if name in by_name), ())) for photo in photos]


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def zipped(files: dict[str, str]) -> Members:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, text in files.items():
            file.writestr(name, text)
    return Members(out, "given.zip")


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=40, deadline=None)
@given(film=films())
def test_written_read_and_written_again(kind: str, film: Drawn) -> None:
    first = write(kind, film)
    assert write(kind, film) == first
    photos = [photo for photo, _ in film]
    found = read(kind, first, photos)
    assert not [note for each in found for note in each.notes]
    assert write(kind, again(kind, found, photos)) == first


def objects(film: Drawn) -> dict[tuple[str, Any], list[tuple[str, str | None]]]:
    """Photo and label of each annotation, by sequence and track; what has none is alone."""
    found: dict[tuple[str, Any], list[tuple[str, str | None]]] = {}
    for photo, shapes in film:
        for number, shape in enumerate(shapes if photo.frame else ()):
            track = (photo.frame.uid if photo.frame else "", shape.track or f"{photo.name}/{number}")
            found.setdefault(track, []).append((photo.name, shape.label or "unlabelled"))
    return found


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=40, deadline=None)
@given(film=films())
def test_objects_are_kept(kind: str, film: Drawn) -> None:
    """As they were written, where a format takes all of them: a track once in a frame, of one class, nothing hidden."""
    once: list[tuple[Photo, list[Shape]]] = []
    for photo, shapes in film:
        by_track = {shape.track: shape for shape in shapes[:2] if shape.track is not None}
        loose = [shape for shape in shapes[2:3] if kind != "mots"]
        kept = [replace(shape, label="car") for shape in [*by_track.values(), *(replace(s, track=None) for s in loose)]]
        if kind == "mots":  # apart from each other, so that all are seen
            rings = [island(2 + 20 * number, 3, 12, hole=True) for number in range(len(kept))]
            kept = [
                replace(shape, type="polygon", geometry={"polygons": [ring]})
                for shape, ring in zip(kept, rings, strict=True)
            ]
        once.append((photo, kept))
    photos = [photo for photo, _ in film]
    back = again(kind, read(kind, write(kind, once), photos), photos)
    assert sorted(objects(back).values()) == sorted(objects(once).values())
    if kind == "coco":
        names = [[shape.track for shape in shapes] for photo, shapes in once if photo.frame]
        assert [[shape.track for shape in shapes] for photo, shapes in back if photo.frame] == names
    else:
        shapes = [shape for photo, drawn in once for shape in drawn if photo.frame]
        seen = [shape for photo, drawn in back for shape in drawn if photo.frame]
        for one, other in zip(shapes, seen, strict=True):
            if kind == "mot":
                assert bounds_of(other) == pytest.approx(bounds_of(one))
            else:
                assert np.array_equal(mask_of(other, ALONE), mask_of(one, ALONE))


CAR = Shape("bounding_box", {"x": 1.5, "y": 2.25, "width": 10.5, "height": 7.5}, "car", track="a")
LOOSE = Shape("polygon", {"polygons": [island(20.5, 3.25, 12, hole=True)]}, "Straße")
FILM: Drawn = [
    (frame(DRIVE, 0), [CAR, LOOSE]),
    (frame(DRIVE, 2), [replace(CAR, geometry={**CAR.geometry, "x": 4.0}), replace(LOOSE, track="b")]),
    (frame(WALK, 1), [replace(LOOSE, track="a", label="car")]),
    (ALONE, [replace(CAR)]),
]


def test_coco_of_photos_is_what_it_was() -> None:
    """Tracks and all: nothing of it is said of photos that are in no sequence."""
    said = members(write("coco", [(ALONE, [CAR])], names=["car"]))["annotations/instances_default.json"].decode()
    assert said == (
        '{"info":{"version":"1.0"},"licenses":[],"images":[\n'
        '{"id":1,"file_name":"alone.png","width":64,"height":48}\n],"annotations":[\n'
        '{"id":1,"image_id":1,"category_id":1,"segmentation":[],"area":78.75,"bbox":[1.5,2.25,10.5,7.5],"iscrowd":0}\n'
        '],"categories":[{"id":1,"name":"car","supercategory":""}]}\n'
    )


def test_coco_says_videos_and_tracks(tmp_path: Path) -> None:
    folder = unpack(write("coco", FILM), tmp_path)
    with contextlib.redirect_stdout(io.StringIO()):
        coco = COCO(folder / "annotations" / "instances_default.json")
    whole = coco.dataset
    size = {"width": WIDTH, "height": HEIGHT}
    assert whole["videos"] == [
        {"id": 1, "name": "drive.mp4", **size, "length": 9},
        {"id": 2, "name": "left/walk", **size, "length": 9},
    ]
    assert whole["tracks"] == [
        {"id": 1, "category_id": 1, "video_id": 1, "uid": "a"},
        {"id": 2, "category_id": 3, "video_id": 1, "uid": "b"},
        {"id": 3, "category_id": 1, "video_id": 2, "uid": "a"},
    ]
    places = [(each.get("video_id"), each.get("frame_id")) for each in whole["images"]]
    assert places == [(1, 0), (1, 2), (2, 1), (None, None)]
    assert [each.get("track_id") for each in whole["annotations"]] == [1, None, 1, 2, 3, None]
    found = read("coco", write("coco", FILM), [photo for photo, _ in FILM])
    assert [each.frame and (each.frame.sequence, each.frame.index) for each in found] == [
        *(("drive.mp4", 0), ("drive.mp4", 2), ("left/walk", 1), None)
    ]


def test_coco_of_others_whose_tracks_have_no_names() -> None:
    """MMTracking's and TAO's words; a number is one object in one video, and another one in another file."""
    whole: dict[str, Any] = {
        "videos": [{"id": 7, "name": "v"}, {"id": 8, "name": "w"}],
        "images": [
            {"id": number, "file_name": f"{number}.jpg", "video_id": 7 + number // 2, "frame_index": number % 2}
            for number in range(4)
        ],
        "categories": [{"id": 1, "name": "car"}],
        "annotations": [
            {"image_id": number, "category_id": 1, "bbox": [1, 2, 3, 4], ("instance_id", "track_id")[number % 2]: 5}
            for number in range(4)
        ],
    }

    def tracks() -> list[str | None]:
        opened = Members(io.BytesIO(json.dumps(whole).encode()), "coco.json")
        return [each.shapes[0].track for each in READERS["coco"](opened, lambda name: (WIDTH, HEIGHT)).photos]

    first, second, third, fourth = tracks()
    assert first == second != third == fourth
    assert tracks() == [first, second, third, fourth]
    whole["annotations"][0]["bbox"][0] = 2
    assert first not in tracks()
    whole["tracks"] = [{"id": 5, "uid": "x" * 65}]
    assert all(track is not None and len(track) == 36 for track in tracks())


def test_what_the_files_of_mot_say() -> None:
    found = members(write("mot", FILM))
    assert found["drive.mp4/gt/gt.txt"].decode().splitlines() == [
        "1,1,1.5,2.25,10.5,7.5,1,1,1",
        "1,2,20.5,3.25,12,12,1,3,1",
        "3,1,4,2.25,10.5,7.5,1,1,1",
        "3,3,20.5,3.25,12,12,1,3,1",
    ]
    assert found["left/walk/gt/gt.txt"] == b"2,1,20.5,3.25,12,12,1,1,1\n"
    assert found["left/walk/gt/labels.txt"].decode().splitlines() == [*NAMES]
    assert found["left/walk/seqinfo.ini"].decode() == (
        "[Sequence]\nname=walk\nimDir=img1\nframeRate=30\nseqLength=9\nimWidth=64\nimHeight=48\nimExt=.jpg\n"
    )


def test_what_is_left_out_is_told(tmp_path: Path) -> None:
    archive = Archive(io.BytesIO(), tmp_path)
    over = replace(LOOSE, geometry={"polygons": [island(20, 3, 14, hole=False)]})
    for kind, shapes, told in (
        ("mot", [CAR, replace(LOOSE, track="a")], ["another annotation of a track in the same frame"]),
        ("mots", [CAR, LOOSE, over], ["a bounding_box, which is no mask", "an object of which nothing is seen"]),
    ):
        writer = WRITERS[kind](archive, Labels())
        assert writer.add(ALONE, [CAR]) == ["a photo that is in no sequence"]
        assert writer.add(frame(DRIVE, 0), shapes) == told
    with pytest.raises(InvalidInput, match="cannot name"):
        write("mot", FILM, names=["two\nlines"])


def test_datumaro_reads_mot(tmp_path: Path) -> None:
    folder = unpack(write("mot", FILM), tmp_path) / "drive.mp4"
    dataset = Dataset.import_from(str(folder), "mot_seq")
    names = [each.name for each in dataset.categories()[next(iter(dataset.categories()))]]
    assert names == [*NAMES]
    items = {int(item.id): item for item in dataset}
    assert sorted(items) == list(range(1, 10))
    seen = {
        number: [(names[each.label], each.attributes["track_id"], each.get_bbox()) for each in item.annotations]
        for number, item in items.items()
        if item.annotations
    }
    assert seen == {
        1: [("car", 1, [1.5, 2.25, 10.5, 7.5]), ("Straße", 2, [20.5, 3.25, 12.0, 12.0])],
        3: [("car", 1, [4.0, 2.25, 10.5, 7.5]), ("Straße", 3, [20.5, 3.25, 12.0, 12.0])],
    }
    assert items[1].media.size == (HEIGHT, WIDTH)


def test_pycocotools_reads_the_masks_of_mots() -> None:
    """Every pixel of at most one object, as the evaluation of MOTS wants it."""
    over = replace(LOOSE, geometry={"polygons": [island(26, 6, 14, hole=False)]}, label="car", track="a")
    film = [(frame(DRIVE, 0), [LOOSE, over]), (frame(DRIVE, 1), [replace(over, track="c"), LOOSE])]
    rows = [line.split() for line in members(write("mots", film))["drive.mp4/gt/gt.txt"].decode().splitlines()]
    assert [row[:5] for row in rows] == [
        ["1", "3001", "3", "48", "64"],
        ["1", "1001", "1", "48", "64"],
        ["2", "1002", "1", "48", "64"],
        ["2", "3002", "3", "48", "64"],
    ]
    pixels = [cocomask.decode({"size": [HEIGHT, WIDTH], "counts": row[5].encode()}) for row in rows]
    below, above = mask_of(LOOSE, ALONE), mask_of(over, ALONE)
    assert np.array_equal(pixels[0], below & ~above & 1)
    assert np.array_equal(pixels[1], above)
    assert np.array_equal(pixels[2], above & ~below & 1)
    assert np.array_equal(pixels[3], below)
    assert max((pixels[0] + pixels[1]).max(), (pixels[2] + pixels[3]).max()) == 1


TINY = cocomask.encode(np.asfortranarray(np.eye(HEIGHT, WIDTH, dtype=np.uint8)))["counts"].decode()


def test_files_of_others() -> None:
    """Of the MOT15 and MOT17 challenges, of a tracker, and of KITTI MOTS: without our classes."""
    opened = zipped(
        {
            "train/MOT17-02/gt/gt.txt": "1,2,10,11,12,13,1,3,0.5\n1,-1,10,11,12,13,0,1,1\n\n",
            "train/MOT17-02/seqinfo.ini": "[Sequence]\nname=MOT17-02\nimWidth=64\nimHeight=48\n",
            "ETH/gt/gt.txt": "000010,7,1,2,3,4,1,-1.5,2.5,0\n",
        }
    )
    assert guess_format(opened) == "mot"
    first, second = READERS["mot"](opened, lambda name: (WIDTH, HEIGHT)).photos
    assert (first.name, second.name) == ("ETH/img1/000010", "train/MOT17-02/img1/000001")
    assert (first.size, second.size) == (None, (WIDTH, HEIGHT))
    assert [shape.label for shape in (*first.shapes, *second.shapes)] == [None, "car", "pedestrian"]
    assert [shape.track is None for shape in (*first.shapes, *second.shapes)] == [False, False, True]
    words = f"3 1001 1 {HEIGHT} {WIDTH} {TINY}\n3 2001 2 {HEIGHT} {WIDTH} {TINY}\n3 10000 10 {HEIGHT} {WIDTH} {TINY}\n"
    kitti = zipped({"0002/gt/gt.txt": words})
    assert guess_format(kitti) == "mots"
    (found,) = READERS["mots"](kitti, lambda name: (WIDTH, HEIGHT)).photos
    assert [shape.label for shape in found.shapes] == ["car", "pedestrian"]
    assert np.array_equal(mask_of(found.shapes[0], ALONE), np.eye(HEIGHT, WIDTH, dtype=np.uint8))
    assert len(found.notes) == 1
    assert format_named("MOTChallenge") == "mot"
    assert format_named("coco_video") == "coco"


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        *(
            ("mot", line)
            for line in ("1,1,2,3,0,5,1,1,1", "1,1,2,3,nan,5", "1,1,2", "1,x,1,2,3,4", "1,1,1,2,3,4,1,99,1")
        ),
        ("mots", f"1 1001 1 {WIDTH} {HEIGHT} {TINY}"),
        ("mots", f"1 1001 1 {HEIGHT} {WIDTH} ~~"),
        ("mots", f"1 99001 99 {HEIGHT} {WIDTH} {TINY}"),
        ("mots", "1 1001"),
        ("mots", f"1 x 1 {HEIGHT} {WIDTH} {TINY}"),
    ],
)
def test_lines_that_are_none(kind: str, line: str) -> None:
    (found,) = READERS[kind](zipped({"s/gt/gt.txt": line}), lambda name: (WIDTH, HEIGHT)).photos
    assert (len(found.shapes), len(found.notes)) == (0, 1)
    assert found.notes[0].startswith("line 1")


@pytest.mark.parametrize("line", ["x,1,2,3,4,5", "0,1,2,3,4,5", "inf,1,2,3,4,5"])
def test_lines_of_no_frame(line: str) -> None:
    with pytest.raises(InvalidInput, match="line 1"):
        list(READERS["mot"](zipped({"s/gt/gt.txt": line}), lambda name: (WIDTH, HEIGHT)).photos)
    with pytest.raises(InvalidInput, match="no gt/gt"):
        READERS["mots"](zipped({"a.txt": line}), lambda name: None)


def test_avala_json_says_which_frames_are_key() -> None:
    box = {"type": "bounding_box", "x": 1, "y": 2, "width": 3, "height": 4}
    more: list[dict[str, Any]] = [
        {"track": "a", "is_key": True},
        {"track": "a", "is_key": "yes"},
        {"track": "b" * 99},
        {},
    ]
    item = {"key": "a", "sequence": "1111", "sequence_key": "drive.mp4", "frame_index": 3, "timestamp_s": 0.25}
    whole = {"items": [{**item, "annotations": [{**box, **each} for each in more]}]}
    opened = Members(io.BytesIO(json.dumps(whole).encode()), "a.json")
    (found,) = READERS["avala-json-external"](opened, lambda name: (WIDTH, HEIGHT)).photos
    assert found.frame == FrameOf("drive.mp4", "1111", 3, timestamp_s=0.25)
    assert [shape.is_key for shape in found.shapes] == [True, False, False, False]
    assert [shape.track for shape in found.shapes][:2] == ["a", "a"]
    assert len(str(found.shapes[2].track)) == 36
    assert found.shapes[3].track is None
