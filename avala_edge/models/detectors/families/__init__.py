"""The families of detectors: one small module each, tensors → objects, pure."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from avala_edge.models.detectors.families.boxes import Boxes
from avala_edge.models.detectors.families.dbnet import Dbnet
from avala_edge.models.detectors.families.detr import Detr
from avala_edge.models.detectors.families.family import Clues, Family, Outputs
from avala_edge.models.detectors.families.semantic import Semantic
from avala_edge.models.detectors.families.yolo import YoloEndToEnd, Yolov5, Yolov8
from avala_edge.models.detectors.families.yolox import Yolox, count_cells

AnyFamily = Annotated[
    Yolov5 | Yolov8 | YoloEndToEnd | Yolox | Detr | Boxes | Semantic | Dbnet, Field(discriminator="family")
]

FAMILIES: tuple[type[Family], ...] = (Detr, Boxes, YoloEndToEnd, Yolov8, Yolox, Yolov5, Dbnet, Semantic)
"""In the order in which a graph is compared with them."""

__all__ = [
    "FAMILIES",
    "AnyFamily",
    "Boxes",
    "Clues",
    "Dbnet",
    "Detr",
    "Family",
    "Outputs",
    "Semantic",
    "YoloEndToEnd",
    "Yolov5",
    "Yolov8",
    "Yolox",
    "count_cells",
]
