"""MOTChallenge's layout: a folder a sequence, with `gt/gt.txt`, its classes in `gt/labels.txt`, and `seqinfo.ini`.

Source: motchallenge.net/instructions, and Datumaro and CVAT, who look for the classes there. Frames are counted from 1
and lie in `img1/`. With splits the folders lie in one for each split.
"""

from __future__ import annotations

import configparser
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import PurePosixPath

from avala_edge.errors import InvalidInput
from avala_edge.formats.archive import Archive
from avala_edge.formats.members import Members
from avala_edge.formats.records import FrameOf, Photo, ReadDataset, ReadPhoto, Shape, Size, SizeOf, track_named

TRUTH, LABELS, INFO, IMAGES = "gt.txt", "labels.txt", "seqinfo.ini", "img1"
RATE = 30  # what is said of sequences whose rate nobody knows: readers want one
_UNSPLIT = "default"

Named = Mapping[int, str]  # classes by number


def frame_stem(folder: str, index: int) -> str:
    """Return what a frame is called in the folder of its sequence (empty: the file's own), without an ending."""
    name = f"{IMAGES}/{index + 1:06}"
    return f"{folder}/{name}" if folder else name


def frame_name(photo: Photo) -> str | None:
    """Return where a frame lies in an archive, None for a photo that is no frame."""
    if photo.frame is None:
        return None
    ending = photo.name.removeprefix(photo.stem)
    return frame_stem(_folder(photo.split, photo.frame), photo.frame.index) + ending


def _folder(split: str, frame: FrameOf) -> str:
    return frame.sequence if split == _UNSPLIT else f"{split}/{frame.sequence}"


@dataclass
class _Written:
    """A sequence on its way: where its lines wait, by frame, and the numbers of its objects."""

    name: str
    size: Size
    ending: str
    rate: float | None
    frames: int = 0
    lines: list[tuple[int, int, int]] = field(default_factory=list)  # frame, offset, bytes
    numbers: dict[Hashable, int] = field(default_factory=dict)
    last: Counter[Hashable] = field(default_factory=Counter)


class SequenceWriter:
    """Writes the folders; lines wait in one file on the disk until all is known."""

    def __init__(self, archive: Archive) -> None:
        """Write into `archive`."""
        self._archive, self._scratch = archive, archive.scratch()
        self._written: dict[str, _Written] = {}

    def number(self, photo: Photo, frame: FrameOf, among: Hashable, track: str | None) -> int:
        """Return the number of an object of a sequence `among` others, from 1; what has no track gets its own."""
        folder = self._of(photo, frame)
        if track is not None and (among, track) in folder.numbers:
            return folder.numbers[among, track]
        folder.last[among] += 1
        if track is not None:
            folder.numbers[among, track] = folder.last[among]
        return folder.last[among]

    def write(self, photo: Photo, frame: FrameOf, lines: Iterable[str]) -> None:
        """Write the lines of a frame."""
        folder = self._of(photo, frame)
        folder.frames = max(folder.frames, frame.frames, frame.index + 1)
        data = "".join(f"{line}\n" for line in lines).encode()
        folder.lines.append((frame.index, self._scratch.tell(), len(data)))
        self._scratch.write(data)

    def finish(self, labels: Iterable[str]) -> None:
        """Put the folders together; raises `InvalidInput` for a class that a line cannot name."""
        names = [_checked(name) for name in labels]
        for folder, each in sorted(self._written.items()):
            with self._archive.member(f"{folder}/gt/{TRUTH}") as out:
                for _, offset, length in sorted(each.lines):
                    self._scratch.seek(offset)
                    out.write(self._scratch.read(length))
            self._archive.add(f"{folder}/gt/{LABELS}", "".join(f"{name}\n" for name in names).encode())
            rate = max(1, round(each.rate or RATE))  # readers take whole numbers
            said = {"name": each.name, "imDir": IMAGES, "frameRate": rate, "seqLength": each.frames}
            said |= {"imWidth": each.size[0], "imHeight": each.size[1], "imExt": each.ending}
            words = "".join(f"{name}={value}\n" for name, value in said.items())
            self._archive.add(f"{folder}/{INFO}", f"[Sequence]\n{words}".encode())
        self._scratch.close()

    def _of(self, photo: Photo, frame: FrameOf) -> _Written:
        folder = _folder(photo.split, frame)
        if folder not in self._written:
            ending, size = photo.name.removeprefix(photo.stem), (photo.width, photo.height)
            self._written[folder] = _Written(frame.sequence.rpartition("/")[2], size, ending, frame.rate)
        return self._written[folder]


def _checked(name: str) -> str:
    if name != name.strip() or not name or not name.isprintable():
        words = f"the format cannot name a class {name[:100]!r}; give it another name by label_map"
        raise InvalidInput(words, field="label_map")
    return name


@dataclass(frozen=True)
class SequenceFolder:
    """A sequence of a file from outside.

    Attributes:
        path: of its folder; empty: the file's own.
        labels: its classes by number from 1, None when it does not say.
        size: of its frames, as it states it.
        lines: number and text of the lines of each frame, by its index from 0.
        digest: SHA-256 of them.
    """

    path: str
    labels: Named | None
    size: Size | None
    lines: Mapping[int, list[tuple[int, str]]]
    digest: str

    def photo(self, index: int) -> str:
        """Return what the photo of a frame is called, without an ending."""
        return frame_stem(self.path, index)

    def track(self, number: int) -> str:
        """Return the name of a track: another file's with that number is another."""
        return track_named(self.digest, self.path, number)

    def label(self, number: int, otherwise: Named) -> str:
        """Return what a class is called, where the file does not say as `otherwise` has it; raises `InvalidInput`."""
        name = (otherwise if self.labels is None else self.labels).get(number)
        if not name:
            raise InvalidInput(f"there is no class {number}")
        return name


ShapeOf = Callable[[Sequence[str], SequenceFolder, Size], Shape]


def truths(members: Members) -> list[str]:
    """Return the names of the files of sequences."""
    return [name for name in members.ending(TRUTH, folder="gt") if PurePosixPath(name).name.lower() == TRUTH]


def read_folders(members: Members, size_of: SizeOf, between: str | None, shape_of: ShapeOf) -> ReadDataset:
    """Read every sequence; the values of a line stand apart `between` such, `shape_of` makes a shape of them.

    Raises:
        InvalidInput: there is none.
    """
    names = truths(members)
    if not names:
        raise InvalidInput(f"there is no gt/{TRUTH} in it", field="file")
    named = [_labels(members, PurePosixPath(name).parent) or {} for name in names]
    labels = dict.fromkeys(label for each in named for label in each.values())

    def photos() -> Iterator[ReadPhoto]:
        for name in names:
            yield from _photos(_folder_of(members, name, between), size_of, between, shape_of)

    return ReadDataset(list(labels), photos())


def _photos(folder: SequenceFolder, size_of: SizeOf, between: str | None, shape_of: ShapeOf) -> Iterator[ReadPhoto]:
    for index, lines in folder.lines.items():
        name, shapes, notes = folder.photo(index), [], []
        size = size_of(name)
        if size is None or folder.size not in (None, size):
            yield ReadPhoto(name, (), folder.size)
            continue
        for number, line in lines:
            try:
                shapes.append(shape_of(line.split(between), folder, size))
            except InvalidInput as error:
                notes.append(f"line {number}: {error.message}")
            except (ValueError, IndexError, OverflowError):
                notes.append(f"line {number}: it is not as the format says")
        yield ReadPhoto(name, tuple(shapes), folder.size, tuple(notes))


def _folder_of(members: Members, name: str, between: str | None) -> SequenceFolder:
    gt = PurePosixPath(name).parent
    text = members.text(name)
    lines: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            index = int(float(line.split(between)[0])) - 1
        except (ValueError, OverflowError):
            index = -1
        if index < 0:
            raise InvalidInput(f"{name[:200]}: line {number} does not begin with a frame's number", field="file")
        lines[index].append((number, line))
    path = "" if gt.parent == PurePosixPath(".") else str(gt.parent)
    digest = sha256(text.encode()).hexdigest()
    return SequenceFolder(path, _labels(members, gt), _size(members, gt.parent), dict(sorted(lines.items())), digest)


def _labels(members: Members, gt: PurePosixPath) -> Named | None:
    for folder in (gt, *gt.parents):
        name = str(folder / LABELS)
        if name in members.names:
            return dict(enumerate((line.strip() for line in members.text(name).splitlines()), 1))
    return None


def _size(members: Members, folder: PurePosixPath) -> Size | None:
    name = str(folder / INFO)
    if name not in members.names:
        return None
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(members.text(name))
        return parser.getint("Sequence", "imWidth"), parser.getint("Sequence", "imHeight")
    except (configparser.Error, ValueError):
        return None
