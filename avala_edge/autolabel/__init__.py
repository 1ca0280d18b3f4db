"""Connected models, here and elsewhere: how they are asked and how their answers are read."""

from __future__ import annotations

from avala_edge.autolabel.local_model import LocalModel
from avala_edge.autolabel.provider import Ask, Provider, Subject
from avala_edge.autolabel.provider_client import ProviderClient, Tried

__all__ = ["Ask", "LocalModel", "Provider", "ProviderClient", "Subject", "Tried"]
