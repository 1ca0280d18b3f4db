"""What review is for: samples that judge a model, what its confidence is worth, and what is wrong with annotations."""

from __future__ import annotations

from avala_edge.review.acceptance import Acceptance, acceptance
from avala_edge.review.estimate import Estimate, share_of, stratified
from avala_edge.review.finding import MODEL_KINDS, Finding, Kind, ModelKind, ShapeKind
from avala_edge.review.geometry_checks import check_geometry
from avala_edge.review.model_checks import ModelChecks
from avala_edge.review.quality_checks import QualityChecks
from avala_edge.review.reliability import Bin, Threshold, bins, threshold

__all__ = [
    "MODEL_KINDS",
    "Acceptance",
    "Bin",
    "Estimate",
    "Finding",
    "Kind",
    "ModelChecks",
    "ModelKind",
    "QualityChecks",
    "ShapeKind",
    "Threshold",
    "acceptance",
    "bins",
    "check_geometry",
    "share_of",
    "stratified",
    "threshold",
]
