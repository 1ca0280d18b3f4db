"""Values that must be one of a few."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from avala_edge.errors import InvalidInput


def check_choices(values: Mapping[str, Any], allowed: Mapping[str, Collection[str]]) -> None:
    """Raise `InvalidInput`, naming the field, for the first of `values` that is none of those `allowed` for it."""
    for name, choices in allowed.items():
        if name in values and values[name] not in choices:
            raise InvalidInput(f"{name} must be one of {', '.join(choices)}", field=name)
