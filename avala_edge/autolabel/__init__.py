"""Auto-label: models that find objects by themselves, asked item by item, their answers as drafts."""

from __future__ import annotations

from avala_edge.autolabel.local_model import LocalModel
from avala_edge.autolabel.options import Options
from avala_edge.autolabel.order import AutoLabelOrders
from avala_edge.autolabel.provider import Ask, Provider, Subject
from avala_edge.autolabel.provider_client import ProviderClient, Tried
from avala_edge.autolabel.refine import Refiner
from avala_edge.autolabel.run import AT_ONCE, AutoLabel
from avala_edge.autolabel.site_models import SiteModels

__all__ = [
    "AT_ONCE",
    "Ask",
    "AutoLabel",
    "AutoLabelOrders",
    "LocalModel",
    "Options",
    "Provider",
    "ProviderClient",
    "Refiner",
    "SiteModels",
    "Subject",
    "Tried",
]
