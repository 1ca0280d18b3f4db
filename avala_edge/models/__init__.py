"""What a promptable model is: its manifest, its types, and encode/decode for each family."""

from __future__ import annotations

from avala_edge.models.choice import Choice, Measured, load_chosen
from avala_edge.models.detection import Detection
from avala_edge.models.manifest import Manifest
from avala_edge.models.memory import ObjectMemory, Recalled, Recollection, Remembered
from avala_edge.models.promptable import Prepared, PromptableModel
from avala_edge.models.types import Embedding, Logits, Prompt

__all__ = [
    "Choice",
    "Detection",
    "Embedding",
    "Logits",
    "Manifest",
    "Measured",
    "ObjectMemory",
    "Prepared",
    "Prompt",
    "PromptableModel",
    "Recalled",
    "Recollection",
    "Remembered",
    "load_chosen",
]
