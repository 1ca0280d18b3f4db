"""The wire, as pydantic models; what is not in them is refused, by name."""

from __future__ import annotations
