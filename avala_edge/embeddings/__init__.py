"""Embeddings, computed once per image for the whole site and shared by everybody."""

from __future__ import annotations

from avala_edge.embeddings.disk import DiskTier
from avala_edge.embeddings.packing import Damaged, EmbeddingKey, pack, unpack
from avala_edge.embeddings.shared import Claim, SharedTier, open_shared
from avala_edge.embeddings.store import EmbeddingStore, Outcome

__all__ = [
    "Claim",
    "Damaged",
    "DiskTier",
    "EmbeddingKey",
    "EmbeddingStore",
    "Outcome",
    "SharedTier",
    "open_shared",
    "pack",
    "unpack",
]
