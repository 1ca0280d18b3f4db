"""The file of an export: Avala JSON, or a ZIP of a format's files with provenance and a manifest. Blocks."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, BinaryIO, Protocol

from avala_edge import __version__
from avala_edge.formats.archive import Archive, Sink
from avala_edge.formats.avala import annotation_to_avala
from avala_edge.formats.records import FrameOf, LabelInfo, Labels, Photo, Shape
from avala_edge.formats.registry import PHOTOS, WRITERS, photo_name
from avala_edge.store import (
    AVALA_JSON,
    Annotation,
    Export,
    ExportOptions,
    ExportSequence,
    ImageRecord,
    Item,
    LastReview,
    Project,
)

PROVENANCE = "provenance.jsonl"
ANNOTATIONS = "annotations.json"
DEFAULT = "default"  # what the only split is called

ReadPhoto = Callable[[ImageRecord], bytes]


@dataclass(frozen=True)
class Scope:
    """What an export is of: projects, and datasets (uids)."""

    export: Export
    projects: Sequence[Project]
    datasets: Sequence[str]
    digests: Mapping[str, str]  # of models, by name


@dataclass(frozen=True)
class Row:
    """An item with the annotations that go out, labels as they are called there, and who decided about them.

    `sequence`: the one that it is a frame of.
    """

    item: Item
    drawn: Sequence[Annotation]
    reviews: Mapping[str, LastReview]
    sequence: ExportSequence | None = None


class ExportFile(Protocol):
    """Takes the items one after the other."""

    def add(self, row: Row) -> None:
        """Write an item."""

    def finish(self) -> None:
        """Write what comes last."""


def open_export(scope: Scope, stream: BinaryIO, scratch: Path, read_photo: ReadPhoto, stack: ExitStack) -> ExportFile:
    """Begin the file of an export on `stream`."""
    if scope.export.format == AVALA_JSON and not scope.export.options.include_images:
        return AvalaFile(scope, stream)
    archive = Archive(stream, scratch)
    stack.callback(archive.close)
    if scope.export.format == AVALA_JSON:
        return AvalaArchive(scope, archive, read_photo)
    return FormatArchive(scope, archive, read_photo)


class AvalaFile:
    """Avala JSON: a head, and the items."""

    def __init__(self, scope: Scope, out: BinaryIO | IO[bytes] | Sink) -> None:
        """Write to `out`."""
        self._scope, self._out, self._options = scope, out, scope.export.options
        export = scope.export
        head = {
            "format": export.format,
            "version": 1,
            "uid": export.uid,
            "name": export.name,
            "created_at": export.created_at.isoformat(),
            "projects": [
                {"uid": each.uid, "name": each.name, "labels": [info.name for info in labels_of([each], self._options)]}
                for each in scope.projects
            ],
            "datasets": list(scope.datasets),
        }
        self._out.write(_json(head)[:-1] + b',"items":[')
        self._lead = b"\n"

    def add(self, row: Row) -> None:
        """Write an item."""
        item, image = row.item, row.item.image
        said: dict[str, Any] = {
            "uid": item.uid,
            "key": item.key,
            "dataset": item.dataset,
            "sequence": item.sequence,
            "frame_index": item.frame_index,
            "image": {"uid": image.uid, "width": image.width, "height": image.height, "format": image.format},
            "metadata": item.metadata,
        }
        if row.sequence is not None:
            frame = frame_of(row, row.sequence.key)
            said |= {"sequence_key": row.sequence.key, "timestamp_s": None if frame is None else frame.timestamp_s}
        if self._options.splits:
            said["split"] = split_of(item, self._options.splits)
        said["annotations"] = [
            {**annotation_to_avala(each), **_key_of(each), **_more_of(each, row.reviews, self._scope.digests)}
            for each in row.drawn
        ]
        self._out.write(self._lead + _json(said))
        self._lead = b",\n"

    def finish(self) -> None:
        """End the list."""
        self._out.write(b"\n]}\n")


class FormatArchive:
    """A ZIP: what the format's writer writes, the photos if they go along, then provenance and manifest."""

    def __init__(self, scope: Scope, archive: Archive, read_photo: ReadPhoto) -> None:
        """Write into `archive`."""
        self._scope, self._archive, self._read_photo = scope, archive, read_photo
        self._options = scope.export.options
        self._labels = Labels(labels_of(scope.projects, self._options))
        self._writer = WRITERS[scope.export.format](archive, self._labels)
        self._names, self._sequences = Names(), Names()
        self._counts: Counter[str] = Counter()
        self._left_out: Counter[str] = Counter()
        archive.gather(PROVENANCE)  # which is there, also when all is left out

    def add(self, row: Row) -> None:
        """Write an item."""
        item = row.item
        frame = None if row.sequence is None else frame_of(row, self._sequences.name(row.sequence))
        name, split = self._names.name(item), split_of(item, self._options.splits)
        photo = Photo(name, item.image.width, item.image.height, split, frame)
        left_out = self._writer.add(photo, [shape_of(each) for each in row.drawn])
        self._left_out.update(left_out)
        called = photo_name(self._scope.export.format, photo)
        if called is None:
            return
        photo = replace(photo, name=called)
        self._counts.update(photos=1, annotations=len(row.drawn))
        add_photo(self._archive, self._scope.export, photo, item, self._read_photo)
        note_provenance(self._archive, photo, row, self._scope.digests)

    def finish(self) -> None:
        """Write what comes last."""
        self._writer.finish()
        more = {
            "labels": self._labels.names,
            "counts": {**self._counts, "left_out": dict(sorted(self._left_out.items()))},
        }
        self._archive.finish({**manifest_of(self._scope), **more})


class AvalaArchive:
    """A ZIP of Avala JSON and the photos."""

    def __init__(self, scope: Scope, archive: Archive, read_photo: ReadPhoto) -> None:
        """Write into `archive`."""
        self._scope, self._archive, self._read_photo = scope, archive, read_photo
        self._file = AvalaFile(scope, archive.gather(ANNOTATIONS))
        self._names = Names()

    def add(self, row: Row) -> None:
        """Write an item."""
        image = row.item.image
        photo = Photo(self._names.name(row.item), image.width, image.height)
        self._file.add(row)
        add_photo(self._archive, self._scope.export, photo, row.item, self._read_photo)
        note_provenance(self._archive, photo, row, self._scope.digests)

    def finish(self) -> None:
        """Write what comes last."""
        self._file.finish()
        self._archive.finish(manifest_of(self._scope))


class Names:
    """Names of photos, or sequences, in an archive: their keys, made safe, and no two alike without their endings."""

    def __init__(self) -> None:
        """Begin without any."""
        self._stems: set[str] = set()
        self._names: dict[str, str] = {}

    def name(self, each: Item | ExportSequence) -> str:
        """Return the name of an item's photo or of a sequence, the same whenever it is asked for."""
        if each.uid in self._names:
            return self._names[each.uid]
        parts = [part if part.strip(". ") else "_" for part in each.key.split("/") if part]
        photo = Photo("/".join(parts) or "_", 1, 1)
        if isinstance(each, Item) and each.image.video is not None and photo.stem == photo.name:
            photo = replace(photo, name=f"{photo.name}.jpg")  # as its bytes are; a frame's key has no ending
        if photo.stem.casefold() in self._stems:  # some systems do not tell A from a
            ending = photo.name.removeprefix(photo.stem)
            photo = replace(photo, name=f"{photo.stem}~{each.uid}{ending}")
        self._stems.add(photo.stem.casefold())
        if isinstance(each, ExportSequence):  # of items there may be millions, and each comes once
            self._names[each.uid] = photo.name
        return photo.name


def split_of(item: Item, splits: Mapping[str, float]) -> str:
    """Return the split of an item: by a hash of its uid, so that it stays there whatever else is exported.

    Frames of one sequence are too alike to be on different sides: it is the hash of the sequence's uid.
    """
    if not splits:
        return DEFAULT
    place = int.from_bytes(hashlib.sha256((item.sequence or item.uid).encode()).digest()[:8]) / 2**64
    for name, share in splits.items():
        place -= share
        if place < 0:
            return name
    return list(splits)[-1]


def frame_of(row: Row, name: str) -> FrameOf | None:
    """Return which frame an item is of its sequence, which is called `name`."""
    sequence, index, pts = row.sequence, row.item.frame_index, row.item.image.pts
    if sequence is None or index is None:
        return None
    second = None if pts is None or sequence.tick_s is None else round(pts * sequence.tick_s, 6)
    return FrameOf(name, sequence.uid, index, sequence.number_of_frames, second, sequence.rate)


def shape_of(drawn: Annotation) -> Shape:
    """Return an annotation as formats have it."""
    return Shape(drawn.type, drawn.geometry, drawn.label, drawn.attributes, drawn.track, drawn.is_key)


def labels_of(projects: Sequence[Project], options: ExportOptions) -> list[LabelInfo]:
    """Return the labels of projects as they are called outside, each name once."""
    infos = {
        name: LabelInfo(name, label.color, label.attributes)
        for each in reversed(projects)
        for label in reversed(each.labels)
        for name in [options.label_map.get(label.name, label.name)]
    }
    return list(infos.values())[::-1]


def add_photo(archive: Archive, export: Export, photo: Photo, item: Item, read_photo: ReadPhoto) -> None:
    """Put a photo's bytes where the format has them, if they go along."""
    if export.options.include_images:
        folder = PHOTOS[export.format].format(split=photo.split)
        archive.add(f"{folder}{photo.name}", read_photo(item.image))


def note_provenance(archive: Archive, photo: Photo, row: Row, digests: Mapping[str, str]) -> None:
    """Write down where the annotations of a photo come from, a line a photo."""
    item = row.item
    annotations = [
        {
            **{name: getattr(each, name) for name in ("uid", "project", "type", "label", "source", "state", "version")},
            **{name: getattr(each, name) for name in ("confidence", "model", "track", "created_by")},
            "created_at": each.created_at.isoformat(),
            **_more_of(each, row.reviews, digests),
        }
        for each in row.drawn
    ]
    said = {"file": photo.name, "split": photo.split, "item": item.uid, "key": item.key, "dataset": item.dataset}
    archive.gather(PROVENANCE).write(_json({**said, "image": item.image.uid, "annotations": annotations}) + b"\n")


def manifest_of(scope: Scope) -> dict[str, Any]:
    """Return what a manifest says before its members."""
    export = scope.export
    return {
        "avala_edge": __version__,
        "format": export.format,
        "export": export.uid,
        "name": export.name,
        "created_at": export.created_at.isoformat(),
        "projects": [{"uid": each.uid, "name": each.name} for each in scope.projects],
        "datasets": list(scope.datasets),
        "options": export.options.to_json(),
        "provenance": PROVENANCE,
    }


def _more_of(drawn: Annotation, reviews: Mapping[str, LastReview], digests: Mapping[str, str]) -> dict[str, Any]:
    review = reviews.get(drawn.uid)
    said = None if review is None else {"by": review.by, "decision": review.decision, "at": review.at.isoformat()}
    return {"model_digest": digests.get(drawn.model or ""), "review": said}


def _key_of(drawn: Annotation) -> dict[str, bool]:
    return {} if drawn.track is None else {"is_key": drawn.is_key}


def _json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
