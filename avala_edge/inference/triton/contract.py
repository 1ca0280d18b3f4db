"""What our models on Triton are called and how they are asked; `model_repository/` answers it."""

from __future__ import annotations

ENCODER, DECODER, PROMPT = "sam_image_encoder", "sam_mask_decoder", "sam_prompt"

KEY = "key"
"""`sam_prompt`'s input that names an embedding."""
KEY_BYTES = 32

STATUS = "status"
"""Its output: `ANSWERED`, or `ABSENT` alone where it was not sent the embedding and does not have it."""
ANSWERED, ABSENT = 0, 1

MODEL_DIGEST = "model_digest"
"""The parameter of every model that says of which manifest it is."""
EMBEDDING = "embedding"
"""The parameter of `sam_prompt` that lists the embedding's tensors, with commas."""

CLICK, OTHERS = 1, 2
"""Priorities in Triton's queues: somebody waits, or nobody does."""
