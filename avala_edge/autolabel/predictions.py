"""An answer in the avala-edge prediction format v1, and in its near relatives, as detections: `docs/providers.md`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from avala_edge.autolabel.answer_form import DEFAULT_KEYS, MOST_LABEL, MOST_READ, AnswerForm, LeftOut, Picture
from avala_edge.autolabel.json_answer import Array, Object, Value, look_up, member, number, read_json
from avala_edge.autolabel.provider import Ask
from avala_edge.autolabel.shapes import ShapeReader
from avala_edge.errors import ProviderFailed
from avala_edge.models.detection import MOST_DETECTIONS, Detection

OUTSIDE = "outside the image"
ROUNDING = 1e-4  # by which a score may be above 1


@dataclass(frozen=True)
class Read:
    """What an answer says.

    Attributes:
        detections: those that are wanted, the best first, `MOST_DETECTIONS` at most.
        given: how many predictions the answer has.
        left_out: why predictions could not be used → how many.
    """

    detections: tuple[Detection, ...]
    given: int
    left_out: Mapping[str, int]

    def losses(self) -> str:
        """Say what was left out, for people; nothing when nothing was."""
        return ", ".join(f"{count} {why}" for why, count in sorted(self.left_out.items()))


def read_predictions(data: bytes, form: AnswerForm, picture: Picture, ask: Ask) -> Read:
    """Read an answer. Blocks, for a second at most.

    Raises:
        ProviderFailed: no JSON, no list where the list should be, or a list in which nothing can be read.
    """
    found = find_list(read_json(data), form.key)
    left_out: Counter[str] = Counter()
    detections: list[Detection] = []
    shapes = ShapeReader(form, picture)
    for one in islice(found, MOST_READ):
        try:
            detection = _detection(one, form, shapes, ask)
        except LeftOut as error:
            left_out[error.message] += 1
            continue
        if detection is not None:
            detections.append(detection)
    given = len(found)
    if given > MOST_READ:
        left_out[f"behind the first {MOST_READ}"] = given - MOST_READ
    detections.sort(key=lambda each: -each.score)
    if len(detections) > MOST_DETECTIONS:
        left_out[f"behind the best {MOST_DETECTIONS}"] = len(detections) - MOST_DETECTIONS
    read = Read(tuple(detections[:MOST_DETECTIONS]), given, left_out)
    _check_form(read)
    return read


def find_list(value: Value, key: str) -> Array:
    """Return the list of predictions; raises `ProviderFailed`, saying where it was looked for."""
    found = value
    if key:
        found = look_up(value, key)
    elif isinstance(value, Object):
        found = member(value, *DEFAULT_KEYS)
    if not isinstance(found, Array):
        place = f"under {key}" if key else f"at the top, nor under {', '.join(DEFAULT_KEYS)}"
        raise ProviderFailed(f"The endpoint's answer has no list {place}.")
    return found


def _detection(one: Value, form: AnswerForm, shapes: ShapeReader, ask: Ask) -> Detection | None:
    """None: it can be read, but is not wanted."""
    if not isinstance(one, Object):
        raise LeftOut("that are no objects")
    score = _score(one)
    if score < ask.floor:
        return None
    label = _label(one, form)
    if ask.labels and label is not None and label not in ask.labels:
        return None
    shape = shapes.read(one)
    return Detection(score, shape.box, label, shape.polygons)


def _score(one: Object) -> float:
    given = member(one, "confidence", "score", "probability", "conf")
    if given is None:
        return 1.0  # it says of what it found only where it is
    score = number(given)
    if score is None or not 0 <= score <= 1 + ROUNDING:
        raise LeftOut("with a score that is not 0 to 1")
    return min(score, 1.0)


def _label(one: Object, form: AnswerForm) -> str | None:
    names = [member(one, name) for name in ("label", "class_name", "class", "name", "category")]
    label = next((name.strip() for name in names if isinstance(name, str) and name), None)
    if label is None:
        place = next((name for name in map(_whole, names) if name is not None), None)
        if place is None:
            return None
        label = form.class_names[place] if 0 <= place < len(form.class_names) else str(place)
    if not (label.isprintable() and 0 < len(label) <= MOST_LABEL):
        raise LeftOut(f"with a label that is no line of 1 to {MOST_LABEL} characters")
    return label


def _whole(value: Value) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _check_form(read: Read) -> None:
    """An answer in which nothing can be read is one in another format, and not one that says that nothing is there."""
    lost = {why: count for why, count in read.left_out.items() if why != OUTSIDE}
    if read.given and sum(lost.values()) == read.given:
        said = Read((), read.given, lost).losses()
        raise ProviderFailed(f"None of the endpoint's {read.given} predictions can be read: {said}.")
