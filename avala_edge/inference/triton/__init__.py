"""Inference on Triton servers. What needs `tritonclient` is imported where it is used: the extra `triton`."""

from __future__ import annotations

from avala_edge.inference.triton.contract import (
    CLICK,
    DECODER,
    EMBEDDING,
    ENCODER,
    KEY,
    KEY_BYTES,
    MODEL_DIGEST,
    OTHERS,
    PROMPT,
    STATUS,
)

__all__ = [
    "CLICK",
    "DECODER",
    "EMBEDDING",
    "ENCODER",
    "KEY",
    "KEY_BYTES",
    "MODEL_DIGEST",
    "OTHERS",
    "PROMPT",
    "STATUS",
]
