"""`evaluate propagation`: masks carried through sequences whose masks are known, by region (J) and boundary (F)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from avala_edge.assembly import Lane, Site, open_site
from avala_edge.config import Config
from avala_edge.errors import InvalidInput
from avala_edge.evaluate.mask_measures import boundary_accuracy
from avala_edge.geometry import decode_rle, encode_mask, mask_iou
from avala_edge.imaging import ImageLimits, decode, index_picture
from avala_edge.inference import Scheduler
from avala_edge.video.following import Carried, Following, FrameImage
from avala_edge.video.motion import motion_between, reduced

OBJECT = 1  # in the id maps
IN_TIME = 5  # frames after an object has left
STILL_THERE = 0.2  # of the first mask: an object of which more is seen has not left
METHODS = ("propagated", "flow", "first_mask")

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Sequence_:
    """Frames and their id maps, in order."""

    name: str
    kind: str
    images: tuple[Path, ...]
    id_maps: tuple[Path, ...]


@dataclass(frozen=True)
class Measured:
    """Mean J and F of each method over all frames but the first; and whether leaving was told in time, if it left."""

    sequence: Sequence_
    j: dict[str, float]
    f: dict[str, float]
    in_time: bool | None


def read_rendered(folder: Path) -> list[Sequence_]:
    """Read what `scripts/render_sequences.py` wrote.

    Raises:
        InvalidInput: a file is missing or is not what it should be.
    """
    try:
        listing = json.loads((folder / "sequences.json").read_bytes())["sequences"]
        return [_sequence(folder / each["name"], each["kind"], "--sequences") for each in listing]
    except OSError as error:
        raise InvalidInput(f"{error.filename} cannot be read: {error.strerror}", field="--sequences") from error
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidInput(f"{folder}/sequences.json is not a listing of sequences", field="--sequences") from error


def read_davis(folder: Path) -> list[Sequence_]:
    """Read a folder with a folder for each sequence, each with `images` and `masks`.

    Raises:
        InvalidInput: there is none, or a frame lacks its mask.
    """
    found = [_sequence(each, "davis", "--davis") for each in sorted(folder.glob("*/")) if (each / "images").is_dir()]
    if not found:
        raise InvalidInput(f"{folder} holds no sequence", field="--davis")
    return found


def _sequence(folder: Path, kind: str, field: str) -> Sequence_:
    images = tuple(sorted((folder / "images").glob("*.jpg")))
    id_maps = tuple(folder / "masks" / f"{image.stem}.png" for image in images)
    missing = [path for path in id_maps if not path.is_file()]
    if len(images) < 2 or missing:
        what = f"{missing[0]} is missing" if missing else f"{folder} has fewer than two frames"
        raise InvalidInput(what, field=field)
    return Sequence_(folder.name, kind, images, id_maps)


async def measure_propagation(
    sequences: Sequence[Sequence_], scratch: Path, *, say: Callable[[str], None]
) -> dict[str, str]:
    """Return the rows in print order; `say` hears of each sequence."""
    measured: list[Measured] = []
    async with open_site(Config.for_scratch(scratch)) as site:
        cpu = Scheduler("evaluate", threads=2, bound=64)
        try:
            for number, sequence in enumerate(sequences, 1):
                one = await _measure(site, cpu, sequence)
                measured.append(one)
                scores = ", ".join(f"{name} {(one.j[name] + one.f[name]) / 2:.3f}" for name in METHODS)
                say(f"{number}/{len(sequences)} {sequence.name}: {scores}")
        finally:
            await cpu.close()
    return _rows(measured)


async def _measure(site: Site, cpu: Scheduler, sequence: Sequence_) -> Measured:
    limits = site.intake.limits
    truth = await asyncio.to_thread(lambda: [_object(path, limits) for path in sequence.id_maps])
    if not truth[0].any():
        raise InvalidInput(f"{sequence.id_maps[0]} shows no object {OBJECT}")
    carried, flown = await _carry(site, cpu, sequence, truth[0])
    empty = np.zeros_like(truth[0])
    masks = {
        "propagated": [
            empty if each is None or each.mask is None else decode_rle(each.mask).astype(bool) for each in carried
        ],
        "flow": flown,
        "first_mask": [truth[0]] * len(flown),
    }

    def score() -> Measured:
        pairs = {name: list(zip(found, truth[1:], strict=True)) for name, found in masks.items()}
        return Measured(
            sequence,
            {name: float(np.mean([mask_iou(*pair) for pair in each])) for name, each in pairs.items()},
            {name: float(np.mean([boundary_accuracy(*pair) for pair in each])) for name, each in pairs.items()},
            told_in_time(carried, truth) if sequence.kind == "leaving" else None,
        )

    return await asyncio.to_thread(score)


async def _carry(
    site: Site, cpu: Scheduler, sequence: Sequence_, first: Mask
) -> tuple[list[Carried | None], list[Mask]]:
    """Return what became of the object on each frame but the first, and where flow alone takes its mask."""
    following = Following(site.sight, cpu)
    carried: list[Carried | None] = []
    flown: list[Mask] = []
    before, flow = None, first.astype(np.uint8)
    for index, path in enumerate(sequence.images):
        data = await asyncio.to_thread(path.read_bytes)
        async with AsyncExitStack() as stack:
            record = await stack.enter_async_context(site.intake.passing(data, lane=Lane.BATCH))
            frame = FrameImage(record, await asyncio.to_thread(decode, data, site.intake.limits), index)
            now = await asyncio.to_thread(reduced, frame.pixels)
            if before is None:
                await following.start(frame, {sequence.name: encode_mask(first.astype(np.uint8))})
            else:
                carried.append((await following.step(frame)).get(sequence.name))
                size = {"height": record.height, "width": record.width}
                flow = (await asyncio.to_thread(motion_between, before, now, **size)).by_flow(flow)
                flown.append(flow.astype(bool))
            before = now
    await following.close()
    return carried, flown


def told_in_time(carried: Sequence[Carried | None], truth: Sequence[Mask]) -> bool:
    """Say whether `gone` was said when little was seen any more, and at most 5 frames after nothing was.

    Args:
        carried: of all frames but the first.
        truth: of all frames.
    """
    said = next((n for n, each in enumerate(carried, 1) if each is not None and each.outcome == "gone"), None)
    left = next((n for n, mask in enumerate(truth) if not mask.any()), len(truth))
    if said is None:
        return False
    few = int(np.count_nonzero(truth[said])) <= STILL_THERE * int(np.count_nonzero(truth[0]))
    return few and said <= left + IN_TIME


def _object(path: Path, limits: ImageLimits) -> Mask:
    picture = index_picture(path.read_bytes(), limits)
    if picture.numbers is None:
        raise InvalidInput(f"{path} is no id map: a PNG of greys or with a palette")
    shown: Mask = picture.numbers == OBJECT
    return shown


def _rows(measured: Sequence[Measured]) -> dict[str, str]:
    rows: dict[str, str] = {}
    for one in measured:
        for name in METHODS:
            rows[f"jf_{one.sequence.name}_{name}"] = f"{(one.j[name] + one.f[name]) / 2:.4f}"
    for kind in dict.fromkeys(one.sequence.kind for one in measured):
        of_kind = [one for one in measured if one.sequence.kind == kind]
        js, fs = [one.j for one in of_kind], [one.f for one in of_kind]
        for name in METHODS:
            j, f = (float(np.mean([each[name] for each in scores])) for scores in (js, fs))
            rows |= {f"j_{kind}_{name}": f"{j:.4f}", f"f_{kind}_{name}": f"{f:.4f}"}
            rows[f"jf_{kind}_{name}"] = f"{(j + f) / 2:.4f}"
    leaving = [one.in_time for one in measured if one.in_time is not None]
    if leaving:
        rows |= {"gone_in_time": str(sum(leaving)), "gone_cases": str(len(leaving))}
    return rows
