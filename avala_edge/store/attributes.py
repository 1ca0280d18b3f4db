"""What may be said of an object: a label's attributes and the values that they take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isfinite
from typing import TYPE_CHECKING, Any

from avala_edge.errors import InvalidInput

if TYPE_CHECKING:
    from avala_edge.store.labels import Label

ATTRIBUTE_TYPES = ("dropdown", "checkbox", "text", "number", "multi_select")
LONGEST_TEXT = 2000

_Fits = Callable[[Any, list[str]], bool]
_FITS: Mapping[str, _Fits] = {
    "dropdown": lambda value, options: value in options,
    "checkbox": lambda value, _: isinstance(value, bool),
    "text": lambda value, _: isinstance(value, str) and len(value) <= LONGEST_TEXT,
    "number": lambda value, _: isinstance(value, (int, float)) and not isinstance(value, bool) and isfinite(value),
    "multi_select": lambda value, options: (
        isinstance(value, list) and len(value) == len(set(map(str, value))) and all(each in options for each in value)
    ),
}


def check_attributes(label: Label, given: Mapping[str, Any]) -> None:
    """Raise `InvalidInput` for an attribute that `label` does not have, or a value that it does not take."""
    known = {attribute["name"]: attribute for attribute in label.attributes}
    for name, value in given.items():
        field = f"attributes.{name[:100]}"
        if name not in known:
            raise InvalidInput(f"the label {label.name} has no attribute {name[:100]}", field=field)
        attribute = known[name]
        if value is not None and not _FITS[attribute["type"]](value, attribute.get("options", [])):
            raise InvalidInput(f"{name} is a {attribute['type']} and cannot be that", field=field)
