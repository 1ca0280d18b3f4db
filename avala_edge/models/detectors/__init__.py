"""Detectors that sites bring along as ONNX files: what they are, how they are read, which are installed and loaded."""

from __future__ import annotations

from avala_edge.models.detectors.detector import Detector, read_detections
from avala_edge.models.detectors.library import Library
from avala_edge.models.detectors.manifest import DetectorManifest, DetectorTensors
from avala_edge.models.detectors.registry import Detectors
from avala_edge.models.detectors.tensors import input_tensors, least_side, place_in

__all__ = [
    "Detector",
    "DetectorManifest",
    "DetectorTensors",
    "Detectors",
    "Library",
    "input_tensors",
    "least_side",
    "place_in",
    "read_detections",
]
