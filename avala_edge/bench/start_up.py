"""From starting the server's process to the answer to the first click: on an empty data directory, and again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from time import perf_counter

from avala_edge.bench.load import Plan, read_photos, run_load
from avala_edge.bench.own_server import own_server
from avala_edge.bench.rows import Row

ONE_CLICK = Plan(annotators=1, seconds=60.0, think_s=0.0, answers=1)


async def measure_start_up(scratch: Path, repeats: int) -> list[Row]:
    """The first start chooses engines (see `models/choice.py`); every start uploads a photo and clicks on it."""
    photo = next(read_photos([]))
    first: list[float] = []
    again: list[float] = []
    for number in range(repeats):
        key = ""
        for times in (first, again):
            began = perf_counter()
            async with own_server(scratch / str(number)) as target:
                key = target.key or key  # shown at the first start only
                await run_load(replace(target, key=key), ONE_CLICK, [photo])
                times.append(perf_counter() - began)
    return [
        Row.of_seconds("start_up_first_time_to_first_click", first),
        Row.of_seconds("start_up_to_first_click", again),
    ]
