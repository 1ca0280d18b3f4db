"""What people accepted teaches: label suggestions by appearance, and a light head per project, trained and measured."""

from __future__ import annotations

from avala_edge.training.contrast import Contrast
from avala_edge.training.elsewhere import Elsewhere, Opinion
from avala_edge.training.examples import Looking
from avala_edge.training.heads import HeadCard, Heads, Measured
from avala_edge.training.likeness import Likeness
from avala_edge.training.novelty import Novelty
from avala_edge.training.suggest import Known, Suggested, Suggester, Suggestion
from avala_edge.training.train import ACTIVATE, TRAIN_HEAD, Activate, Trainer

__all__ = [
    "ACTIVATE",
    "TRAIN_HEAD",
    "Activate",
    "Contrast",
    "Elsewhere",
    "HeadCard",
    "Heads",
    "Known",
    "Likeness",
    "Looking",
    "Measured",
    "Novelty",
    "Opinion",
    "Suggested",
    "Suggester",
    "Suggestion",
    "Trainer",
]
