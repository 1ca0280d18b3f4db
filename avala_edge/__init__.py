"""avala-edge: an on-prem server for AI-assisted annotation."""

from __future__ import annotations

__version__ = "0.1.0"
