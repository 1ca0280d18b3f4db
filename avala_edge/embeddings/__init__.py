"""Embeddings, computed once per image for the whole site and shared by everybody."""

from __future__ import annotations

from avala_edge.embeddings.store import EmbeddingKey, EmbeddingStore, Outcome

__all__ = ["EmbeddingKey", "EmbeddingStore", "Outcome"]
