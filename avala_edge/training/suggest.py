"""Label suggestions: how an object looks, compared with what people of the project accepted."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray

from avala_edge.geometry import Rle
from avala_edge.inference import Lane, Scheduler
from avala_edge.store import ExampleRow, ImageRecord, Project
from avala_edge.training.examples import Looking, Shelf
from avala_edge.training.features import Vector
from avala_edge.training.fitting import Calibration, by_means, calibrated_means
from avala_edge.training.heads import Heads
from avala_edge.training.judge import Examples, Judge
from avala_edge.training.space import Vectors, reference_for

MOST_PROJECTS = 16  # kept in memory
BECAUSE = 3  # examples named for a label
STALE = 0.2  # by this share the examples may grow or shrink until how sure a judge may be is learnt again
NO_EXAMPLES = "The project has no accepted annotations with labels yet."
NOT_LOOKED_AT = "The project's accepted annotations have not been looked at yet; ask again in a moment."
NOTHING_NEAR = "It is not much like anything that was accepted in this project."
EMPTY = "The mask is empty."


@dataclass(frozen=True)
class Suggestion:
    """A label, how likely it is, and the accepted annotations (uids) with it that are most like the object."""

    label: str
    score: float
    because: tuple[str, ...]


@dataclass(frozen=True)
class Suggested:
    """Labels, the likeliest first; none when the object is like nothing known, for `reason`. `head`: its version."""

    labels: tuple[Suggestion, ...]
    reason: str | None
    head: int | None


@dataclass(frozen=True)
class Known:
    """A project's examples at one moment, ready to be compared with.

    Attributes:
        uids: of annotations, `[n]`.
        labels: uid of each one's label, `[n]`.
        images: uid of the image that each is on, `[n]`.
        vectors: float32 `[n, d]`.
        places: where they are in the judge's space, float32 `[n, d]`.
        judge: by label means.
        calibration: how sure the judge may be.
    """

    uids: tuple[str, ...]
    labels: tuple[str, ...]
    images: tuple[str, ...]
    vectors: Vectors
    places: Vectors
    judge: Judge
    calibration: Calibration


@dataclass
class _Project:
    shelf: Shelf
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    known: Known | None = None
    known_at: int = -1  # `shelf.changes`
    calibration: Calibration = field(default_factory=Calibration)
    calibrated_on: int = 0  # examples
    head: tuple[int, Judge | None] | None = None


class Suggester:
    """Suggests labels. Belongs to one event loop."""

    def __init__(self, looking: Looking, heads: Heads, cpu: Scheduler) -> None:
        """Take the site's parts."""
        self._looking, self._heads, self._cpu = looking, heads, cpu
        self._projects: OrderedDict[str, _Project] = OrderedDict()

    async def suggest(
        self,
        project: Project,
        record: ImageRecord,
        masks: Sequence[Callable[[], Rle]],
        *,
        top: int = 5,
        lane: Lane = Lane.CLICK,
    ) -> list[Suggested]:
        """Suggest labels for objects of one image; `masks` are made off the loop.

        Raises:
            Busy: too much work waits already.
            ImageRefused: the image's bytes have been damaged.
        """
        mine = await self._project(project.uid)
        known = await self._known(mine, project)
        if known is None:
            reason = NOT_LOOKED_AT if mine.shelf.rows else NO_EXAMPLES
            return [Suggested((), reason, None) for _ in masks]
        head = await self._head(mine, project.uid)
        names = {label.uid: label.name for label in project.labels}
        vectors = await self._looking.look(record, masks, lane)
        work = partial(_answer_all, known, head, vectors, names, top)
        return await self._cpu.run(work, lane=lane)

    async def known(self, project: Project) -> Known | None:
        """Return a project's examples as they are; None when there are none that have been looked at."""
        return await self._known(await self._project(project.uid), project)

    async def all_examples(self, project: Project) -> tuple[Examples, tuple[str, ...]] | None:
        """Return them all, once the last has been looked at, and which image (uid) each is on; None: there are none."""
        mine = await self._project(project.uid)
        async with mine.lock:
            await self._looking.bring_up(mine.shelf, project.id)
        await self._looking.wait_for_all(mine.shelf)
        seen = mine.shelf.seen()
        return (mine.shelf.examples(), tuple(row.image for row in seen)) if seen else None

    async def _project(self, uid: str) -> _Project:
        mine = self._projects.get(uid)
        if mine is None:
            shelf = await self._looking.open(self._heads.folder(uid))
            mine = self._projects.setdefault(uid, _Project(shelf))
            while len(self._projects) > MOST_PROJECTS:
                self._projects.popitem(last=False)
        self._projects.move_to_end(uid)
        return mine

    async def _known(self, mine: _Project, project: Project) -> Known | None:
        async with mine.lock:  # many who ask at once make a judge once
            await self._looking.bring_up(mine.shelf, project.id)
            if mine.known_at != mine.shelf.changes:
                changes, seen = mine.shelf.changes, mine.shelf.seen()
                if not seen:
                    mine.known = None
                else:
                    examples = mine.shelf.examples()
                    if abs(len(examples) - mine.calibrated_on) > STALE * mine.calibrated_on:
                        work = partial(_calibrated, examples, self._looking.model_digest)
                        mine.calibration = await self._cpu.run(work, lane=Lane.CLICK)
                        mine.calibrated_on = len(examples)
                    fit = partial(_fitted, seen, examples, mine.calibration, self._looking.model_digest)
                    mine.known = await self._cpu.run(fit, lane=Lane.CLICK)
                mine.known_at = changes
            return mine.known

    async def _head(self, mine: _Project, uid: str) -> tuple[int, Judge] | None:
        version = await asyncio.to_thread(self._heads.active, uid)
        if version is None:
            return None
        if mine.head is None or mine.head[0] != version:
            model = self._looking.model_digest
            mine.head = version, await asyncio.to_thread(self._heads.load, uid, version, model=model)
        judge = mine.head[1]
        return None if judge is None else (version, judge)


def _calibrated(examples: Examples, model: str) -> Calibration:
    return calibrated_means(examples, reference_for(model, examples.vectors.shape[1]))[1]


def _fitted(seen: Sequence[ExampleRow], examples: Examples, calibration: Calibration, model: str) -> Known:
    judge = by_means(examples, reference_for(model, examples.vectors.shape[1]), calibration)
    return Known(
        uids=tuple(row.uid for row in seen),
        labels=tuple(row.label for row in seen),
        images=tuple(row.image for row in seen),
        vectors=examples.vectors,
        places=judge.space.place(examples.vectors),
        judge=judge,
        calibration=calibration,
    )


def _answer_all(
    known: Known,
    head: tuple[int, Judge] | None,
    vectors: Sequence[Vector | None],
    names: dict[str, str],
    top: int,
) -> list[Suggested]:
    version = None if head is None else head[0]
    answers = []
    for vector in vectors:
        if vector is None:
            answers.append(Suggested((), EMPTY, version))
            continue
        looked = known.judge.look(vector[None])
        if looked.nearness[0] < known.judge.least_nearness:
            answers.append(Suggested((), NOTHING_NEAR, version))
            continue
        chances = dict(zip(known.judge.names, looked.chances[0].tolist(), strict=True))
        if head is not None:
            chances = _with_head(chances, head[1], vector)
        likest = sorted((label for label in chances if label in names), key=lambda label: -chances[label])[:top]
        order = np.argsort(-(known.places @ looked.places[0]))
        found = tuple(Suggestion(names[each], chances[each], _nearest(known, order, each)) for each in likest)
        answers.append(Suggested(found, None if found else NOTHING_NEAR, version))
    return answers


def _with_head(chances: dict[str, float], head: Judge, vector: Vector) -> dict[str, float]:
    """Let the head divide what is not said of labels that are newer than it."""
    newer = {label: chance for label, chance in chances.items() if label not in head.names}
    left = 1.0 - sum(newer.values())
    said = head.look(vector[None]).chances[0]
    return {**newer, **{label: left * chance for label, chance in zip(head.names, said.tolist(), strict=True)}}


def _nearest(known: Known, order: NDArray[np.int64], label: str) -> tuple[str, ...]:
    its = (known.uids[place] for place in order if known.labels[place] == label)
    return tuple(uid for uid, _ in zip(its, range(BECAUSE), strict=False))
