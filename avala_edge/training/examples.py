"""A project's examples: which annotations, and how each looks; what is not at hand is looked at in the background."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal, Protocol

import numpy as np

from avala_edge.errors import EdgeError, InvalidInput, NotFound
from avala_edge.geometry import Rle
from avala_edge.inference import Lane, Scheduler
from avala_edge.jobs import until_there_is_room
from avala_edge.models import Embedding, Manifest
from avala_edge.store import ExampleRow, ExampleRows, ExampleShape, ImageRecord
from avala_edge.training.features import Vector, appearance
from avala_edge.training.judge import Examples
from avala_edge.training.kept_vectors import Key, read_vectors, write_vectors
from avala_edge.training.regions import region

MOST_EACH = 200  # newest examples of a label
MOST = 5000  # of a project
PATIENCE_S = 0.5  # that who asks waits for examples whose embeddings are at hand
MOST_AT_ONCE = 64  # of those
SAVED_AT_ONCE = 32  # vectors that a killed server may have to look at again

_log = logging.getLogger(__name__)


class Sight(Protocol):
    """Where embeddings of whole images come from."""

    async def embedding(self, record: ImageRecord, lane: Lane, *, in_use: bool = True) -> Embedding:
        """Return it, encoding the image if need be."""

    def state(self, record: ImageRecord) -> Literal["ready", "computing", "absent"]:
        """Say whether it would have to be encoded."""


@dataclass
class Shelf:
    """What is known of one project's examples.

    Attributes:
        rows: as of `state`.
        vectors: of some or all of them.
        unusable: those that cannot be looked at, for good.
    """

    folder: Path
    state: int = -1
    rows: Sequence[ExampleRow] = ()
    vectors: dict[Key, Vector] = field(default_factory=dict)
    unusable: set[Key] = field(default_factory=set)
    looking: asyncio.Task[None] | None = None
    changes: int = 0  # of `rows` and `vectors` together
    unsaved: int = 0  # vectors that are not on disk

    def missing(self) -> list[Key]:
        """Return the keys of what has not been looked at yet."""
        keys = ((row.uid, row.version) for row in self.rows)
        return [key for key in keys if key not in self.vectors and key not in self.unusable]

    def seen(self) -> list[ExampleRow]:
        """Return the examples that can be compared with."""
        return [row for row in self.rows if (row.uid, row.version) in self.vectors]

    def examples(self) -> Examples:
        """Return them as arrays, in the order of `seen`; there is at least one."""
        rows = self.seen()
        vectors = np.stack([self.vectors[row.uid, row.version] for row in rows])
        return Examples.of(vectors, [row.label for row in rows], [row.image for row in rows])


class Looking:
    """Looks at objects. Belongs to one event loop."""

    def __init__(self, rows: ExampleRows, sight: Sight, manifest: Manifest, cpu: Scheduler) -> None:
        """Take the site's parts."""
        self._rows, self._sight, self._cpu = rows, sight, cpu
        self.model_digest, self._cells = manifest.digest, manifest.cells
        self._turn = asyncio.Semaphore(1)  # of who goes through a project's photos
        self._tasks: set[asyncio.Task[None]] = set()

    async def look(
        self, record: ImageRecord, masks: Sequence[Callable[[], Rle]], lane: Lane, *, in_use: bool = True
    ) -> list[Vector | None]:
        """Return how objects of one image look; None for one whose mask, made off the loop, is empty or damaged.

        Raises:
            Busy: too much work waits already.
            ImageRefused: the image's bytes have been damaged.
        """
        embedding = await self._sight.embedding(record, lane, in_use=in_use)

        def one(mask: Callable[[], Rle]) -> Vector | None:
            try:
                return appearance(embedding, mask(), cells=self._cells)
            except InvalidInput:
                return None

        return [await self._cpu.run(partial(one, mask), lane=lane) for mask in masks]

    def is_at_hand(self, record: ImageRecord) -> bool:
        """Say whether an image can be looked at without encoding it."""
        return self._sight.state(record) == "ready"

    async def open(self, folder: Path) -> Shelf:
        """Return a project's shelf, with what is kept of it."""
        return Shelf(folder, vectors=await asyncio.to_thread(read_vectors, folder, self.model_digest))

    async def bring_up(self, shelf: Shelf, project_id: int) -> None:
        """Bring a shelf up to date; wait a little for what is new if nothing has to be encoded, or nothing is known."""
        state = await self._rows.state(project_id)
        if state != shelf.state:
            shelf.rows = await self._rows.newest(project_id, each=MOST_EACH, most=MOST)
            there = {(row.uid, row.version) for row in shelf.rows}
            shelf.vectors = {key: vector for key, vector in shelf.vectors.items() if key in there}
            shelf.unusable &= there
            shelf.state = state
            shelf.changes += 1
        missing = shelf.missing()
        if not missing:
            return
        if shelf.looking is None or shelf.looking.done():
            shelf.looking = asyncio.create_task(self._look_at_missing(shelf))
            self._tasks.add(shelf.looking)
            shelf.looking.add_done_callback(self._tasks.discard)
        if not shelf.vectors or (len(missing) <= MOST_AT_ONCE and await self._are_at_hand(missing)):
            await asyncio.wait({shelf.looking}, timeout=PATIENCE_S)

    async def _are_at_hand(self, keys: Sequence[Key]) -> bool:
        shapes = await self._rows.shapes([uid for uid, _ in keys])
        return all(self.is_at_hand(each.image) for each in shapes)

    async def wait_for_all(self, shelf: Shelf) -> None:
        """Wait until everything on a shelf that can be looked at has been."""
        while shelf.looking is not None and not shelf.looking.done():
            await asyncio.wait({shelf.looking})

    async def _look_at_missing(self, shelf: Shelf) -> None:
        try:
            async with self._turn:
                while missing := shelf.missing()[:MOST_AT_ONCE]:
                    await self._look_at(shelf, missing)
                    shelf.changes += 1
            if shelf.unsaved >= SAVED_AT_ONCE:
                shelf.unsaved = 0
                await asyncio.to_thread(write_vectors, shelf.folder, self.model_digest, dict(shelf.vectors))
        except EdgeError as error:
            _log.warning("examples are looked at another time: %s", error.message)

    async def _look_at(self, shelf: Shelf, keys: Sequence[Key]) -> None:
        by_image: defaultdict[str, list[ExampleShape]] = defaultdict(list)
        for shape in await self._rows.shapes([uid for uid, _ in keys]):
            by_image[shape.image.uid].append(shape)
        for shapes in by_image.values():
            record = shapes[0].image
            masks = [partial(mask_of, shape) for shape in shapes]
            try:
                vectors = await until_there_is_room(partial(self.look, record, masks, Lane.BATCH, in_use=False))
            except (InvalidInput, NotFound) as error:
                _log.warning("examples on %s cannot be looked at: %s", record.uid, error.message)
                continue
            for shape, vector in zip(shapes, vectors, strict=True):
                if vector is not None:
                    shelf.vectors[shape.uid, shape.version] = vector
                    shelf.unsaved += 1
        # what is gone, changed meanwhile or damaged is not tried again
        shelf.unusable.update(key for key in keys if key not in shelf.vectors)

    async def close(self) -> None:
        """Stop looking; what was seen and not kept is looked at again."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def mask_of(shape: ExampleShape) -> Rle:
    """Return the mask of an example; raises `InvalidInput` for one that is damaged."""
    return region(shape.type, shape.geometry, height=shape.image.height, width=shape.image.width)
