"""Models that find objects by themselves, here and elsewhere, asked item by item; their answers become drafts."""

from __future__ import annotations

from avala_edge.autolabel.alike import Alike, Candidate, MoreLikeThis
from avala_edge.autolabel.connected import ConnectedModels, Tried
from avala_edge.autolabel.connection import check_config
from avala_edge.autolabel.everything import EVERYTHING, EverythingProvider, Labels
from avala_edge.autolabel.local_model import LocalModel
from avala_edge.autolabel.options import Options
from avala_edge.autolabel.order import AutoLabelOrders
from avala_edge.autolabel.predictor import Predicted, Predictor, Question
from avala_edge.autolabel.provider import Ask, Provider, Subject
from avala_edge.autolabel.refine import Refiner
from avala_edge.autolabel.run import AT_ONCE, AutoLabel
from avala_edge.autolabel.site_models import SiteModels

__all__ = [
    "AT_ONCE",
    "EVERYTHING",
    "Alike",
    "Ask",
    "AutoLabel",
    "AutoLabelOrders",
    "Candidate",
    "ConnectedModels",
    "EverythingProvider",
    "Labels",
    "LocalModel",
    "MoreLikeThis",
    "Options",
    "Predicted",
    "Predictor",
    "Provider",
    "Question",
    "Refiner",
    "SiteModels",
    "Subject",
    "Tried",
    "check_config",
]
