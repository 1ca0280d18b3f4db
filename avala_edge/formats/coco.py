"""COCO instances: `annotations/instances_<split>.json`; of frames of sequences with videos and tracks.

Source: cocodataset.org/#format-data, and `pycocotools.coco`, whose `annToRLE` reads what is written here. `attributes`
is the extension that CVAT and Datumaro write. `videos`, `tracks`, `video_id`, `frame_id` (from 0) and `track_id` are
those of TAO (github.com/TAO-Dataset/tao) and MMTracking's CocoVID; a track has our name for it as `uid`.

What is lost: an outline with holes becomes a mask of its pixels, as compressed RLE (COCO's polygons have no holes).
Boxes, other outlines and masks keep every digit. Everything has a category: what has no label is `unlabelled`. Tracks
of photos that are in no sequence go, and so does which frames are key frames.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from hashlib import sha256
from typing import IO, Any

from avala_edge.errors import InvalidInput
from avala_edge.formats.archive import Archive
from avala_edge.formats.members import Members
from avala_edge.formats.records import (
    FrameOf,
    Labels,
    Photo,
    ReadDataset,
    ReadPhoto,
    Shape,
    SizeOf,
    area_of,
    bounds_of,
    exact_box,
    mask_shape,
    polygon_shape,
    rle_of,
    stated_track,
    track_named,
)
from avala_edge.geometry import Rle, from_coco_counts


@dataclass
class _Part:
    """What is known of a split: images and annotations on the disk, videos and tracks by their numbers."""

    images: IO[bytes]
    drawn: IO[bytes]
    videos: dict[int, dict[str, Any]] = field(default_factory=dict)
    tracks: dict[int, dict[str, Any]] = field(default_factory=dict)


class CocoWriter:
    """Writes one file a split; images and annotations wait on the disk, not in memory."""

    def __init__(self, archive: Archive, labels: Labels) -> None:
        """Write into `archive`."""
        self._archive, self._labels = archive, labels
        self._parts: dict[str, _Part] = {}
        self._images = self._annotations = 0
        self._videos: dict[str, int] = {}
        self._tracks: dict[tuple[int, str], int] = {}

    def add(self, photo: Photo, shapes: Sequence[Shape]) -> list[str]:
        """Write a photo; return what could not be said of it."""
        if photo.split not in self._parts:
            self._parts[photo.split] = _Part(self._archive.scratch(), self._archive.scratch())
        part = self._parts[photo.split]
        self._images += 1
        image: dict[str, Any] = {"id": self._images, "file_name": photo.name}
        image |= {"width": photo.width, "height": photo.height}
        video = None
        if photo.frame is not None:
            video = self._video(part, photo, photo.frame)
            image |= {"video_id": video, "frame_id": photo.frame.index}
        _append(part.images, image)
        for shape in shapes:
            self._annotations += 1
            said = {"id": self._annotations, "image_id": self._images, **self._say(photo, shape)}
            if video is not None and shape.track is not None:
                said["track_id"] = self._track(part, video, shape.track, said["category_id"])
            _append(part.drawn, said)
        return []

    def finish(self) -> None:
        """Put the files together."""
        categories = [
            {"id": number, "name": name, "supercategory": ""} for number, name in enumerate(self._labels.names, 1)
        ]
        for split, part in sorted(self._parts.items()):
            with self._archive.member(f"annotations/instances_{split}.json") as out:
                out.write(b'{"info":{"version":"1.0"},"licenses":[],"images":[')
                out.copy(part.images)
                out.write(b'\n],"annotations":[')
                out.copy(part.drawn)
                out.write(b'\n],"categories":' + _json(categories))
                if part.videos:
                    out.write(b',"videos":' + _json(list(part.videos.values())))
                    out.write(b',"tracks":' + _json(list(part.tracks.values())))
                out.write(b"}\n")
            part.images.close()
            part.drawn.close()

    def _video(self, part: _Part, photo: Photo, frame: FrameOf) -> int:
        """Return the number of a photo's sequence."""
        number = self._videos.setdefault(frame.uid, len(self._videos) + 1)
        size = {"width": photo.width, "height": photo.height}
        said = {"id": number, "name": frame.sequence, **size, "length": frame.frames}
        own = part.videos.setdefault(number, said)
        own["length"] = max(own["length"], frame.index + 1)
        return number

    def _track(self, part: _Part, video: int, name: str, category: int) -> int:
        """Return the number of a track; its category is that of the first annotation."""
        number = self._tracks.setdefault((video, name), len(self._tracks) + 1)
        part.tracks.setdefault(number, {"id": number, "category_id": category, "video_id": video, "uid": name})
        return number

    def _say(self, photo: Photo, shape: Shape) -> dict[str, Any]:
        if shape.type == "polygon" and any(island["holes"] for island in shape.geometry["polygons"]):
            shape = mask_shape(rle_of(shape, photo), shape.label, shape.attributes)
        said: dict[str, Any] = {"category_id": self._labels.number(shape.label) + 1}
        if shape.type == "bounding_box":
            said["segmentation"] = []
        elif shape.type == "polygon":
            rings = [island["exterior"] for island in shape.geometry["polygons"]]
            said["segmentation"] = [[value for point in ring for value in point] for ring in rings]
        else:
            said["segmentation"] = {name: shape.geometry["rle"][name] for name in ("size", "counts")}
        left, top, right, bottom = bounds_of(shape) or (0.0, 0.0, 0.0, 0.0)
        box = [left, top, right - left, bottom - top]
        if shape.type == "bounding_box":
            box = [shape.geometry[name] for name in ("x", "y", "width", "height")]
        said |= {"area": round(area_of(shape), 4), "bbox": box, "iscrowd": 0}
        return {**said, "attributes": dict(shape.attributes)} if shape.attributes else said


def read_coco(members: Members, size_of: SizeOf) -> ReadDataset:
    """Read every JSON file that has images and annotations; raises `InvalidInput`."""
    wholes = {}
    for name in members.ending(".json"):
        whole = members.json(name)
        if is_coco(whole):
            wholes[name] = whole
    if not wholes:
        raise InvalidInput("there is no JSON file with images and annotations in it")
    labels = list(dict.fromkeys(label for whole in wholes.values() for label in _categories(whole).values()))

    def photos() -> Iterator[ReadPhoto]:
        for name, whole in wholes.items():
            yield from _photos(whole, size_of, _Videos(whole, partial(members.read, name)))

    return ReadDataset(labels, photos())


def is_coco(whole: object) -> bool:
    """Say whether a JSON document is COCO's."""
    return isinstance(whole, dict) and isinstance(whole.get("images"), list) and "annotations" in whole


def _categories(whole: Mapping[str, Any]) -> dict[Any, str]:
    try:
        return {each["id"]: str(each["name"]) for each in whole.get("categories", [])}
    except (TypeError, KeyError):
        raise InvalidInput("categories must be a list of {id, name}", field="categories") from None


class _Videos:
    """The videos and tracks of a document; `read` gives its bytes."""

    def __init__(self, whole: Mapping[str, Any], read: Callable[[], bytes]) -> None:
        """Index them; raises `InvalidInput`."""
        self._read = read
        try:
            self._names = {each["id"]: str(each["name"]) for each in whole.get("videos") or []}
            self._tracks = {each["id"]: stated_track(each.get("uid")) for each in whole.get("tracks") or []}
        except (TypeError, KeyError, AttributeError):
            raise InvalidInput("videos must be a list of {id, name}, tracks of {id}", field="videos") from None

    def frame(self, image: Mapping[str, Any]) -> FrameOf | None:
        """Return which frame an image is."""
        video, index = image.get("video_id"), image.get("frame_id", image.get("frame_index"))
        if video is None or index is None:
            return None
        name = self._names.get(video, str(video))
        return FrameOf(name, name, int(index))

    def track(self, image: Mapping[str, Any], each: Mapping[str, Any]) -> str | None:
        """Return the track of an annotation; one that has no name is of this document only."""
        number = each.get("track_id", each.get("instance_id"))
        if number is None or image.get("video_id") is None:
            return None
        return self._tracks.get(number) or track_named(self._digest, str(image["video_id"]), str(number))

    @cached_property
    def _digest(self) -> str:
        return sha256(self._read()).hexdigest()


def _photos(whole: Mapping[str, Any], size_of: SizeOf, videos: _Videos) -> Iterator[ReadPhoto]:
    categories = _categories(whole)
    drawn: defaultdict[Any, list[tuple[int, Mapping[str, Any]]]] = defaultdict(list)
    for place, each in enumerate(whole["annotations"]):
        try:
            drawn[each["image_id"]].append((place, each))
        except (TypeError, KeyError):
            raise InvalidInput("it has no image_id", field=f"annotations.{place}") from None
    for place, image in enumerate(whole["images"]):
        try:
            name, number = str(image["file_name"]), image["id"]
            stated = (int(image["width"]), int(image["height"])) if "width" in image and "height" in image else None
            own, frame = drawn.get(number, []), videos.frame(image)
        except (TypeError, KeyError, ValueError):
            raise InvalidInput("an image needs id and file_name", field=f"images.{place}") from None
        size = size_of(name)
        if size is None or stated not in (None, size):
            yield ReadPhoto(name, (), stated, (), frame)
            continue
        shapes, notes = [], []
        for nth, each in own:
            try:
                shapes.append(replace(_shape(each, categories, size), track=videos.track(image, each)))
            except InvalidInput as error:
                notes.append(f"annotations.{nth}: {error.message}")
            except (TypeError, KeyError, ValueError, IndexError, AttributeError, OverflowError):
                notes.append(f"annotations.{nth}: it is not as COCO says")
        yield ReadPhoto(name, tuple(shapes), stated, tuple(notes), frame)


def _shape(each: Mapping[str, Any], categories: Mapping[Any, str], size: tuple[int, int]) -> Shape:
    label, attributes = categories[each["category_id"]], dict(each.get("attributes") or {})
    drawn, (width, height) = each.get("segmentation"), size
    if not drawn:
        return exact_box([float(value) for value in each["bbox"]], label, attributes)
    if isinstance(drawn, dict):
        if drawn["size"] != [height, width]:
            raise InvalidInput(f"its mask is {drawn['size']}, but the photo is {[height, width]}")
        counts = drawn["counts"]
        if isinstance(counts, str):
            mask = Rle(height, width, counts.encode("ascii", "replace"))
        else:
            mask = from_coco_counts(counts, height=height, width=width)
        return mask_shape(mask, label, attributes)
    rings = [[[float(x), float(y)] for x, y in zip(ring[::2], ring[1::2], strict=True)] for ring in drawn]
    return polygon_shape([(ring, []) for ring in rings], label, attributes)


def _append(file: IO[bytes], value: object) -> None:
    file.write((b",\n" if file.tell() else b"\n") + _json(value))


def _json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
