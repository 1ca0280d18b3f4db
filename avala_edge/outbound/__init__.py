"""Connections that this server makes: only to hosts that its operator named, within bounds of time and bytes."""

from __future__ import annotations

from avala_edge.outbound.call import Answer, NoAnswer, Outbound, Stream
from avala_edge.outbound.targets import Targets

__all__ = ["Answer", "NoAnswer", "Outbound", "Stream", "Targets"]
