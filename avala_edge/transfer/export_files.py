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
from avala_edge.formats.records import LabelInfo, Labels, Photo, Shape
from avala_edge.formats.registry import PHOTOS, WRITERS
from avala_edge.store import AVALA_JSON, Annotation, Export, ExportOptions, Item, LastReview, Project

PROVENANCE = "provenance.jsonl"
ANNOTATIONS = "annotations.json"
DEFAULT = "default"  # what the only split is called

ReadPhoto = Callable[[str], bytes]


@dataclass(frozen=True)
class Scope:
    """What an export is of: projects, and datasets (uids)."""

    export: Export
    projects: Sequence[Project]
    datasets: Sequence[str]
    digests: Mapping[str, str]  # of models, by name


@dataclass(frozen=True)
class Row:
    """An item with the annotations that go out, labels as they are called there, and who decided about them."""

    item: Item
    drawn: Sequence[Annotation]
    reviews: Mapping[str, LastReview]


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
        if self._options.splits:
            said["split"] = split_of(item.uid, self._options.splits)
        said["annotations"] = [
            {**annotation_to_avala(each), **_more_of(each, row.reviews, self._scope.digests)} for each in row.drawn
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
        self._names = Names()
        self._counts: Counter[str] = Counter()
        self._left_out: Counter[str] = Counter()

    def add(self, row: Row) -> None:
        """Write an item."""
        item = row.item
        split = split_of(item.uid, self._options.splits)
        photo = Photo(self._names.name(item), item.image.width, item.image.height, split)
        left_out = self._writer.add(
            photo, [Shape(each.type, each.geometry, each.label, each.attributes) for each in row.drawn]
        )
        self._counts.update(photos=1, annotations=len(row.drawn))
        self._left_out.update(left_out)
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
    """Names of photos in an archive: their keys, made safe, and no two alike without their endings."""

    def __init__(self) -> None:
        """Begin without any."""
        self._stems: set[str] = set()

    def name(self, item: Item) -> str:
        """Return the name of an item's photo."""
        parts = [part if part.strip(". ") else "_" for part in item.key.split("/") if part]
        photo = Photo("/".join(parts) or "_", 1, 1)
        if photo.stem.casefold() in self._stems:  # some systems do not tell A from a
            ending = photo.name.removeprefix(photo.stem)
            photo = replace(photo, name=f"{photo.stem}~{item.uid}{ending}")
        self._stems.add(photo.stem.casefold())
        return photo.name


def split_of(uid: str, splits: Mapping[str, float]) -> str:
    """Return the split of an item: by a hash of its uid, so that it stays there whatever else is exported."""
    if not splits:
        return DEFAULT
    place = int.from_bytes(hashlib.sha256(uid.encode()).digest()[:8]) / 2**64
    for name, share in splits.items():
        place -= share
        if place < 0:
            return name
    return list(splits)[-1]


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
        archive.add(f"{folder}{photo.name}", read_photo(item.image.uid))


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


def _json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
