"""Models elsewhere: how they are asked and how their answers are read."""

from __future__ import annotations

from avala_edge.autolabel.provider import Ask, Provider, Subject
from avala_edge.autolabel.provider_client import ProviderClient, Tried

__all__ = ["Ask", "Provider", "ProviderClient", "Subject", "Tried"]
