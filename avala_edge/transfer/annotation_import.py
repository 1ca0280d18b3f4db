"""Files of annotations into a project: read, matched with its photos and labels, and only then kept, once."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import IO, Any

from avala_edge.errors import Busy, InvalidInput, TooLarge
from avala_edge.formats.members import Members
from avala_edge.formats.records import UNLABELLED, Shape
from avala_edge.formats.registry import READERS, guess_format
from avala_edge.jobs import to_its_end
from avala_edge.store import (
    ImportedAnnotations,
    Label,
    LabelSpec,
    NewAnnotation,
    Principal,
    Project,
    ProjectPhoto,
    Projects,
    new_uid,
)
from avala_edge.store.attributes import check_attributes
from avala_edge.transfer.photo_names import PhotoNames, named_in

AT_ONCE = 2  # imports that are received or read, for each may take a gigabyte of memory
MOST_ANNOTATIONS = 100_000
MOST_PROBLEMS = 1000
LONGEST_LABEL = 100
NAMES = uuid.UUID("3e7a9d3e-54a5-4f6b-9d2c-0f1f2d4f7b10")  # the names of imported annotations are made from it


@dataclass(frozen=True)
class ImportOptions:
    """How files become annotations.

    Attributes:
        format: None: as they look.
        accepted: whether they are ground truth, not drafts.
        label_map: other names for the files' labels.
        create_labels: whether labels that the project lacks are made.
    """

    format: str | None = None
    accepted: bool = False
    label_map: Mapping[str, str] = field(default_factory=dict)
    create_labels: bool = False


@dataclass(frozen=True)
class Problem:
    """What could not be taken of a file, and why."""

    file: str
    detail: str


@dataclass(frozen=True)
class ImportReport:
    """What became of an import: `known` annotations were there already; the first problems, and how many there are."""

    format: str
    photos: int
    annotations: int
    known: int
    labels_created: tuple[str, ...]
    problems: tuple[Problem, ...]
    problem_count: int


@dataclass
class _Read:
    """What a file says of the project's photos."""

    format: str
    drawn: list[tuple[ProjectPhoto, Shape]] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    photos: int = 0
    problems: list[Problem] = field(default_factory=list)


class AnnotationImports:
    """Some at a time; again, an import makes nothing twice."""

    def __init__(self, projects: Projects, imported: ImportedAnnotations) -> None:
        """Take the site's parts."""
        self._projects, self._imported = projects, imported
        self._running = 0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Give leave to receive a file and import it; raises `Busy` when others have it."""
        if self._running >= AT_ONCE:
            raise Busy("other files are being imported; try again in a moment", retry_after_s=5)
        self._running += 1
        try:
            yield
        finally:
            self._running -= 1

    async def perform(
        self, who: Principal, project_uid: str, stream: IO[bytes], name: str, options: ImportOptions
    ) -> ImportReport:
        """Import a file called `name`.

        Raises:
            NotFound: no such project.
            InvalidInput: no format that is known, or damaged; labels that the project has not.
            TooLarge: more than may be read at once.
        """
        project = await self._projects.get(who, project_uid)
        photos = await self._imported.photos(who, project_uid)
        read = await to_its_end(partial(_read, stream, name, photos, options))
        created = await self._complete(who, project, read, create=options.create_labels)
        if created:
            project = await self._projects.get(who, project_uid)
        new = await asyncio.to_thread(_to_keep, project, read, accepted=options.accepted)
        made = await self._imported.write(who, project_uid, new, name=f"import_{new_uid()[:8]}")
        problems = read.problems[:MOST_PROBLEMS]
        counts = {"photos": read.photos, "annotations": made, "known": len(new) - made}
        return ImportReport(
            read.format, **counts, labels_created=created, problems=tuple(problems), problem_count=len(read.problems)
        )

    async def _complete(self, who: Principal, project: Project, read: _Read, *, create: bool) -> tuple[str, ...]:
        """Make the labels that the project lacks, if it may have them, and return them."""
        known = {label.name for label in project.labels}
        used = dict.fromkeys(shape.label for _, shape in read.drawn if shape.label is not None)
        wanted = [*(label for label in read.labels if create), *used]
        missing = [label for label in dict.fromkeys(wanted) if label not in known and label != UNLABELLED]
        if not missing:
            return ()
        if not create:
            named = ", ".join(missing[:10])
            words = f"the project has no label {named}; name them otherwise by label_map, or create_labels"
            raise InvalidInput(words, field="label_map")
        bad = [label for label in missing if not 1 <= len(label) <= LONGEST_LABEL or not label.isprintable()]
        if bad:
            raise InvalidInput(f"{bad[0][:120]!r} cannot be a label; name it otherwise by label_map", field="label_map")
        specs = [LabelSpec(each.name, each.color, each.shortcut, each.attributes, each.uid) for each in project.labels]
        labels = [*specs, *(LabelSpec(name) for name in missing)]
        await self._projects.change(who, project.uid, version=project.version, labels=labels)
        return tuple(missing)


def _read(stream: IO[bytes], name: str, photos: list[ProjectPhoto], options: ImportOptions) -> _Read:
    members = Members(stream, name)
    read = _Read(options.format or guess_format(members))
    names = PhotoNames(photos, named_in(members))
    dataset = READERS[read.format](members, names.size_of)
    for each in dataset.photos:
        photo = names.find(each.name)
        if isinstance(photo, str):
            read.problems.append(Problem(each.name[:1024], photo))
            continue
        if each.size is not None and each.size != (photo.width, photo.height):
            stated, real = f"{each.size[0]} × {each.size[1]}", f"{photo.width} × {photo.height}"
            read.problems.append(Problem(each.name[:1024], f"it says that the photo is {stated}, but it is {real}"))
            continue
        read.photos += 1
        read.problems += [Problem(each.name[:1024], note[:1000]) for note in each.notes]
        read.drawn += [(photo, _renamed(shape, options.label_map)) for shape in each.shapes]
        if len(read.drawn) > MOST_ANNOTATIONS:
            raise TooLarge(f"there are more than {MOST_ANNOTATIONS} annotations; import them in parts", field="file")
    read.labels = list(dict.fromkeys(options.label_map.get(label, label) for label in dataset.labels))
    return read


def _renamed(shape: Shape, label_map: Mapping[str, str]) -> Shape:
    if shape.label is None:
        return shape
    return replace(shape, label=label_map.get(shape.label, shape.label))


def _to_keep(project: Project, read: _Read, *, accepted: bool) -> list[tuple[ProjectPhoto, NewAnnotation]]:
    """Return what the store is to keep, named after what it is, so that the same again is the same."""
    labels, seen = {label.name: label for label in project.labels}, Counter[str]()
    new = []
    for photo, shape in read.drawn:
        label = labels.get(shape.label or "")
        attributes = {}
        for name, value in shape.attributes.items():
            fits, own = _fitting(label, name, value)
            if fits:
                attributes[name] = own
            else:
                words = f"the attribute {name[:100]} of {shape.label or UNLABELLED} is none that the project has"
                read.problems.append(Problem(photo.key, words))
        called = None if label is None else label.name
        said = json.dumps([project.uid, photo.uid, shape.type, shape.geometry, called, attributes], sort_keys=True)
        seen[said] += 1
        drawn = NewAnnotation(
            shape.type,
            shape.geometry,
            called,
            attributes,
            source="imported",
            state="accepted" if accepted else "draft",
            track=shape.track,
            is_key=shape.is_key,
            uid=str(uuid.uuid5(NAMES, f"{seen[said]}/{said}")),
        )
        new.append((photo, drawn))
    return new


def _fitting(label: Label | None, name: str, value: Any) -> tuple[bool, Any]:
    """Return whether a label has an attribute and takes a value, and that value: files say it as text."""
    kinds = {} if label is None else {each["name"]: each["type"] for each in label.attributes}
    if label is None or name not in kinds:
        return False, None
    try:
        own = _AS[kinds[name]](value) if isinstance(value, str) else value
        check_attributes(label, {name: own})
    except (InvalidInput, ValueError, KeyError, RecursionError):
        return False, None
    return True, own


def _number(text: str) -> float:
    return int(text) if text.lstrip("-").isdecimal() else float(text)


_AS: Mapping[str, Callable[[str], Any]] = {
    "dropdown": str,
    "text": str,
    "checkbox": lambda text: {"true": True, "false": False}[text.lower()],
    "number": _number,
    "multi_select": json.loads,
}
