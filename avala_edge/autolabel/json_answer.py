"""Another server's JSON: parsed at once, turned into Python objects only where somebody looks.

`json.loads` would hold up every click for as long as it makes objects (a second for 8 MiB); simdjson takes hundredths.
A value is a text, number, flag or None as in Python, or an `Object` or `Array` that is read in place. They block, and
their memory is a small multiple of the text's length. See `docs/decisions/0012-simdjson-for-answers.md`.
"""

from __future__ import annotations

import numpy as np
import simdjson
from numpy.typing import NDArray
from simdjson import Array, Object

from avala_edge.errors import ProviderFailed

Value = Object | Array | str | float | bool | None

_GZIP = b"\x1f\x8b"


def read_json(data: bytes) -> Value:
    """Parse an answer.

    Raises:
        ProviderFailed: it is no JSON; the message says how one can see that.
    """
    try:
        found: Value = simdjson.Parser().parse(data)
    except (ValueError, RuntimeError) as error:
        raise ProviderFailed(f"The endpoint's answer is {_why(data, str(error))}.") from None
    return found


def look_up(value: Value, path: str) -> Value:
    """Return what is at a dotted path, where numbers count the members of arrays; None when nothing is."""
    for part in path.split("."):
        if isinstance(value, Object):
            value = member(value, part)
        elif isinstance(value, Array) and part.isdecimal() and len(part) < 7 and int(part) < len(value):
            value = value[int(part)]
        else:
            return None
    return value


def member(value: Object, *names: str) -> Value:
    """Return the first of these members that is there and not null."""
    for name in names:
        try:
            found: Value = value[name]
        except KeyError:
            continue
        if found is not None:
            return found
    return None


def number(value: Value) -> float | None:
    """Return a number, None for anything else."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def numbers(value: Value, *, most: int) -> NDArray[np.float64] | None:
    """Return float64 `[n]`, the numbers of an array and of those in it; None when it holds more, nothing or others."""
    if not isinstance(value, Array) or len(value) > most:
        return None
    try:
        found = np.frombuffer(value.as_buffer(of_type="d"), np.float64)
    except (TypeError, ValueError):  # other things than numbers; nothing at all
        return None
    return found if len(found) <= most else None


def _why(data: bytes, said: str) -> str:
    if not data.strip():
        return "empty"
    if data.startswith(_GZIP):
        return "compressed, although that was not asked for"
    try:
        data.decode()
    except UnicodeDecodeError:
        return "not JSON: it is not UTF-8"
    if said.startswith("DEPTH_ERROR"):
        return "nested too deeply"
    if said.startswith(("BIGINT_ERROR", "NUMBER_ERROR")):
        return "not JSON: it holds a number that does not fit 64 bits"
    if data.lstrip()[:1] == b"<":
        return "not JSON, but a web page"
    if b"NaN" in data or b"Infinity" in data:
        return "not JSON, which has no NaN and no Infinity"
    return "not JSON"


__all__ = ["Array", "Object", "Value", "look_up", "member", "number", "numbers", "read_json"]
