"""Promptable models that sites bring along: SAM and its relatives as pairs of ONNX files."""

from __future__ import annotations

from avala_edge.models.promptables.library import SHIPPED, Promptables
from avala_edge.models.promptables.reference import Reference, read_reference

__all__ = ["SHIPPED", "Promptables", "Reference", "read_reference"]
