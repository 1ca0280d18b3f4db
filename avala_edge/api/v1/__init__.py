"""`/api/v1`: what the unmodified Avala clients speak (`contracts/avala.md`), and nothing else."""

from __future__ import annotations
