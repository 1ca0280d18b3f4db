"""Objects carried frame after frame with the shipped model: where they are, whose pixels, leaving, going on later."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from avala_edge.assembly import Site, open_site
from avala_edge.config import Config
from avala_edge.errors import InvalidInput
from avala_edge.geometry import Rle, decode_rle, encode_mask
from avala_edge.inference import Scheduler
from avala_edge.video.following import Carried, Following
from tests.unit.video.moving import WIDTH, face, iou, line, opened, picture


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(Config.for_scratch(tmp_path, threads=1, engine="onnxruntime-fp32")) as opened_site:
        yield opened_site


@pytest.fixture
async def following(site: Site) -> AsyncIterator[Following]:
    cpu = Scheduler("test", threads=2, bound=16)
    made = Following(site.sight, cpu)
    yield made
    await made.close()
    await cpu.close()


async def carry(
    site: Site,
    following: Following,
    places: Sequence[Sequence[tuple[int, int]]],
    masks: Mapping[str, Rle],
    *,
    weak: Mapping[str, int] | None = None,
    ahead: bool = False,
) -> list[dict[str, Carried]]:
    """Start on the first frame, with a face at each of its places, and carry the masks to the others."""
    async with opened(site, picture(*places[0])) as frame:
        await following.start(frame, masks, weak=weak)
    found = []
    for each in places[1:]:
        async with opened(site, picture(*each)) as frame:
            if ahead:
                following.look_ahead(frame)
            found.append(await following.step(frame))
    return found


def mask_of(carried: Carried) -> np.ndarray:
    assert carried.mask is not None
    return decode_rle(carried.mask)


@pytest.mark.parametrize("backwards", [False, True])
async def test_a_mask_stays_on_its_object(site: Site, following: Following, backwards: bool) -> None:
    places = line((150, 180), (14, 4), 8)[:: -1 if backwards else 1]
    found = await carry(site, following, [[at] for at in places], {"cat": encode_mask(face(*places[0]))}, ahead=True)
    assert [each["cat"].outcome for each in found] == ["followed"] * 7
    assert min(each["cat"].confidence for each in found) > 0.5
    assert iou(mask_of(found[-1]["cat"]), face(*places[-1])) > 0.92
    assert following.active == {"cat"}


async def test_two_objects_share_no_pixel(site: Site, following: Following) -> None:
    left, right = line((150, 200), (12, 0), 9), line((430, 200), (-12, 0), 9)
    places = list(zip(left, right, strict=True))
    behind = (face(*left[0]) & ~face(*right[0])).astype(np.uint8)
    found = await carry(site, following, places, {"a": encode_mask(behind), "b": encode_mask(face(*right[0]))})
    for each in found:
        a, b = mask_of(each["a"]), mask_of(each["b"])
        assert not (a & b).any()
    assert iou(b, face(*right[-1])) > 0.85
    assert iou(a, face(*left[-1]) & ~face(*right[-1])) > 0.8


async def test_what_leaves_the_picture_is_said_to_be_gone_once(site: Site, following: Following) -> None:
    places = line((450, 200), (24, 0), 14)
    found = await carry(site, following, [[at] for at in places], {"cat": encode_mask(face(*places[0]))})
    ends = [(number, each["cat"]) for number, each in enumerate(found, 1) if each and each["cat"].mask is None]
    assert [end.outcome for _, end in ends] == ["gone"]
    assert "right" in ends[0][1].detail
    left = next(number for number, (x, _) in enumerate(places) if x - 70 >= WIDTH)
    assert left - 2 <= ends[0][0] <= left + 5
    assert not following.active
    assert found[-1] == {}


async def test_what_is_covered_for_good_is_lost_and_not_gone(site: Site, following: Following) -> None:
    places = [[(300, 200)], [(304, 200)], [], [], [], []]
    found = await carry(site, following, places, {"cat": encode_mask(face(300, 200))})
    outcomes = [each["cat"].outcome for each in found if each]
    assert outcomes[-1] == "lost"
    assert outcomes[-3:-1] == ["weak", "weak"]


async def test_weak_frames_before_a_restart_count(site: Site, following: Following) -> None:
    found = await carry(site, following, [[(300, 200)], []], {"cat": encode_mask(face(300, 200))}, weak={"cat": 2})
    assert found[0]["cat"].outcome == "lost"


async def test_going_on_from_the_last_masks_gives_about_the_same(site: Site, following: Following) -> None:
    places = [[at] for at in line((150, 180), (12, 5), 8)]
    start = {"cat": encode_mask(face(*places[0][0]))}
    whole = await carry(site, following, places, start)
    kept = whole[3]["cat"].mask
    assert kept is not None
    later = await carry(site, following, places[4:], {"cat": kept})
    assert iou(mask_of(later[-1]["cat"]), mask_of(whole[-1]["cat"])) > 0.93


async def test_a_mask_of_another_size_is_refused(site: Site, following: Following) -> None:
    with pytest.raises(InvalidInput, match="its frame 600 × 400"):
        await carry(site, following, [[(300, 200)]], {"cat": encode_mask(np.ones((10, 10), np.uint8))})


async def test_an_empty_mask_is_not_followed(site: Site, following: Following) -> None:
    await carry(site, following, [[(300, 200)]], {"cat": encode_mask(np.zeros((400, 600), np.uint8))})
    assert not following.active
