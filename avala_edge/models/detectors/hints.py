"""What people and files say of a model beside its graph: exporters' metadata, Hugging Face's JSON, lists of labels."""

from __future__ import annotations

import ast
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from avala_edge.errors import InvalidInput
from avala_edge.models.detectors.inputs import Three
from avala_edge.models.detectors.manifest import LONGEST_LABEL, MOST_LABELS

MOST_TEXT = 1024 * 1024
_NO_OBJECT = {"__background__", "background", "_background_", "n/a", "none"}


@dataclass(frozen=True)
class Hints:
    """All of it may be missing.

    Attributes:
        labels: by class number.
        size: height and width of the input.
        mean, std, scale: of the input's channels, as the manifest has them.
        task: as Ultralytics names it.
        words: file name and metadata in small letters, to look for names of architectures in.
        license: of the weights.
        description: what the file says of itself.
        told: where each came from, for people.
    """

    labels: tuple[str, ...] | None = None
    size: tuple[int, int] | None = None
    mean: Three | None = None
    std: Three | None = None
    scale: float | None = None
    task: str | None = None
    words: str = ""
    license: str = ""
    description: str = ""
    told: Mapping[str, str] = field(default_factory=dict)


def from_metadata(metadata: Mapping[str, str], file_name: str) -> Hints:
    """Read what Ultralytics' and YOLOv5's exporters leave in an ONNX file; what does not parse counts as missing."""
    labels, size = _names(_literal(metadata.get("names"))), _size(_literal(metadata.get("imgsz")))
    words = " ".join([file_name, *(metadata.get(key, "") for key in ("description", "author", "task"))])
    return Hints(
        labels=labels,
        size=size,
        task=metadata.get("task"),
        words=words[:1000].lower(),
        license=_line(metadata.get("license", "")),
        description=_line(metadata.get("description", "")),
        told=dict.fromkeys(("labels", "size", "license"), "the file's metadata"),
    )


def from_hugging_face(folder: Path) -> Hints:
    """Read `config.json` and `preprocessor_config.json` as transformers writes them, where a folder has them.

    Raises:
        InvalidInput: such a file cannot be read or is not JSON.
    """
    config, picture = (_json(folder / name) for name in ("config.json", "preprocessor_config.json"))
    known = picture.get("do_normalize", True) is not False
    size = picture.get("size")
    size = [size.get("height"), size.get("width")] if isinstance(size, dict) else size
    return Hints(
        labels=_names({_whole(key): value for key, value in (config.get("id2label") or {}).items()}),
        size=_size(size),
        mean=_three(picture.get("image_mean")) if known else None,
        std=_three(picture.get("image_std")) if known else None,
        scale=_positive(picture.get("rescale_factor")),
        words=" ".join([str(config.get("model_type", "")), *map(str, config.get("architectures") or ())]).lower(),
        told=dict.fromkeys(("labels", "size", "mean", "std", "scale"), "config.json and preprocessor_config.json"),
    )


def read_labels(path: Path) -> tuple[str, ...]:
    """Read class names from a file: one a line, a JSON list, or a JSON object from class number to name.

    Raises:
        InvalidInput: it cannot be read, or holds no names.
    """
    text = _text(path, "--labels")
    if path.suffix.lower() == ".json" or text.lstrip()[:1] in ("[", "{"):
        try:
            said = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise InvalidInput(f"{path} is not JSON: {error}", field="--labels") from error
        said = said.get("id2label", said) if isinstance(said, dict) else said
        named = {_whole(key): value for key, value in said.items()} if isinstance(said, dict) else said
        names = _names(named)
    else:
        lines = [line.strip() for line in text.splitlines()]
        while lines and not lines[-1]:
            lines.pop()
        names = _names(lines)
    if names is None:
        raise InvalidInput(
            f"{path} must hold class names: one a line, a JSON list, or a JSON object from class number to name, of at "
            f"most {MOST_LABELS} names with at most {LONGEST_LABEL} characters",
            field="--labels",
        )
    return names


def merged(first: Hints, second: Hints) -> Hints:
    """Take what the first says, and the rest from the second."""
    values: dict[str, Any] = {}
    told: dict[str, str] = {}
    for name in ("labels", "size", "mean", "std", "scale", "task"):
        source = second if getattr(first, name) is None else first
        values[name] = getattr(source, name)
        told[name] = source.told.get(name, "")
    told["license"] = (first if first.license else second).told.get("license", "")
    return Hints(
        **values,
        words=f"{first.words} {second.words}",
        license=first.license or second.license,
        description=first.description or second.description,
        told=told,
    )


def _literal(text: str | None) -> Any:
    """Parse a Python or JSON literal, never more; None where it is none."""
    if text is None or len(text) > MOST_TEXT:
        return None
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        pass
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _names(said: Any) -> tuple[str, ...] | None:
    """Return names by class number; classes that stand for nothing, and numbers left out, have an empty one."""
    if isinstance(said, dict):
        numbers = [key for key in said if isinstance(key, int) and 0 <= key < MOST_LABELS]
        if not numbers or len(numbers) != len(said):
            return None
        said = [said.get(number, "") for number in range(max(numbers) + 1)]
    if not isinstance(said, (list, tuple)) or not 0 < len(said) <= MOST_LABELS:
        return None
    if not all(isinstance(name, str) and len(name) <= LONGEST_LABEL for name in said):
        return None
    names = tuple("" if _line(name).lower() in _NO_OBJECT else _line(name) for name in said)
    return names if any(names) else None


def _line(text: str) -> str:
    """Return text without control characters, of which there are none in a name that a person would read."""
    return "".join(character for character in text[:1000] if character.isprintable()).strip()


def _size(said: Any) -> tuple[int, int] | None:
    """Return height and width of `[h, w]` or of one number for both."""
    if isinstance(said, int) and not isinstance(said, bool):
        said = [said, said]
    if not isinstance(said, (list, tuple)) or len(said) != 2:
        return None
    return (said[0], said[1]) if all(isinstance(side, int) and side > 0 for side in said) else None


def _three(said: Any) -> Three | None:
    if not isinstance(said, list) or len(said) != 3 or not all(map(_is_number, said)):
        return None
    return float(said[0]), float(said[1]), float(said[2])


def _positive(said: Any) -> float | None:
    return float(said) if _is_number(said) and said > 0 else None


def _is_number(said: Any) -> bool:
    return isinstance(said, (int, float)) and math.isfinite(said)


def _whole(text: object) -> object:
    return int(text) if isinstance(text, str) and text.isdecimal() and len(text) < 10 else text


def _json(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        said = json.loads(_text(path, "FILE"))
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"{path} is not JSON: {error}", field="FILE") from error
    return said if isinstance(said, dict) else {}


def _text(path: Path, option: str) -> str:
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_TEXT + 1)
        if len(data) > MOST_TEXT:
            raise InvalidInput(f"{path} is larger than {MOST_TEXT} bytes", field=option)
        return data.decode("utf-8-sig")
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}", field=option) from error
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{path} is not text", field=option) from error
