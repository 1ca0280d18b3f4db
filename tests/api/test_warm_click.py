"""What a warm click does not do: decode the image, copy the embedding, make anything of the image's size."""

from __future__ import annotations

import asyncio
import tracemalloc
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from avala_edge.assembly import Site
from avala_edge.imaging import Pixels, enlarged_jpeg
from avala_edge.inference import Lane, Resident
from avala_edge.segment import Point, SegmentRequest
from avala_edge.store import Principal

HEIGHT, WIDTH = 3000, 4000
ANNOTATOR = Principal("one", "one", "annotator")


@pytest.fixture
async def click(site: Site) -> SegmentRequest:
    """A click on a 12-megapixel photo whose embedding is in memory."""
    small = Pixels(np.random.default_rng(0).integers(0, 256, (30, 40, 3), dtype=np.uint8))
    record, _ = await site.intake.add(enlarged_jpeg(small, height=HEIGHT, width=WIDTH))
    request = SegmentRequest(record.uid, points=(Point(2000.0, 1500.0, 1),), multimask=True)
    await site.segment.segment(request, ANNOTATOR, ahead=False)
    await asyncio.gather(*site.segment._sight._embeddings._writes)  # to disk, behind the first click
    return request


async def test_it_does_not_touch_the_image(site: Site, click: SegmentRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    def touched(*_: object) -> None:
        raise AssertionError("the image was read")

    monkeypatch.setattr(site.images, "read", touched)
    answer = await site.segment.segment(click, ANNOTATOR, ahead=False)
    assert answer.cache == "hit"
    assert answer.timings_ms["decode_image"] == answer.timings_ms["encode"] == 0


async def test_it_does_not_copy_the_embedding(
    site: Site, click: SegmentRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Mapping[str, NDArray[Any]]] = []
    runtime = site.model._runtime
    run = runtime.run

    async def watch(
        name: str, inputs: Mapping[str, NDArray[Any]], *, lane: Lane, resident: Resident | None = None
    ) -> dict[str, NDArray[np.float32]]:
        assert resident is not None
        given.append(resident.tensors)
        return await run(name, inputs, lane=lane, resident=resident)

    monkeypatch.setattr(runtime, "run", watch)
    await site.segment.segment(click, ANNOTATOR, ahead=False)
    await site.segment.segment(click, ANNOTATOR, ahead=False)
    first, second = given
    assert set(first) == {link.decoder for link in site.model.manifest.wiring.embedding}
    for name in first:
        assert np.shares_memory(first[name], second[name])


async def test_it_makes_nothing_of_the_images_size(site: Site, click: SegmentRequest) -> None:
    tracemalloc.start()
    try:
        await site.segment.segment(click, ANNOTATOR, ahead=False)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < HEIGHT * WIDTH / 6  # bytes; the C++ core's own are held down by `make bench`
