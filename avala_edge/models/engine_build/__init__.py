"""TensorRT plans of promptable models: what can be built, in which shapes and precisions, where plans are kept."""

from __future__ import annotations

from avala_edge.models.engine_build.building import Order, build_engine, check
from avala_edge.models.engine_build.installing import check_repository, put_plan
from avala_edge.models.engine_build.operators import published
from avala_edge.models.engine_build.plans import PARTS, Part, PlanRecord, Precision, part_file

__all__ = [
    "PARTS",
    "Order",
    "Part",
    "PlanRecord",
    "Precision",
    "build_engine",
    "check",
    "check_repository",
    "part_file",
    "published",
    "put_plan",
]
