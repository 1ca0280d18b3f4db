"""Speed of this machine, as rows that people and programs read."""

from __future__ import annotations
