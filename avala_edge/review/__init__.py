"""What review is for: samples that judge a model, what its confidence is worth, and what is wrong with annotations."""

from __future__ import annotations

from avala_edge.review.acceptance import Acceptance, acceptance
from avala_edge.review.estimate import Estimate, share_of, stratified
from avala_edge.review.geometry_checks import Finding, check_geometry
from avala_edge.review.quality_checks import QualityChecks
from avala_edge.review.reliability import Bin, Threshold, bins, threshold

__all__ = [
    "Acceptance",
    "Bin",
    "Estimate",
    "Finding",
    "QualityChecks",
    "Threshold",
    "acceptance",
    "bins",
    "check_geometry",
    "share_of",
    "stratified",
    "threshold",
]
