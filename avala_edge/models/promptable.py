"""A promptable model: encode an image once, decode many prompts. Holds no image; embeddings are values."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from avala_edge.geometry import Frame, View
from avala_edge.imaging import Pixels
from avala_edge.inference import Engine, Lane, Resident, Runtime, Tensors, Work
from avala_edge.models import tensors
from avala_edge.models.manifest import Manifest, check_files, read_manifest
from avala_edge.models.memory import ObjectMemory
from avala_edge.models.types import Embedding, Logits, Prompt


@dataclass(frozen=True)
class Prepared:
    """What the encoder takes, and how the logits to come lie on the image."""

    inputs: Tensors
    frame: Frame


class PromptableModel:
    """One manifest on one runtime, which knows its parts as `encoder` and `decoder`; `memory` where it has one."""

    def __init__(self, manifest: Manifest, folder: Path, runtime: Runtime) -> None:
        """Use `open` instead, which also checks the files."""
        self.manifest = manifest
        self.folder, self._runtime = folder, runtime
        self.encoder, self.decoder = f"{manifest.name}.encoder", f"{manifest.name}.decoder"
        wiring = manifest.wiring.memory
        self.memory = None if wiring is None else ObjectMemory(manifest, wiring, folder, runtime)

    @classmethod
    def open(cls, folder: Path, runtime: Runtime) -> PromptableModel:
        """Check the files against their manifest; `load_encoder` and `load_decoder` come next.

        Raises:
            ModelUnavailable: with the reason.
        """
        manifest = read_manifest(folder)
        check_files(folder, manifest.files)
        return cls(manifest, folder, runtime)

    def on(self, runtime: Runtime) -> PromptableModel:
        """Return the same model on another runtime."""
        return PromptableModel(self.manifest, self.folder, runtime)

    async def load_encoder(self, engine: Engine) -> None:
        """Make the encoder runnable, in place of what was loaded before; raises `ModelUnavailable` with the reason."""
        path = self.manifest.graph_for("encoder", eight_bits=engine.eight_bits).path
        await self._runtime.load(self.encoder, self.folder / path, engine, work=Work.HEAVY)

    async def load_decoder(self, engine: Engine) -> None:
        """Make the decoder runnable, in place of what was loaded before; raises `ModelUnavailable` with the reason."""
        path = self.manifest.graph_for("decoder", eight_bits=engine.eight_bits).path
        await self._runtime.load(self.decoder, self.folder / path, engine, work=Work.LIGHT)

    def prepare(self, seen: Pixels, view: View, *, image_height: int, image_width: int) -> Prepared:
        """Make the encoder's input of a view's pixels, at `least_side` or more. Blocks for some milliseconds."""
        return Prepared(*tensors.encoder_tensors(seen, view, image_height, image_width, self.manifest))

    async def encode(self, prepared: Prepared, *, key: str = "", lane: Lane) -> Embedding:
        """Compute the embedding of a view of one image; `key` is the name that it may be kept under."""
        outputs = await self._runtime.run(self.encoder, prepared.inputs, lane=lane)
        links = self.manifest.wiring.embedding
        return Embedding({link.decoder: outputs[link.encoder] for link in links}, prepared.frame, key)

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
        inputs = tensors.decoder_tensors(embedding, prompt, previous, self.manifest)
        resident = Resident(embedding.key, embedding.tensors)
        outputs = await self._runtime.run(self.decoder, inputs, lane=lane, resident=resident)
        return tensors.answer(outputs, embedding.frame, self.manifest, multimask=multimask)
