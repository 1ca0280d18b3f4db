"""Quality of masks, measured by simulated annotators."""

from __future__ import annotations
