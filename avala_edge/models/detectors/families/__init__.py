"""The families of detectors: one small module each, tensors → objects, pure."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from avala_edge.models.detectors.families.dbnet import Dbnet
from avala_edge.models.detectors.families.family import Family, Outputs
from avala_edge.models.detectors.families.yolo import YoloEndToEnd, Yolov5, Yolov8
from avala_edge.models.detectors.families.yolox import Yolox

AnyFamily = Annotated[Yolov5 | Yolov8 | YoloEndToEnd | Yolox | Dbnet, Field(discriminator="family")]

__all__ = ["AnyFamily", "Dbnet", "Family", "Outputs", "YoloEndToEnd", "Yolov5", "Yolov8", "Yolox"]
