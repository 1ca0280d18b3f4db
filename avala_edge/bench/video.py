"""A film of 720p: taken apart, looked at here and there, an object carried through it, and again after a correction."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from avala_edge.assembly import Site, open_site
from avala_edge.bench.rows import Row
from avala_edge.config import Config
from avala_edge.errors import EdgeError
from avala_edge.geometry import Polygon
from avala_edge.imaging import ImageLimits, Pixels, decode, demo_photos, letterbox, open_video
from avala_edge.imaging.filming import write_film
from avala_edge.store import Frame, Job, LabelSpec, NewAnnotation, PageOf, Principal, Project, Sequence
from avala_edge.video import PropagationOrder

WIDTH, HEIGHT = 1280, 720
RADII = (110, 130)  # of the face that moves, px
LOOKS = 60
LOOK_S = 0.2


async def measure_video(frames: int, folder: Path) -> list[Row]:
    """Measure with a film of so many frames; raises `EdgeError` when a job does not do its work."""
    film = folder / "film.mp4"
    await asyncio.to_thread(write_film, film, _pictures(frames))
    async with open_site(Config.for_scratch(folder / "site", video_frame_bytes=64 * 2**20)) as site:
        await site.keys.create("bench")
        who = site.keys.first()
        dataset = await site.datasets.create(who, name="bench", slug="bench", data_type="video")
        project = await site.projects.create(who, name="bench", dataset_uids=[dataset.uid], labels=[LabelSpec("face")])
        began = perf_counter()
        sequence, _ = await site.video_intake.take(who, dataset.uid, "film.mp4", lambda: film.open("rb"))
        [job] = (await site.jobs.page(who, PageOf(), kind="video_frames", status=None, project=None)).items
        await _ended(site, who, job)
        imported = frames / (perf_counter() - began)
        there = await site.sequences.frames(sequence)
        looks, naive = await _looks(site, there, film)
        key = await _draw(site, who, project, there[0], 0)
        carried = await _carry(site, who, sequence, key, frames - 1)
        middle = frames // 2
        point = next(each for each in await site.tracks.points(who, project.uid, sequence.uid) if each.frame == middle)
        shape = {"polygons": [_face(middle).to_rings()]}
        await site.annotations.change(who, point.annotation.uid, point.annotation.version, geometry=shape)
        again = await _carry(site, who, sequence, point.annotation.uid, frames - 1 - middle)
    return [
        Row("video_import_frames_per_s", imported, "1/s", frames, imported, imported),
        Row.of_seconds("frame_at_random", looks),
        Row.of_seconds("frame_at_random_from_the_start", naive),
        Row("propagate_frames_per_s", carried, "1/s", frames - 1, carried, carried),
        Row("propagate_after_correction_frames_per_s", again, "1/s", frames - 1 - middle, again, again),
    ]


def _pictures(count: int) -> Iterator[Pixels]:
    """Give frames: a cat's face goes up and down over a table, without ever leaving the picture."""
    table = np.ascontiguousarray(_photo("coffee", WIDTH)[:HEIGHT])
    cat = _photo("chelsea", 440)
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    for number in range(count):
        x, y = _centre(number)
        inside = ((columns + 0.5 - x) / RADII[0]) ** 2 + ((rows + 0.5 - y) / RADII[1]) ** 2 <= 1
        frame = table.copy()
        down, across = np.nonzero(inside)
        frame[down, across] = cat[(down - round(y) + 140) % cat.shape[0], (across - round(x) + 220) % cat.shape[1]]
        yield Pixels(frame)


def _photo(name: str, width: int) -> NDArray[np.uint8]:
    path = next(photo.path for photo in demo_photos() if photo.name == name)
    fitted = letterbox(decode(path.read_bytes(), ImageLimits()), width)
    return fitted.array[: fitted.resized_height]


def _centre(number: int) -> tuple[float, float]:
    """Return where the face is: there and back in 400 frames."""
    phase = 2 * np.pi * number / 400
    return WIDTH / 2 - 420 * float(np.cos(phase)), HEIGHT / 2 + 150 * float(np.sin(3 * phase))


def _face(number: int) -> Polygon:
    x, y = _centre(number)
    angles = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    return Polygon(np.stack((x + RADII[0] * np.cos(angles), y + RADII[1] * np.sin(angles)), axis=1))


async def _draw(site: Site, who: Principal, project: Project, frame: Frame, number: int) -> str:
    new = NewAnnotation("polygon", {"polygons": [_face(number).to_rings()]}, "face")
    [(made, _)] = await site.annotations.add(who, frame.item, project.uid, [new])
    return made.uid


async def _carry(site: Site, who: Principal, sequence: Sequence, key: str, frames: int) -> float:
    """Carry the face forwards; return frames a second."""
    job = await site.video_orders.propagate(who, sequence.uid, PropagationOrder([key]))
    found = await _ended(site, who, job)
    if found.progress.done != frames or found.started_at is None or found.finished_at is None:
        raise EdgeError(f"the face was lost: {found.progress}, {found.summary}")
    return frames / (found.finished_at - found.started_at).total_seconds()


async def _ended(site: Site, who: Principal, job: Job) -> Job:
    while (found := await site.jobs.get(job.uid, who)).finished_at is None:
        await site.jobs.news(longest_s=LOOK_S)
    if found.status != "completed":
        raise EdgeError(f"the job ended as {found.status}: {found.error_message}")
    return found


async def _looks(site: Site, frames: list[Frame], film: Path) -> tuple[list[float], list[float]]:
    """Decode frames at random; and, to compare, a few by decoding the film from its start as one without an index."""
    chosen = random.Random(1).choices(frames, k=LOOKS)  # noqa: S311 - the same ones each time
    looks, naive = [], []
    for frame in chosen:
        record = await site.images.get(frame.image)
        began = perf_counter()
        await asyncio.to_thread(site.images.frame, record)
        looks.append(perf_counter() - began)

    def from_the_start(index: int) -> None:
        with open_video(film, site.videos.limits) as video:
            for number, _ in enumerate(video.frames()):
                if number == index:
                    return

    for frame in chosen[:10]:
        began = perf_counter()
        await asyncio.to_thread(from_the_start, frame.index)
        naive.append(perf_counter() - began)
    return looks, naive
