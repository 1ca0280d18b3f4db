"""Embeddings, computed once per image for the whole site and shared by everybody."""

from __future__ import annotations

from avala_edge.embeddings.disk import DiskTier, EmbeddingKey
from avala_edge.embeddings.store import EmbeddingStore, Outcome

__all__ = ["DiskTier", "EmbeddingKey", "EmbeddingStore", "Outcome"]
