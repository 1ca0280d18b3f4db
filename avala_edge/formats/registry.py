"""The formats by name: what writes each, what reads it, and which one some files are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from avala_edge.errors import InvalidInput
from avala_edge.formats.archive import Archive
from avala_edge.formats.avala import is_avala, read_avala
from avala_edge.formats.coco import CocoWriter, is_coco, read_coco
from avala_edge.formats.cvat import CvatWriter, read_cvat
from avala_edge.formats.masks import CLASSES, OBJECTS, MaskWriter, read_masks
from avala_edge.formats.members import Members
from avala_edge.formats.mot import MotWriter, read_mot
from avala_edge.formats.mots import MotsWriter, read_mots
from avala_edge.formats.records import Labels, Photo, ReadDataset, Shape, SizeOf
from avala_edge.formats.sequence_folders import frame_name, truths
from avala_edge.formats.voc import VocWriter, read_voc
from avala_edge.formats.xml import parse_xml
from avala_edge.formats.yolo import YoloWriter, is_yolo, read_yolo

AVALA_JSON = "avala-json-external"


class Writer(Protocol):
    """Writes photos with their shapes into an archive. Blocks."""

    def add(self, photo: Photo, shapes: Sequence[Shape]) -> list[str]:
        """Write a photo; return what could not be said of it."""

    def finish(self) -> None:
        """Write what is said once."""


Reader = Callable[[Members, SizeOf], ReadDataset]

WRITERS: Mapping[str, Callable[[Archive, Labels], Writer]] = {
    "coco": CocoWriter,
    "yolo-detect": lambda archive, labels: YoloWriter(archive, labels, segment=False),
    "yolo-segment": lambda archive, labels: YoloWriter(archive, labels, segment=True),
    "voc": VocWriter,
    "semantic-png": lambda archive, labels: MaskWriter(archive, labels, instances=False),
    "instance-png": lambda archive, labels: MaskWriter(archive, labels, instances=True),
    "cvat": CvatWriter,
    "mot": MotWriter,
    "mots": MotsWriter,
}
READERS: Mapping[str, Reader] = {
    AVALA_JSON: read_avala,
    "coco": read_coco,
    "yolo-detect": read_yolo,
    "yolo-segment": read_yolo,
    "voc": read_voc,
    "semantic-png": read_masks,
    "instance-png": read_masks,
    "cvat": read_cvat,
    "mot": read_mot,
    "mots": read_mots,
}
FORMATS = tuple(READERS)
OF_SEQUENCES = ("mot", "mots")  # photos that are in none have no place in them
# Where photos lie in an archive: beside what the format says of them, as its readers look for them.
PHOTOS: Mapping[str, str] = {
    AVALA_JSON: "images/",
    "coco": "images/{split}/",
    "yolo-detect": "images/{split}/",
    "yolo-segment": "images/{split}/",
    "voc": "JPEGImages/",
    "semantic-png": "JPEGImages/",
    "instance-png": "JPEGImages/",
    "cvat": "images/",
    **dict.fromkeys(OF_SEQUENCES, ""),
}
_ALIASES = {
    "avala-json": AVALA_JSON,
    "json": AVALA_JSON,
    "yolo": "yolo-detect",
    "yolo-seg": "yolo-segment",
    "pascal-voc": "voc",
    "cvat-xml": "cvat",
    "coco-video": "coco",
    "mot-challenge": "mot",
    "motchallenge": "mot",
    "mots-txt": "mots",
}


def format_named(name: str) -> str:
    """Return the format that a name means, in any case, with - or _; raise `InvalidInput`."""
    plain = name.strip().lower().replace("_", "-").replace(" ", "-")
    found = _ALIASES.get(plain, plain)
    if found not in FORMATS:
        raise InvalidInput(f"{name[:100]} is not one of {', '.join(FORMATS)}", field="format")
    return found


def photo_name(kind: str, photo: Photo) -> str | None:
    """Return what a format calls a photo, below the folder of `PHOTOS`; None: it has no place for it."""
    return frame_name(photo) if kind in OF_SEQUENCES else photo.name


def guess_format(members: Members) -> str:
    """Return which format some files are; raise `InvalidInput` when they are none that is known."""
    for name in members.ending(".xml"):
        root = parse_xml(members.read(name), name)
        if root.tag in ("annotations", "annotation"):
            return "cvat" if root.tag == "annotations" else "voc"
    if members.ending(".png", folder=OBJECTS):
        return "instance-png"
    if members.ending(".png", folder=CLASSES):
        return "semantic-png"
    for name in truths(members):
        return "mot" if "," in members.text(name).partition("\n")[0] else "mots"
    if is_yolo(members):
        return "yolo-detect"
    for name in members.ending(".json"):
        whole = members.json(name)
        if is_avala(whole) or is_coco(whole):
            return AVALA_JSON if is_avala(whole) else "coco"
    words = f"this is none of {', '.join(FORMATS)}; if it is, say which by format"
    raise InvalidInput(words, field="file")
