"""A promptable model: encode an image once, decode many prompts. Holds no image; embeddings are values."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from avala_edge.geometry import View
from avala_edge.imaging import Pixels
from avala_edge.inference import Lane, Runtime
from avala_edge.models import mini
from avala_edge.models.manifest import Manifest, read_manifest
from avala_edge.models.types import Embedding, Logits, Prompt


class PromptableModel:
    """One manifest on one runtime."""

    def __init__(self, manifest: Manifest, runtime: Runtime) -> None:
        """Use `open` instead, which also loads the files."""
        self.manifest = manifest
        self._runtime = runtime
        self._encoder, self._decoder = f"{manifest.name}.encoder", f"{manifest.name}.decoder"

    @classmethod
    async def open(cls, folder: Path, runtime: Runtime) -> PromptableModel:
        """Check the files against their manifest and load them.

        Raises:
            ModelUnavailable: with the reason.
        """
        model = cls(read_manifest(folder), runtime)
        await runtime.load(model._encoder, folder / model.manifest.encoder.path, heavy=True)
        await runtime.load(model._decoder, folder / model.manifest.decoder.path, heavy=False)
        return model

    async def encode(self, seen: Pixels, view: View, *, image_height: int, image_width: int, lane: Lane) -> Embedding:
        """Compute the embedding of a view of one image; `seen` is the view's pixels, at `least_side` or more."""
        inputs, frame = mini.encoder_tensors(
            seen, view, image_height, image_width, side=self.manifest.side, cells=self.manifest.cells
        )
        outputs = await self._runtime.run(self._encoder, inputs, lane=lane)
        return Embedding({name: outputs[name] for name in mini.EMBEDDING_TENSORS}, frame)

    @property
    def least_side(self) -> int:
        """Longer side (px) of what `encode` should see, at least, where the image has that much: half as much again."""
        return self.manifest.side * 3 // 2

    async def decode(
        self,
        embedding: Embedding,
        prompt: Prompt,
        previous: NDArray[np.float32] | None = None,
        *,
        multimask: bool,
        lane: Lane,
    ) -> Logits:
        """Answer one prompt: one mask, or three alternatives with `multimask`.

        `previous` is the answer to refine: float32 `[h, w]` logits on the embedding's own grid.
        """
        inputs = mini.decoder_tensors(embedding, prompt, previous, side=self.manifest.side, cells=self.manifest.cells)
        outputs = await self._runtime.run(self._decoder, inputs, lane=lane)
        return mini.answer(outputs, embedding.frame, multimask=multimask)
