"""A load generator that behaves like annotators: they click, look, refine, draw boxes, and go on to the next image."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

import aiohttp

from avala_edge.bench.own_server import Target
from avala_edge.bench.rows import Row
from avala_edge.client import AsyncClient, Image
from avala_edge.errors import EdgeError, InvalidInput
from avala_edge.imaging import demo_photos

ANSWER_S = 60.0
REFINEMENTS = (0, 0, 0, 1, 1, 2, 3)  # one of these after a first click
BOX_SHARE = 0.2


@dataclass(frozen=True)
class Plan:
    """What the annotators do.

    Attributes:
        annotators: how many work at once.
        seconds: for how long; whoever has asked is answered.
        think_s: mean pause before the next click, exponentially distributed; 0 never pauses.
        objects_an_image: outlines before an annotator goes on to the next image.
        answers: stop earlier, once so many were given.
        seed: of everybody's choices.
    """

    annotators: int
    seconds: float
    think_s: float = 1.0
    objects_an_image: int = 8
    answers: int | None = None
    seed: int = 1


@dataclass
class Seen:
    """What was measured: milliseconds of each answer by kind, and the rest."""

    times: dict[str, list[tuple[float, float]]] = field(default_factory=dict)  # kind → (seconds since start, ms)
    sizes: list[int] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    memory_mb: list[tuple[float, float]] = field(default_factory=list)
    seconds: float = 0.0
    job_done: int = 0
    job_total: int = 0

    @property
    def answers(self) -> int:
        """How many were given."""
        return len(self.sizes)

    def all_times(self) -> list[float]:
        """Milliseconds of every answer."""
        return [ms for times in self.times.values() for _, ms in times]


async def run_load(target: Target, plan: Plan, photos: Iterable[bytes], background: Iterable[bytes] = ()) -> Seen:
    """Upload the photos, then let the annotators work; meanwhile a job prepares the `background` photos, if any.

    Raises:
        InvalidInput: no photo, a photo that is refused, a server that does not answer or refuses the key.
    """
    try:
        async with AsyncClient(target.url, target.key, timeout_s=ANSWER_S) as client:
            return await _run_load(target, client, plan, photos, background)
    except EdgeError as error:
        field = error.field if error.field in ("--images", "api_key") else "--url"
        raise InvalidInput(error.message, field="--key" if field == "api_key" else field) from error


async def _run_load(
    target: Target, client: AsyncClient, plan: Plan, photos: Iterable[bytes], background: Iterable[bytes]
) -> Seen:
    seen = Seen()
    uploaded = [await client.images.add(data) for data in photos]
    if not uploaded:
        raise InvalidInput("no photo to work on; name a folder of yours", field="--images")
    waiting = [(await client.images.add(data)).uid for data in background]
    # The annotators ask through aiohttp: of many requests at once it takes a seventh of the time that httpx does, and
    # what the generator takes on the same machine the server lacks (docs/decisions/0009).
    async with aiohttp.ClientSession(
        f"{client.base_url}/api/edge/v1/",
        headers={"X-Avala-Api-Key": client.api_key},
        timeout=aiohttp.ClientTimeout(total=ANSWER_S),
        connector=aiohttp.TCPConnector(limit=0),
    ) as session:
        job = await client.jobs.warm_up(waiting) if waiting else None
        began = perf_counter()
        watch = asyncio.ensure_future(_watch(target, seen, began))
        await asyncio.gather(
            *(_Annotator(session, uploaded, plan, seen, began, n).work() for n in range(plan.annotators))
        )
        watch.cancel()
        seen.seconds = perf_counter() - began
    if job is not None:
        seen.job_done, seen.job_total = (await client.jobs.cancel(job.uid)).progress.done, len(waiting)
    return seen


def read_photos(paths: Sequence[Path]) -> Iterator[bytes]:
    """Read files, the demo photos if none are named; raises `InvalidInput` for what cannot be read."""
    for path in paths or [photo.path for photo in demo_photos()]:
        try:
            yield path.read_bytes()
        except OSError as error:
            raise InvalidInput(f"{path} cannot be read: {error.strerror}", field="--images") from error


async def _watch(target: Target, seen: Seen, began: float) -> None:
    while (memory := target.memory_mb()) is not None:
        seen.memory_mb.append((perf_counter() - began, memory))
        await asyncio.sleep(0.5)


class _Annotator:
    def __init__(
        self, session: aiohttp.ClientSession, photos: Sequence[Image], plan: Plan, seen: Seen, began: float, number: int
    ) -> None:
        self._session, self._photos, self._plan, self._seen, self._began = session, photos, plan, seen, began
        self._random = random.Random(f"{plan.seed}/{number}")  # noqa: S311  # choices, not secrets

    def _late(self) -> bool:
        enough = self._plan.answers is not None and self._seen.answers >= self._plan.answers
        return enough or perf_counter() - self._began >= self._plan.seconds

    async def work(self) -> None:
        await asyncio.sleep(self._random.uniform(0, self._plan.think_s))  # nobody starts on the same beat
        while not self._late():
            photo = self._random.choice(self._photos)
            for _ in range(self._plan.objects_an_image):
                if self._late():
                    return
                await self._outline(photo)

    async def _think(self) -> None:
        if self._plan.think_s:
            await asyncio.sleep(self._random.expovariate(1 / self._plan.think_s))

    def _point(self, photo: Image) -> dict[str, Any]:
        return {"x": self._random.uniform(0, photo.width), "y": self._random.uniform(0, photo.height), "label": 1}

    async def _outline(self, photo: Image) -> None:
        if self._random.random() < BOX_SHARE:
            width, height = (
                photo.width * self._random.uniform(0.05, 0.5),
                photo.height * self._random.uniform(0.05, 0.5),
            )
            x, y = self._random.uniform(0, photo.width - width), self._random.uniform(0, photo.height - height)
            await self._ask("box", {"image": photo.uid, "box": {"x": x, "y": y, "width": width, "height": height}})
            return
        points = [self._point(photo)]
        answer = await self._ask("click", {"image": photo.uid, "points": points, "multimask": True})
        for _ in range(self._random.choice(REFINEMENTS)):
            if answer is None or self._late():
                return
            near = points[-1]
            shift = 0.1 * max(photo.width, photo.height)
            x = min(max(near["x"] + self._random.uniform(-shift, shift), 0), photo.width)
            y = min(max(near["y"] + self._random.uniform(-shift, shift), 0), photo.height)
            points = [*points, {"x": x, "y": y, "label": self._random.randint(0, 1)}]
            token = answer["masks"][0]["mask"]
            answer = await self._ask("refine", {"image": photo.uid, "points": points, "mask": token})

    async def _ask(self, kind: str, body: dict[str, Any]) -> dict[str, Any] | None:
        await self._think()
        began = perf_counter()
        try:
            async with self._session.post("segment/", json=body) as response:
                data = await response.read()
                if response.status != 200:
                    self._seen.errors[str(response.status)] += 1
                    return None
                answer: dict[str, Any] = await response.json()
        except (aiohttp.ClientError, TimeoutError) as error:
            self._seen.errors[type(error).__name__] += 1
            return None
        ended = perf_counter()
        if answer["cache"] != "hit" and kind == "click":
            kind = "first_click"
        self._seen.times.setdefault(kind, []).append((ended - self._began, 1000 * (ended - began)))
        self._seen.sizes.append(int(response.headers.get("Content-Length", len(data))))  # as sent, compressed or not
        return answer


def rows(seen: Seen, name: str) -> list[Row]:
    """Rows for printing; times in milliseconds, over all answers and by kind."""
    found = [
        Row.of_seconds(f"{name}_{kind}", [ms / 1000 for _, ms in times]) for kind, times in sorted(seen.times.items())
    ]
    times = sorted(seen.all_times())
    if times:
        found.append(Row.of_seconds(f"{name}_all", [ms / 1000 for ms in times]))
        p99 = times[int(0.99 * (len(times) - 1))]
        found.append(Row(f"{name}_all_p99", p99, "ms", len(times), p99, p99))
        sizes = sorted(seen.sizes)
        middle, high = sizes[len(sizes) // 2], sizes[int(0.95 * (len(sizes) - 1))]
        found.append(Row(f"{name}_answer_size", middle, "bytes", len(sizes), middle, high))
    rate = len(times) / seen.seconds if seen.seconds else 0.0
    found.append(Row(f"{name}_rate", rate, "answers/s", len(times), rate, rate))
    if seen.job_total:
        done = seen.job_done
        found.append(Row(f"{name}_images_prepared_meanwhile", done, "images", seen.job_total, done, done))
    failed = sum(seen.errors.values())
    found.append(Row(f"{name}_errors", failed, "answers", len(times) + failed, failed, failed))
    if seen.memory_mb:
        end = seen.memory_mb[-1][1]
        warm = [mb for at, mb in seen.memory_mb if at >= seen.seconds / 4] or [end]
        growth = 100 * (end - warm[0]) / warm[0]
        found.append(Row(f"{name}_memory", end, "MB", len(seen.memory_mb), end, max(mb for _, mb in seen.memory_mb)))
        found.append(Row(f"{name}_memory_growth_after_warm_up", growth, "%", len(warm), growth, growth))
    return found
