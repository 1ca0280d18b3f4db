"""Installed detectors on a real runtime: loaded when asked, for batches only, a few at a time, gone when idle."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from avala_edge.autolabel import Ask, LocalModel
from avala_edge.errors import ModelUnavailable, NotFound
from avala_edge.imaging import Pixels
from avala_edge.inference import REFERENCE, Lane, Scheduler
from avala_edge.inference.embedded import EmbeddedRuntime
from avala_edge.inference.engine import available
from avala_edge.models import Detection
from avala_edge.models.detectors import Detectors, Library
from avala_edge.store import ImageRecord
from tests.unit.detectors.conftest import Install


class Photo:
    """A grey photo of 128 x 64."""

    record = ImageRecord("sha256:0", 128, 64, "PNG", "image/png", "0", 1)
    asked: int | None = None

    async def content(self) -> bytes:
        raise AssertionError("a local model needs no bytes")

    async def pixels(self, *, least_side: int | None = None) -> Pixels:
        self.asked = least_side
        return Pixels(np.full((64, 128, 3), 127, np.uint8))


async def test_a_local_model_says_what_is_on_a_photo(install: Install, detectors: Detectors) -> None:
    install("pets")
    model = LocalModel(detectors, "pets")
    photo = Photo()
    found = await model.detect(photo, Ask(floor=0.25))
    assert model.name == "pets"
    assert photo.asked == 96  # half as much again as the letterbox shows
    # at half its size the picture lies 16 rows down; the second cat overlaps the first; the dog ends at the border
    assert found == [
        Detection(found[0].score, (12.0, 0.0, 40.0, 28.0), "cat"),
        Detection(found[1].score, (88.0, 0.0, 16.0, 64.0), "dog"),
    ]
    assert [each.score for each in found] == pytest.approx([0.9, 0.7])


async def test_floor_and_labels_are_honoured(install: Install, detectors: Detectors) -> None:
    install("pets")
    model = LocalModel(detectors, "pets")
    assert [each.label for each in await model.detect(Photo(), Ask(floor=0.8))] == ["cat"]
    assert [each.label for each in await model.detect(Photo(), Ask(labels=frozenset({"dog", "cow"})))] == ["dog"]
    assert await model.detect(Photo(), Ask(labels=frozenset({"cow"}))) == []
    assert len(await model.detect(Photo(), Ask())) == 2  # the manifest's threshold
    assert len(await model.detect(Photo(), Ask(floor=0.01))) == 3


async def test_a_few_are_loaded_at_a_time_and_only_when_asked(
    install: Install, detectors: Detectors, runtime: EmbeddedRuntime
) -> None:
    for name in ("one", "two", "three"):
        install(name)
    assert detectors.loaded == []
    for name in ("one", "two", "one", "three"):
        await LocalModel(detectors, name).detect(Photo(), Ask())
    assert detectors.loaded == ["one", "three"]
    async with detectors.using("one"), detectors.using("two"), detectors.using("three"):
        assert set(detectors.loaded) == {"one", "two", "three"}  # none is taken from under somebody
    assert len(detectors.loaded) == 2


async def test_it_is_loaded_once_for_batches_only(
    install: Install, detectors: Detectors, runtime: EmbeddedRuntime
) -> None:
    install("pets")
    async with detectors.using("pets") as first, detectors.using("pets") as second:
        assert first is second
        (opened,) = [schedulers for name, schedulers in runtime._models.items() if "pets" in name]
        assert list(opened) == ["batch"]
    await detectors.close()
    assert runtime._models == {}


async def test_it_goes_when_nobody_asks(
    install: Install, library: Library, runtime: EmbeddedRuntime, cpu: Scheduler
) -> None:
    install("pets")
    detectors = Detectors(library, runtime, available()[REFERENCE], cpu, idle_s=0.0)
    async with detectors.using("pets"):
        await asyncio.sleep(0)
        assert detectors.loaded == ["pets"]
    await asyncio.sleep(0.01)
    assert detectors.loaded == []
    assert runtime._models == {}


async def test_what_is_removed_or_damaged_is_said(install: Install, library: Library, detectors: Detectors) -> None:
    with pytest.raises(NotFound, match="pets"):
        await LocalModel(detectors, "pets").detect(Photo(), Ask())
    install("pets")
    install("good")
    model = library.folder("pets") / "model.onnx"
    model.write_bytes(model.read_bytes()[:-1])
    with pytest.raises(ModelUnavailable, match="sha256 differs"):
        await LocalModel(detectors, "pets").detect(Photo(), Ask())
    (library.folder("pets") / "manifest.json").write_text("{}")
    damaged, good = sorted(await detectors.installed(), key=lambda each: each.manifest is not None)
    assert damaged.damage is not None
    assert "manifest.json" in damaged.damage
    assert good.manifest is not None
    library.remove("pets")
    assert [each.name for each in library.list()] == ["good"]


async def test_another_file_under_the_same_name_is_another_model(
    install: Install, library: Library, detectors: Detectors
) -> None:
    install("pets")
    async with detectors.using("pets") as before:
        library.remove("pets")
        install("pets", np.array([32, 32, 64, 64, 0.0, 0.5], np.float32).reshape(1, 6, 1))
        async with detectors.using("pets") as after:
            assert after is not before
        assert len(await before.detect(await Photo().pixels(), height=64, width=128, floor=0.25)) == 2
    (only,) = await LocalModel(detectors, "pets").detect(Photo(), Ask())
    assert (only.label, only.box) == ("dog", (0.0, 0.0, 128.0, 64.0))


async def test_an_answer_of_another_shape_is_refused(install: Install, detectors: Detectors) -> None:
    install("odd", np.zeros((1, 7, 3), np.float32))
    with pytest.raises(ModelUnavailable, match=r"output0.*\[1, 7, 3\].*6 numbers"):
        await LocalModel(detectors, "odd").detect(Photo(), Ask())


async def test_numbers_that_are_not_finite_never_leave(install: Install, detectors: Detectors) -> None:
    said = np.full((1, 6, 3), np.nan, np.float32)
    install("nan", said)
    with pytest.raises(ModelUnavailable, match="not finite"):
        await LocalModel(detectors, "nan").detect(Photo(), Ask())
    said[0, :, 0] = [32, 32, 10, 10, 0.5, 0]
    said[0, :, 1] = [32, np.inf, 10, 10, 0.5, 0]
    install("partly", said)
    assert len(await LocalModel(detectors, "partly").detect(Photo(), Ask())) == 1


async def test_a_detector_waits_behind_other_batches_and_not_in_front_of_clicks(
    install: Install, detectors: Detectors, runtime: EmbeddedRuntime
) -> None:
    install("pets")
    order: list[str] = []
    async with detectors.using("pets") as detector:
        pixels = await Photo().pixels()
        batch = runtime.schedulers["batch"]

        async def click() -> None:
            await batch.run(lambda: order.append("prefetch"), lane=Lane.PREFETCH)

        async def detect() -> None:
            await detector.detect(pixels, height=64, width=128, floor=0.5)
            order.append("detector")

        await asyncio.gather(detect(), click())
    assert order == ["prefetch", "detector"]
