"""What is remembered of one object along a film: its key frame for good, the last frames for as long as they count.

The same that SAM 2 attends to, `SAM2Base._prepare_memory_conditioned_features`: by frames of the film, so that one
which could not be decoded leaves a gap. Forwards or backwards is all the same here: ages are distances.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from avala_edge.models import Recollection, Remembered


@dataclass(frozen=True, eq=False)
class OnFrame:
    """What is remembered of an object on a frame of that index."""

    index: int
    remembered: Remembered


@dataclass(frozen=True, eq=False)
class MemoryBank:
    """One object's.

    Attributes:
        key: where a person drew it.
        recent: the last frames, the newest last; of those older than `most_memories` frames the pointer counts alone.
        most_memories: of the last frames that are attended to.
        most_pointers: the same, with the key frame's.
    """

    key: OnFrame
    most_memories: int
    most_pointers: int
    recent: tuple[OnFrame, ...] = ()

    def with_frame(self, index: int, remembered: Remembered) -> MemoryBank:
        """Return the bank with one more frame, without what no later frame asks for."""
        kept = [each for each in self.recent if abs(index - each.index) < self.most_pointers - 1]
        thin = [self._thinned(each, index) for each in kept]
        return replace(self, recent=(*thin, OnFrame(index, remembered)))

    def _thinned(self, each: OnFrame, newest: int) -> OnFrame:
        """Let go of a memory, a megabyte of SAM 2, that is too old for the frame after the newest."""
        if abs(newest - each.index) < self.most_memories:
            return each
        gone = each.remembered.memory[:0]
        return OnFrame(each.index, Remembered(gone.copy(), each.remembered.pointer))

    def seen_from(self, index: int) -> Recollection:
        """Return what counts on a frame of that index. Blocks for milliseconds: copies it."""
        near = [(abs(index - each.index), each.remembered) for each in self.recent]
        memories = [(0, self.key.remembered.memory)]
        memories += [(age, each.memory) for age, each in near if age <= self.most_memories and len(each.memory)]
        pointers = [(abs(index - self.key.index), self.key.remembered.pointer)]
        pointers += [(age, each.pointer) for age, each in near if age < self.most_pointers]
        return Recollection(
            np.stack([memory for _, memory in memories])[None],
            np.array([age for age, _ in memories], np.int64),
            np.stack([pointer for _, pointer in pointers])[None],
            np.array([age for age, _ in pointers], np.float32),
        )
