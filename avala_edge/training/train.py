"""A project's head: trained on what people accepted, measured on images held out, used when it is better."""

from __future__ import annotations

import asyncio
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from avala_edge.errors import Conflict, NotFound
from avala_edge.inference import Lane, Scheduler
from avala_edge.jobs import Jobs, StopJob
from avala_edge.store import Job, Outcome, Principal, Project, Projects
from avala_edge.training.features import VERSION
from avala_edge.training.fitting import by_regression, calibrated_means, calibration_error, log_loss
from avala_edge.training.heads import HeadCard, Heads, Measured
from avala_edge.training.judge import Examples, Judge
from avala_edge.training.space import reference_for
from avala_edge.training.suggest import Suggester

TRAIN_HEAD = "train_head"
HELD_OUT = 0.25  # of the images
LEAST_EXAMPLES, LEAST_LABELS, LEAST_IMAGES = 20, 2, 8
LEAST_HELD_OUT = 5
TOO_FEW = (
    f"Training needs {LEAST_EXAMPLES} accepted annotations of {LEAST_LABELS} labels on {LEAST_IMAGES} images, "
    f"{LEAST_HELD_OUT} of them on the quarter of the images that is held out; suggestions work without."
)

Activate = Literal["if_better", "always", "never"]
ACTIVATE: tuple[Activate, ...] = get_args(Activate)


@dataclass(frozen=True)
class Trained:
    """A judge, and how it fares on the images held out, beside label means and the head in use, if there is one."""

    judge: Judge
    examples: Examples
    held_out: int
    measured: Measured
    measured_means: Measured
    measured_before: Measured | None

    @property
    def is_better(self) -> bool:
        """Whether it is better than both."""
        before = self.measured_before
        return _better(self.measured, self.measured_means) and (before is None or _better(self.measured, before))

    @property
    def is_none_needed(self) -> bool:
        """Whether label means are better than the head in use."""
        return self.measured_before is not None and _better(self.measured_means, self.measured_before)


def _better(new: Measured, old: Measured) -> bool:
    """Say whether the right label comes first more often; or as often, and likelier."""
    return (new.accuracy, -new.log_loss) > (old.accuracy, -old.log_loss)


def held_out(image: str) -> bool:
    """Say whether an image (its uid) is held out: always the same ones, so that versions can be compared."""
    return zlib.crc32(image.encode()) % 1000 < 1000 * HELD_OUT


def train(examples: Examples, left_out: NDArray[np.bool_], before: Judge | None, model: str) -> Trained:
    """Train on the examples that are not `left_out` `[n]`; blocks for seconds.

    Raises:
        Conflict: there are too few.
    """
    seen = examples.some(~left_out)
    enough = len(examples) >= LEAST_EXAMPLES and len(seen.names) >= LEAST_LABELS and left_out.sum() >= LEAST_HELD_OUT
    if not enough or len(np.unique(examples.images)) < LEAST_IMAGES:
        raise Conflict(TOO_FEW)
    means, _ = calibrated_means(seen, reference_for(model, examples.vectors.shape[1]))
    judge, test = by_regression(seen, means), examples.some(left_out)
    old = None if before is None else measure(before, test)
    return Trained(judge, seen, len(test), measure(judge, test), measure(means, test), old)


def measure(judge: Judge, test: Examples) -> Measured:
    """Say how a judge fares on examples; what it has no label for counts as wrong."""
    chances = judge.look(test.vectors).chances
    place = {name: number for number, name in enumerate(judge.names)}
    true = np.array([place.get(test.names[label], -1) for label in test.labels])
    right = chances.argmax(1) == true
    error = calibration_error(chances.max(1), right)
    return Measured(round(float(right.mean()), 4), round(error, 4), round(log_loss(chances, true), 4))


class Trainer:
    """What jobs that train do, and who orders them."""

    def __init__(self, projects: Projects, suggester: Suggester, heads: Heads, model: str, cpu: Scheduler) -> None:
        """Take the site's parts; `model` is the digest of the one whose embeddings are read."""
        self._projects, self._suggester, self._heads, self._model, self._cpu = projects, suggester, heads, model, cpu

    async def order(self, jobs: Jobs, who: Principal, project: str, *, activate: Activate) -> Job:
        """Take a job in.

        Raises:
            NotFound: no such project.
            Throttled: as many jobs as may wait are waiting.
        """
        found = await self._projects.get(who, project)
        return await jobs.create(TRAIN_HEAD, [found.uid], who, options={"activate": activate}, project=found.uid)

    async def versions(self, project: Project) -> tuple[list[HeadCard], int | None]:
        """Return the versions that are kept, the newest first, and which of them is active."""
        return await asyncio.to_thread(lambda: (self._heads.cards(project.uid), self._heads.active(project.uid)))

    async def activate(self, project: Project, version: int) -> HeadCard:
        """Use a version from now on; raise `NotFound`."""
        return await asyncio.to_thread(self._heads.activate, project.uid, version)

    async def perform(self, uid: str, job: Job) -> Outcome:
        """Train a head of the job's project.

        Raises:
            Conflict: there are too few examples.
        """
        who = Principal(job.created_by, "", "owner", user_id=job.user_id)  # what they may was asked at the order
        try:
            project = await self._projects.get(who, uid)
        except NotFound as error:
            raise StopJob(error.message) from error
        await self.train(project, activate=job.options.get("activate", ACTIVATE[0]))
        return "done"

    async def train(self, project: Project, *, activate: Activate) -> HeadCard:
        """Train, keep the head as a new version, use it as asked; raises `Conflict` when there are too few examples.

        The images held out are never trained on, by no version.
        """
        found = await self._suggester.all_examples(project)
        if found is None:
            raise Conflict(TOO_FEW)
        examples, images = found
        current = await asyncio.to_thread(self._heads.active, project.uid)
        before = None
        if current is not None:
            before = await asyncio.to_thread(self._heads.load, project.uid, current, model=self._model)
        left_out = np.array([held_out(image) for image in images])
        trained = await self._cpu.run(partial(train, examples, left_out, before, self._model), lane=Lane.BATCH)
        return await asyncio.to_thread(self._keep, project.uid, trained, current if before else None, activate)

    def _keep(self, project: str, trained: Trained, before: int | None, activate: Activate) -> HeadCard:
        card = HeadCard(
            version=self._heads.next_version(project),
            created_at=datetime.now(UTC).isoformat(timespec="seconds"),
            model=self._model,
            features=VERSION,
            labels=trained.judge.names,
            examples=len(trained.examples),
            images=len(np.unique(trained.examples.images)),
            held_out=trained.held_out,
            measured=trained.measured,
            before=before,
            measured_means=trained.measured_means,
            measured_before=trained.measured_before,
            is_better=trained.is_better,
        )
        self._heads.save(project, card, trained.judge)
        if activate == "always" or (activate == "if_better" and card.is_better):
            self._heads.activate(project, card.version)
        elif activate == "if_better" and trained.is_none_needed:
            self._heads.deactivate(project)
        return card
