"""Graph and hints → a manifest to be confirmed: which family it is, and what such models are usually fed with."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from avala_edge.errors import InvalidInput
from avala_edge.inference import Graph, TensorSpec
from avala_edge.models.detectors.families import FAMILIES, Clues, Family
from avala_edge.models.detectors.hints import Hints
from avala_edge.models.detectors.inputs import LARGEST_SIDE, DetectorInputs, Layout, Ones, Preparation
from avala_edge.models.detectors.manifest import MODEL, DetectorManifest
from avala_edge.models.manifest import NAME, ModelFile

ALIASES: Mapping[str, str] = {
    "yolov7": "yolov5",
    "yolov9": "yolov8",
    "yolov11": "yolov8",
    "yolo11": "yolov8",
    "yolov12": "yolov8",
    "yolo12": "yolov8",
    "yolov10": "yolo-end2end",
    "yolo26": "yolo-end2end",
    "torchvision": "boxes",
    "mmdetection": "boxes",
    "rf-detr": "detr",
}
"""Names of models → families that read them."""

FAMILY_NAMES: tuple[str, ...] = tuple(str(each.model_fields["family"].default) for each in FAMILIES)
TASKS = ("detect", "segment")
PARTS = ("family", "classes", "input", "size", "pixels", "threshold", "licence")
GIVEN, USUAL, FILE = "as given", "usual", "the graph"


@dataclass(frozen=True)
class Given:
    """What whoever imports says; it goes before everything that is guessed."""

    name: str | None = None
    family: str | None = None
    labels: tuple[str, ...] | None = None
    size: tuple[int, int] | None = None
    license: str | None = None
    otherwise: tuple[str, ...] | None = None  # labels, where the file names none


@dataclass(frozen=True)
class Guess:
    """A manifest, and who said each of its `PARTS`."""

    manifest: DetectorManifest
    told: Mapping[str, str]


def guess(graph: Graph, hints: Hints, given: Given, *, sha256: str, file_name: str) -> Guess:
    """Make a manifest of what is known.

    Raises:
        InvalidInput: something is missing, or does not fit; the field is the option that helps.
    """
    if hints.task is not None and hints.task not in TASKS:
        raise InvalidInput(f"models for {hints.task!r} are not read, only those for {' or '.join(TASKS)}", field="FILE")
    picture, layout = _picture(graph)
    labels = given.labels or hints.labels or given.otherwise
    size, size_told = _size(picture, layout, hints, given)
    words = f"{hints.words} {given.family or ''}".lower()
    inputs = _inputs(graph, picture, layout)
    clues = Clues(graph.outputs, None if labels is None else len(labels), size, inputs.size is not None, words)
    family, counted = _family(clues, given)
    if labels is None and family.family == "dbnet":
        labels = ("text",)
    if labels is None:
        names = "its class names" if counted is None else f"its {counted} class names"
        raise InvalidInput(f"the file does not name its classes: give {names}, by class number", field="--labels")
    prepared, prepared_told = _prepared(family.usual(clues), hints)
    try:
        manifest = DetectorManifest(
            name=given.name or _slug(file_name),
            file=ModelFile(path=MODEL, sha256=sha256),
            inputs=inputs,
            preparation=prepared,
            reading=family,  # type: ignore[arg-type]  # one of the union, which only pydantic knows
            labels=labels,
            score_threshold=family.usual_threshold,
            license=hints.license if given.license is None else given.license,
            source=": ".join(filter(None, (file_name, hints.description)))[:1000],
        )
    except ValidationError as error:
        first = error.errors()[0]
        where = "--name" if first["loc"] == ("name",) else "FILE"
        raise InvalidInput(f"{'.'.join(map(str, first['loc']))}: {first['msg']}", field=where) from error
    told = {
        "family": GIVEN if given.family else "the shapes of its outputs",
        "classes": GIVEN if given.labels else hints.told.get("labels", "") if hints.labels else USUAL,
        "input": FILE,
        "size": size_told,
        "pixels": prepared_told,
        "threshold": USUAL,
        "licence": GIVEN if given.license is not None else hints.told.get("license", "") if hints.license else "",
    }
    return Guess(manifest, told)


def _picture(graph: Graph) -> tuple[TensorSpec, Layout]:
    """Return the input that takes the picture, and how that lies in it."""
    found: list[tuple[TensorSpec, Layout]] = []
    for each in graph.inputs:
        if each.dtype not in ("float32", "float16", "uint8") or len(each.shape) not in (3, 4):
            continue
        inner, is_batch = each.shape[-3:], len(each.shape) == 4
        if is_batch and each.shape[0] not in (None, 1):
            raise InvalidInput(f"{each.name!r} takes {each.shape[0]} pictures at once; export it for 1", field="FILE")
        if inner[2] == 3 and inner[0] != 3:
            found.append((each, "NHWC" if is_batch else "HWC"))
        elif inner[0] in (3, None):
            found.append((each, "NCHW" if is_batch else "CHW"))
    if len(found) != 1:
        raise InvalidInput(f"it has no single input for a colour picture, but {_shown(graph.inputs)}", field="FILE")
    return found[0]


def _inputs(graph: Graph, picture: TensorSpec, layout: Layout) -> DetectorInputs:
    """Return what is fed: the picture, its size where that is asked for, a mask that says that all of it counts."""
    size: str | None = None
    mask: Ones | None = None
    for each in graph.inputs:
        if each is picture:
            continue
        if each.dtype == "int64" and len(each.shape) == 2 and each.shape[1] in (2, None):
            size = each.name
        elif each.dtype == "int64" and len(each.shape) == 3:
            mask = Ones(tensor=each.name, height=each.shape[1], width=each.shape[2])
        else:
            raise InvalidInput(f"nothing is known to put into its input {_shown([each])}", field="FILE")
    return DetectorInputs.model_validate(
        {"picture": picture.name, "layout": layout, "dtype": picture.dtype, "size": size, "mask": mask}
    )


def _size(picture: TensorSpec, layout: Layout, hints: Hints, given: Given) -> tuple[tuple[int, int] | None, str]:
    """Return height and width of the picture as far as they are fixed or said, and by whom."""
    rows = layout.index("H")
    height, width = picture.shape[rows : rows + 2]
    if height is not None and width is not None:
        if given.size not in (None, (height, width)):
            raise InvalidInput(f"the graph takes {width} × {height} (width × height) only", field="--size")
        said, told = (height, width), FILE
    elif given.size is not None:
        said, told = given.size, GIVEN
    elif hints.size is not None:
        said, told = hints.size, hints.told.get("size", "")
    else:
        return None, USUAL
    if max(said) > LARGEST_SIDE:
        raise InvalidInput(f"{said[1]} × {said[0]} is more than {LARGEST_SIDE} a side", field="--size")
    return said, told


def _family(clues: Clues, given: Given) -> tuple[Family, int | None]:
    """Return the family with its options, and how many classes the graph has, if it says so."""
    wanted = None if given.family is None else ALIASES.get(given.family.lower(), given.family.lower())
    if wanted is not None and wanted not in FAMILY_NAMES:
        raise InvalidInput(f"{given.family!r} is none of {', '.join(sorted(FAMILY_NAMES))}", field="--family")
    families = [each for each in FAMILIES if wanted in (None, each.model_fields["family"].default)]
    unnamed = Clues(clues.outputs, None, clues.size, clues.asks_size, clues.words)
    for known in (clues, unnamed):  # without the names, to see whether only their number is wrong
        for family, counted in filter(None, (each.of(known) for each in families)):
            if clues.classes is not None and counted not in (None, clues.classes):
                names = f"{clues.classes} class names for a graph with {counted} classes"
                raise InvalidInput(names, field="--labels" if given.labels else "FILE")
            return family, counted
    if wanted is not None:
        raise InvalidInput(f"a model of family {wanted} has no such outputs: {_shown(clues.outputs)}", field="--family")
    raise InvalidInput(f"no family has such outputs: {_shown(clues.outputs)}; name it with --family", field="FILE")


def _prepared(usual: Preparation, hints: Hints) -> tuple[Preparation, str]:
    """Return the usual preparation with what is known better, and by whom."""
    known = {key: getattr(hints, key) for key in ("mean", "std", "scale") if getattr(hints, key) is not None}
    if not known:
        return usual, USUAL
    return usual.model_copy(update=known), next(hints.told.get(key, "") for key in known)


def _shown(tensors: Sequence[TensorSpec]) -> str:
    shapes = [", ".join("?" if n is None else str(n) for n in each.shape) for each in tensors]
    return "; ".join(f"{each.name} {each.dtype} [{shape}]" for each, shape in zip(tensors, shapes, strict=True))


def _slug(file_name: str) -> str:
    """Return a name that a folder can have."""
    slug = re.sub(r"[^a-z0-9._-]+", "-", file_name.lower().removesuffix(".onnx")).strip("-._")[:64].rstrip("-._")
    if not re.fullmatch(NAME, slug):
        raise InvalidInput(f"no name can be made of {file_name!r}", field="--name")
    return slug
