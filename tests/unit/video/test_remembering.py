"""Objects carried by a model's memory: where they are, whose pixels, leaving, being lost, going on later."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from avala_edge.assembly import Site, open_site
from avala_edge.config import Config
from avala_edge.errors import InvalidInput
from avala_edge.geometry import Rle, decode_rle, encode_mask
from avala_edge.imaging import Pixels
from avala_edge.inference import REFERENCE, Scheduler
from avala_edge.models import Remembered
from avala_edge.video.carried import Carried, FrameImage
from avala_edge.video.memory_bank import MemoryBank, OnFrame
from avala_edge.video.remembering import Remembering
from tests.coloured_film import BLUE, NAME, RED, SIZE, Disc, disc, let_colours_serve, picture
from tests.unit.video.moving import iou, line, opened


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("remembering")
    let_colours_serve(folder / "data", folder)
    return folder / "data"


@pytest.fixture
async def site(data: Path, tmp_path: Path) -> AsyncIterator[Site]:
    shutil.copytree(data / "models", tmp_path / "models")
    async with open_site(Config.for_scratch(tmp_path, threads=1, engine=REFERENCE)) as opened_site:
        assert opened_site.model.manifest.name == NAME
        yield opened_site


@pytest.fixture
async def following(site: Site) -> AsyncIterator[Remembering]:
    cpu = Scheduler("test", threads=2, bound=16)
    assert site.model.memory is not None
    made = Remembering(site.sight, site.model.memory, cpu)
    yield made
    await made.close()
    await cpu.close()


async def carry(
    site: Site,
    following: Remembering,
    frames: Sequence[Sequence[Disc]],
    masks: Mapping[str, Rle],
    *,
    first: int = 0,
    keys: Mapping[str, tuple[FrameImage, Rle]] | None = None,
    weak: Mapping[str, int] | None = None,
    ahead: bool = False,
) -> list[dict[str, Carried]]:
    """Start on the first of some frames of a film, and carry the masks to the others."""
    found = []
    for index, discs in enumerate(frames, first):
        async with opened(site, Pixels(picture(*discs)), index) as frame:
            if index == first:
                await following.start(frame, masks, keys=keys, weak=weak)
                continue
            if ahead:
                following.look_ahead(frame)
            found.append(await following.step(frame))
    return found


def rle(x: float, y: float) -> Rle:
    return encode_mask(disc(x, y))


def mask_of(carried: Carried) -> np.ndarray:
    assert carried.mask is not None
    return decode_rle(carried.mask)


@pytest.mark.parametrize("backwards", [False, True])
async def test_a_mask_stays_on_its_object(site: Site, following: Remembering, backwards: bool) -> None:
    places = line((80, 100), (20, 5), 9)[:: -1 if backwards else 1]  # further than its radius in two frames
    found = await carry(site, following, [[(at, RED)] for at in places], {"red": rle(*places[0])}, ahead=not backwards)
    assert [each["red"].outcome for each in found] == ["followed"] * 8
    assert min(iou(mask_of(each["red"]), disc(*at)) for each, at in zip(found, places[1:], strict=True)) > 0.9
    assert all(each["red"].confidence == pytest.approx(0.95, abs=0.01) for each in found)
    assert following.active == {"red"}


async def test_each_object_is_remembered_for_itself(site: Site, following: Remembering) -> None:
    red, blue = line((60, 70), (15, 5), 8), line((260, 160), (-15, -5), 8)
    frames = [[(a, RED), (b, BLUE)] for a, b in zip(red, blue, strict=True)]  # they cross, blue before red
    found = await carry(site, following, frames, {"red": rle(*red[0]), "blue": rle(*blue[0])})
    for each, a, b in zip(found, red[1:], blue[1:], strict=True):
        assert iou(mask_of(each["blue"]), disc(*b)) > 0.9
        assert iou(mask_of(each["red"]), disc(*a) & ~disc(*b)) > 0.85


async def test_two_objects_share_no_pixel(site: Site, following: Remembering) -> None:
    places = line((100, 120), (10, 0), 4)
    masks = {"one": rle(*places[0]), "other": rle(*places[0])}  # both are whatever is red
    for each in await carry(site, following, [[(at, RED)] for at in places], masks):
        one, other = mask_of(each["one"]), mask_of(each["other"])
        assert not (one & other).any()
        assert (one | other).any()


async def test_what_leaves_the_picture_is_said_to_be_gone_once(site: Site, following: Remembering) -> None:
    places = line((220, 120), (18, 0), 12)
    found = await carry(site, following, [[(at, RED)] for at in places], {"red": rle(*places[0])})
    ends = [(number, each["red"]) for number, each in enumerate(found, 1) if each and each["red"].mask is None]
    assert [(end.outcome, end.detail) for _, end in ends] == [("gone", "left the picture at the right")]
    left = next(number for number, (x, y) in enumerate(places) if not disc(x, y).any())
    assert left - 1 <= ends[0][0] <= left + 1
    assert not following.active
    assert found[-1] == {}


async def test_what_is_covered_for_good_is_lost_and_not_gone(site: Site, following: Remembering) -> None:
    found = await carry(site, following, [[((160, 120), RED)]] * 2 + [[]] * 4, {"red": rle(160, 120)})
    assert [each["red"].outcome for each in found if each] == ["followed", "weak", "weak", "lost"]
    doubted = [each["red"] for each in found[1:3]]
    assert all(each.confidence < 0.5 for each in doubted)
    assert "does not see it for 3 frames" in found[3]["red"].detail


async def test_what_is_hidden_for_a_moment_is_found_elsewhere(site: Site, following: Remembering) -> None:
    frames = [[((60, 60), RED)], [((60, 60), RED)], [], [], [((240, 180), RED)]]
    found = await carry(site, following, frames, {"red": rle(60, 60)})
    assert [each["red"].outcome for each in found] == ["followed", "weak", "weak", "followed"]
    assert iou(mask_of(found[-1]["red"]), disc(240, 180)) > 0.9


async def test_what_is_hidden_as_another_joins_is_remembered_all_the_same(site: Site, following: Remembering) -> None:
    blue = ((250, 60), BLUE)
    async with opened(site, Pixels(picture(((60, 60), RED), blue)), 0) as key:
        await following.start(key, {"red": rle(60, 60)})
        async with opened(site, Pixels(picture(blue)), 1) as frame:
            hidden = (await following.step(frame))["red"]
            assert hidden.mask is not None
            assert (hidden.outcome, mask_of(hidden).any()) == ("weak", False)
            keys = {"red": (key, rle(60, 60)), "blue": (frame, rle(250, 60))}
            await following.start(frame, {"red": hidden.mask, "blue": rle(250, 60)}, keys=keys)
        assert following.active == {"red", "blue"}
        async with opened(site, Pixels(picture(((90, 150), RED), blue)), 2) as frame:
            found = await following.step(frame)
    assert iou(mask_of(found["red"]), disc(90, 150)) > 0.9
    assert iou(mask_of(found["blue"]), disc(250, 60)) > 0.9


async def test_weak_frames_before_a_restart_count(site: Site, following: Remembering) -> None:
    found = await carry(site, following, [[((160, 120), RED)], []], {"red": rle(160, 120)}, weak={"red": 2})
    assert found[0]["red"].outcome == "lost"


async def test_going_on_from_the_last_mask_and_the_key_gives_the_same(site: Site, following: Remembering) -> None:
    frames = [[(at, RED)] for at in line((60, 80), (15, 6), 10)]
    whole = await carry(site, following, frames, {"red": rle(60, 80)})
    kept = whole[3]["red"].mask
    assert kept is not None
    async with opened(site, Pixels(picture(*frames[0])), 0) as key:
        later = await carry(site, following, frames[4:], {"red": kept}, first=4, keys={"red": (key, rle(60, 80))})
    assert [each["red"].outcome for each in later] == ["followed"] * 5
    assert [mask_of(each["red"]).tolist() for each in later] == [mask_of(each["red"]).tolist() for each in whole[4:]]


async def test_the_key_frame_says_what_the_object_is(site: Site, following: Remembering) -> None:
    discs = [((80, 120), RED), ((240, 120), BLUE)]
    async with opened(site, Pixels(picture(*discs)), 0) as key:
        wrong = {"blue": rle(80, 120)}  # the last frame's mask slipped to the red one
        found = await carry(site, following, [discs, discs], wrong, first=5, keys={"blue": (key, rle(240, 120))})
    mask = mask_of(found[0]["blue"]) if found[0]["blue"].outcome == "followed" else np.zeros_like(disc(0, 0))
    assert iou(mask, disc(80, 120)) < 0.5  # half of what is remembered says otherwise


async def test_masks_and_frames_of_another_size_are_refused(site: Site, following: Remembering) -> None:
    with pytest.raises(InvalidInput, match="its frame 320 × 240"):
        await carry(site, following, [[]], {"red": encode_mask(np.ones((10, 10), np.uint8))})
    async with opened(site, Pixels(picture()), 1) as frame:
        with pytest.raises(InvalidInput, match="`start` comes first"):
            await following.step(frame)


async def test_an_empty_mask_is_not_followed(site: Site, following: Remembering) -> None:
    await carry(site, following, [[]], {"red": encode_mask(np.zeros((SIZE[1], SIZE[0]), np.uint8))})
    assert not following.active


def remembered(number: int) -> Remembered:
    return Remembered(np.full((2, 3), number, np.float32), np.full(4, number, np.float32))


@pytest.mark.parametrize("step", [1, -1])
def test_a_bank_keeps_what_counts_on_the_next_frame(step: int) -> None:
    bank = MemoryBank(OnFrame(100, remembered(100)), most_memories=6, most_pointers=16)
    for index in range(100 + step, 100 + 30 * step, step):
        if index != 100 + 26 * step:  # could not be decoded
            bank = bank.with_frame(index, remembered(index))
    seen = bank.seen_from(100 + 30 * step)
    assert seen.memory_ages.tolist() == [0, 6, 5, 3, 2, 1]
    assert seen.memories[0, :, 0, 0].tolist() == [100, *(100 + (30 - age) * step for age in (6, 5, 3, 2, 1))]
    assert seen.pointer_ages.tolist() == [30, *range(15, 4, -1), 3, 2, 1]
    assert seen.pointers[0, 1, 0] == 100 + 15 * step
    assert len(bank.recent) == 14
    assert sum(len(each.remembered.memory) > 0 for each in bank.recent) == 5
