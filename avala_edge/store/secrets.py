"""Secrets inside settings that people give: what is one, how it is hidden, how a hidden one finds its way back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from avala_edge.errors import InvalidInput

HIDDEN = "********"
_SECRET = re.compile(
    r"secret|token|passw|credential|authori|auth_header|auth_value|api_?-?key|access_key", re.IGNORECASE
)
_OF_SECRETS = "headers"  # any header may carry a key, whatever its name


def hide(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return `config` with its secrets hidden, at any depth."""
    return {name: _hidden(name, value) for name, value in config.items()}


def restore(config: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """Return `config` with what is hidden in it taken from `before`.

    Raises:
        InvalidInput: there is nothing there.
    """
    return {name: _restored(name, value, before.get(name)) for name, value in config.items()}


def is_hidden(config: Mapping[str, Any]) -> bool:
    """Say whether something in `config` is hidden."""
    return any(value == HIDDEN or (isinstance(value, Mapping) and is_hidden(value)) for value in config.values())


def _hidden(name: str, value: Any) -> Any:
    if isinstance(value, Mapping):
        if name.lower() == _OF_SECRETS or _SECRET.search(name):
            return dict.fromkeys(value, HIDDEN)
        return hide(value)
    if isinstance(value, list):
        return [_hidden(name, each) for each in value]
    return HIDDEN if value not in (None, "") and _SECRET.search(name) else value


def _restored(name: str, value: Any, before: Any) -> Any:
    if isinstance(value, Mapping):
        return restore(value, before if isinstance(before, Mapping) else {})
    if value != HIDDEN:
        return value
    if before is None:
        raise InvalidInput(f"{name} is hidden, and there is none yet; give it", field=f"config.{name}")
    return before
