"""Models that find objects by themselves, here and elsewhere: how they are asked and how their answers are read."""

from __future__ import annotations

from avala_edge.autolabel.connected import ConnectedModels, Tried
from avala_edge.autolabel.connection import check_config
from avala_edge.autolabel.everything import EVERYTHING, EverythingProvider
from avala_edge.autolabel.provider import Ask, Provider, Subject

__all__ = [
    "EVERYTHING",
    "Ask",
    "ConnectedModels",
    "EverythingProvider",
    "Provider",
    "Subject",
    "Tried",
    "check_config",
]
