"""JSON → records. Fields that a record does not know are left alone: a newer server may say more."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import datetime
from functools import lru_cache
from types import NoneType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from avala_edge.client.refusals import UnexpectedAnswer

T = TypeVar("T")


def read(kind: type[T], body: object) -> T:
    """Return a record of the dataclass `kind`; raise `UnexpectedAnswer` when the body is none."""
    try:
        found: T = _convert(kind, body)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnexpectedAnswer(f"the answer is no {kind.__name__}: {error!r}", status=200) from None
    return found


def _convert(kind: Any, value: Any) -> Any:
    if isinstance(kind, type) and is_dataclass(kind):
        known = {name: _convert(hint, value[name]) for name, hint in _hints(kind).items() if name in value}
        return kind(**known)
    if kind is datetime:
        return datetime.fromisoformat(value)
    if get_origin(kind) is tuple:
        return tuple(_convert(get_args(kind)[0], each) for each in value)
    if NoneType in get_args(kind):
        return None if value is None else _convert(get_args(kind)[0], value)
    return value


@lru_cache
def _hints(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}
