"""A promptable model's memory of one object in a film: what was seen of it on earlier frames finds it on the next.

What SAM 2's `SAM2Base.track_step` does with a frame, asked of the graphs that a manifest names. Always on this machine,
also where clicks go to Triton: nothing but these graphs asks for what they say. Holds no object.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from avala_edge.geometry import Frame
from avala_edge.imaging import stretch_mask
from avala_edge.inference import Engine, Lane, Runtime, Tensors, Work
from avala_edge.models import tensors
from avala_edge.models.manifest import Manifest
from avala_edge.models.types import Embedding, Logits, Prompt
from avala_edge.models.wiring import MemoryWiring

Array = NDArray[np.float32]

ABSENT = -1024.0  # the logit of every pixel of an object that is not there: `NO_OBJ_SCORE` of sam2_base.py
DRAWN = 10.0  # and the object's score where a person drew it: `_use_mask_as_output`
_NOTHING = Prompt(np.zeros((0, 2), np.float32), np.zeros(0, np.float32), None)


@dataclass(frozen=True, eq=False)
class Remembered:
    """What is kept of an object on one frame.

    Attributes:
        memory: float32 `[tokens, channels]`.
        pointer: float32 `[C]`.
    """

    memory: Array
    pointer: Array


@dataclass(frozen=True, eq=False)
class Recollection:
    """What is remembered of an object, as seen from one frame.

    Attributes:
        memories: float32 `[1, K, tokens, channels]`, the key frame's first.
        memory_ages: int64 `[K]`, frames before this one; 0 for the key frame.
        pointers: float32 `[1, P, C]`.
        pointer_ages: float32 `[P]`, frames before this one.
    """

    memories: Array
    memory_ages: NDArray[np.int64]
    pointers: Array
    pointer_ages: Array


@dataclass(frozen=True, eq=False)
class Recalled:
    """Where an object is found on a frame.

    Attributes:
        logits: the likeliest mask alone, and its expected IoU.
        presence: a logit; the object is there where it is above 0.
        pointer: float32 `[C]`.
    """

    logits: Logits
    presence: float
    pointer: Array


class ObjectMemory:
    """The graphs of one manifest on one runtime."""

    def __init__(self, manifest: Manifest, wiring: MemoryWiring, folder: Path, runtime: Runtime) -> None:
        """Use `PromptableModel.memory` instead; `load` comes next."""
        self.manifest, self.wiring = manifest, wiring
        self._folder, self._runtime = folder, runtime
        self._attention = f"{manifest.name}.memory_attention"
        self._encoder = f"{manifest.name}.memory_encoder"
        self._decoder = f"{manifest.name}.memory_decoder"

    async def load(self, engine: Engine) -> None:
        """Make the graphs runnable, and the decoder a second time, beside that of clicks.

        Raises:
            ModelUnavailable: with the reason.
        """
        graphs = self.manifest.graphs
        for name, part in (
            (self._attention, "memory_attention"),
            (self._encoder, "memory_encoder"),
            (self._decoder, "decoder"),
        ):
            await self._runtime.load(name, self._folder / graphs[part].path, engine, work=Work.BATCH)

    def square(self, mask: NDArray[np.uint8], frame: Frame) -> Array:
        """Return a mask of the whole image as the encoder takes it, float32 `[side, side]`. Blocks for milliseconds."""
        side = self.manifest.side
        rows, columns = (round(cells * side / self.manifest.cells) for cells in (frame.valid_height, frame.valid_width))
        square = np.zeros((side, side), np.float32)
        square[:rows, :columns] = stretch_mask(mask, rows, columns)
        return square

    async def remember_drawn(self, embedding: Embedding, square: Array, *, lane: Lane) -> Remembered:
        """Remember an object where it was drawn: the mask is taken as it is, the decoder says the pointer alone.

        `_use_mask_as_output` and `_encode_new_memory` of sam2_base.py.
        """
        cells, wiring = self.manifest.cells, self.wiring
        made = await self._encode(embedding, np.zeros((cells, cells), np.float32), square, DRAWN, lane)
        outputs = await self._decode(embedding, made[wiring.plain_features], made[wiring.mask_prompt][0, 0], lane)
        return Remembered(made[wiring.memory][0], outputs[wiring.object_pointers][0, 0])

    async def recall(self, embedding: Embedding, recollection: Recollection, *, lane: Lane) -> Recalled:
        """Find an object on a frame by what is remembered of it.

        `_prepare_memory_conditioned_features` and `_forward_sam_heads` of sam2_base.py, with several masks asked for
        (`multimask_output_for_tracking`).

        Raises:
            InvalidInput: the graphs answered with numbers that are not finite.
        """
        wiring = self.wiring
        inputs: dict[str, NDArray[np.generic]] = {
            wiring.features: embedding.tensors[wiring.features],
            wiring.memories: recollection.memories,
            wiring.memory_ages: recollection.memory_ages,
            wiring.pointers: recollection.pointers,
        }
        if wiring.pointer_ages is not None:
            inputs[wiring.pointer_ages] = recollection.pointer_ages
        attended = await self._runtime.run(self._attention, inputs, lane=lane)
        outputs = await self._decode(embedding, attended[wiring.conditioned], None, lane)
        several = tensors.answer(outputs, embedding.frame, self.manifest, multimask=True)
        best = int(several.scores.argmax())
        pointers = outputs[wiring.object_pointers][0]
        return Recalled(
            Logits(several.masks[best : best + 1], several.scores[best : best + 1], embedding.frame),
            float(outputs[wiring.object_scores].reshape(-1)[0]),
            pointers[len(pointers) - len(several.masks) + best],
        )

    async def remember(self, embedding: Embedding, recalled: Recalled, *, lane: Lane) -> Remembered:
        """Remember an object where it was found, or that it was not. `_encode_new_memory` of sam2_base.py."""
        logits = recalled.logits.masks[0]
        if recalled.presence <= 0:
            logits = np.full_like(logits, ABSENT)
        made = await self._encode(embedding, logits, None, recalled.presence, lane)
        return Remembered(made[self.wiring.memory][0], recalled.pointer)

    async def _encode(
        self, embedding: Embedding, logits: Array, square: Array | None, presence: float, lane: Lane
    ) -> dict[str, Array]:
        wiring, side = self.wiring, self.manifest.side
        mask = np.zeros((side, side), np.float32) if square is None else square
        inputs: Tensors = {
            wiring.features: embedding.tensors[wiring.features],
            wiring.mask_logits: logits[None, None],
            wiring.object_score: np.array([[presence]], np.float32),
            wiring.mask: mask[None, None],
            wiring.has_mask: np.array([float(square is not None)], np.float32),
        }
        return await self._runtime.run(self._encoder, inputs, lane=lane)

    async def _decode(
        self, embedding: Embedding, features: Array, previous: Array | None, lane: Lane
    ) -> dict[str, Array]:
        """Ask the decoder about a frame whose features are these, without a point."""
        asked: dict[str, NDArray[np.generic]] = {
            **embedding.tensors,
            self.wiring.features: features,
            **tensors.decoder_tensors(embedding, _NOTHING, previous, self.manifest),
        }
        return await self._runtime.run(self._decoder, asked, lane=lane)
