"""SAM 2's memory against Meta's own package, frame by frame along a film: masks, memories, pointers, scores.

The weights are random, so the masks mean nothing; but they have two sides, and what is remembered of each frame shapes
those of all that follow. At a side of 256: the same network, a 16th of the places.
"""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image
from sam2.modeling.sam2_base import NO_OBJ_SCORE
from sam2.sam2_image_predictor import SAM2ImagePredictor
from torch.nn import functional

from avala_edge.assembly import Lane, Site
from avala_edge.geometry import Frame, decode_rle, encode_mask, mask_from_logits
from avala_edge.imaging import Pixels, stretch
from avala_edge.inference import Scheduler
from avala_edge.models import Logits, Prompt, Recalled
from avala_edge.models.sam_export.sam2_official import SAM2Base
from avala_edge.video.carried import FrameImage
from avala_edge.video.memory_bank import MemoryBank
from avala_edge.video.remembering import Remembering
from tests.cat_film import SIZE, cat_frame, cat_mask
from tests.export.sam2_networks import SIDE, activated, exported, random_sam2, serving

FRAMES = 20  # more than there are pointers
LEAST_IOU, LEAST_COSINE = 0.99, 0.9999
LEAST_IOU_ITS_WAY = 0.96  # enlarged by it: masks of random weights are half outline, and ours are outlined differently
MEAN, DEVIATION = (torch.tensor(each).view(3, 1, 1) for each in ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)))


@dataclass(frozen=True)
class Official:
    """What Meta's package says of each frame of the film but the first."""

    logits: list[NDArray[np.float32]]
    masks: list[NDArray[np.bool_]]
    memories: list[NDArray[np.float32]]
    pointers: list[NDArray[np.float32]]
    scores: list[float]


def pixels_of(number: int) -> Pixels:
    return Pixels(np.ascontiguousarray(cat_frame(number)))


def square_of(mask: NDArray[np.bool_]) -> torch.Tensor:
    """As `SAM2VideoPredictor.add_new_mask` makes it."""
    whole = torch.from_numpy(mask).float()[None, None]
    small = functional.interpolate(whole, size=(SIDE, SIDE), mode="bilinear", align_corners=False, antialias=True)
    return (small >= 0.5).float()


def features_of(sam: SAM2Base, number: int) -> Any:
    picture = torch.tensor(stretch(pixels_of(number), SIDE)).permute(2, 0, 1).float() / 255
    return sam._prepare_backbone_features(sam.forward_image(((picture - MEAN) / DEVIATION)[None]))[1:]


@torch.inference_mode()
def tracked(sam: SAM2Base, order: range) -> Official:
    """Track the face from the first frame of an order through the others by `SAM2Base.track_step`."""
    kept: dict[str, dict[int, Any]] = {"cond_frame_outputs": {}, "non_cond_frame_outputs": {}}
    found = Official([], [], [], [], [])
    for number in order:
        features, places, sizes = features_of(sam, number)
        first = number == order[0]
        out = sam.track_step(
            frame_idx=number,
            is_init_cond_frame=first,
            current_vision_feats=features,
            current_vision_pos_embeds=places,
            feat_sizes=sizes,
            point_inputs=None,
            mask_inputs=square_of(cat_mask(number)) if first else None,
            output_dict=kept,
            num_frames=FRAMES,
            track_in_reverse=order[0] > order[-1],
        )
        kept["cond_frame_outputs" if first else "non_cond_frame_outputs"][number] = out
        found.memories.append(out["maskmem_features"][0].flatten(1).T.numpy())
        found.pointers.append(out["obj_ptr"][0].numpy())
        found.scores.append(float(out["object_score_logits"]))
        found.logits.append(out["pred_masks"][0, 0].numpy())
        size = (SIZE[1], SIZE[0])
        large = functional.interpolate(out["pred_masks"], size=size, mode="bilinear", align_corners=False)
        found.masks.append(large[0, 0].numpy() > 0)
    return found


def iou(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    union = (one | other).sum()
    return float((one & other).sum() / union) if union else 1.0


def cosines(found: NDArray[np.float32], wanted: NDArray[np.float32]) -> NDArray[np.float64]:
    a, b = found.astype(np.float64), wanted.astype(np.float64)
    return (a * b).sum(-1) / np.linalg.norm(a, axis=-1) / np.linalg.norm(b, axis=-1)


_network = cache(random_sam2)
_served: dict[SAM2Base, Path] = {}  # exported once for all tests, in whichever order they come


@pytest.fixture(scope="module", params=["2.1", "2"])
def network(request: pytest.FixtureRequest) -> SAM2Base:
    return _network(request.param)


@pytest.fixture(scope="module")
def data(network: SAM2Base, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if network not in _served:
        folder = tmp_path_factory.mktemp("networks")
        _served[network] = activated(exported(network, folder / "random"), folder / "data")
    return _served[network]


@pytest.fixture
async def site(data: Path) -> AsyncIterator[Site]:
    async with serving(data) as opened:
        yield opened


class Film:
    """The film's frames, as a site knows them."""

    def __init__(self, site: Site) -> None:
        self.site = site

    async def frame(self, number: int) -> FrameImage:
        return await self.photo(pixels_of(number), number)

    async def photo(self, pixels: Pixels, number: int) -> FrameImage:
        out = io.BytesIO()
        Image.fromarray(pixels.array).save(out, "PNG", compress_level=1)
        async with self.site.intake.passing(out.getvalue(), lane=Lane.BATCH) as record:
            await self.site.sight.embedding(record, Lane.BATCH)  # kept, so that the pixels may go
            return FrameImage(record, pixels, number)


@pytest.mark.parametrize(
    ("network", "order"),
    [("2.1", range(FRAMES)), ("2.1", range(FRAMES - 1, FRAMES - 9, -1)), ("2", range(9))],
    indirect=["network"],
)
async def test_a_film_is_followed_as_by_the_official_package(network: SAM2Base, site: Site, order: range) -> None:
    wanted = tracked(network, order)
    film, cpu = Film(site), Scheduler("test", threads=2, bound=16)
    assert site.model.memory is not None
    following = Remembering(site.sight, site.model.memory, cpu)
    await following.start(await film.frame(order[0]), {"face": encode_mask(cat_mask(order[0]).astype(np.uint8))})
    two_sided = 0
    for number, logits, mask in zip(order[1:], wanted.logits[1:], wanted.masks[1:], strict=True):
        carried = (await following.step(await film.frame(number)))["face"]
        assert carried.mask is not None
        found = decode_rle(carried.mask).astype(bool)
        frame = Frame.whole(SIZE[1], SIZE[0], SIDE / 4, SIDE / 4)
        assert iou(found, mask_from_logits(logits, frame).astype(bool)) >= LEAST_IOU, number
        assert iou(found, mask) >= LEAST_IOU_ITS_WAY, number
        two_sided += 0.02 < mask.mean() < 0.98
    assert two_sided > len(order) / 2
    bank: MemoryBank = following._known["face"].bank
    kept = {each.index: each.remembered for each in bank.recent} | {bank.key.index: bank.key.remembered}
    for number, memory, pointer in zip(order, wanted.memories, wanted.pointers, strict=True):
        if number in kept:
            assert cosines(kept[number].pointer, pointer) >= LEAST_COSINE
            if len(kept[number].memory):
                assert cosines(kept[number].memory, memory).min() >= LEAST_COSINE
    await following.close()
    await cpu.close()


async def test_an_object_that_is_not_there_is_remembered_so(network: SAM2Base, site: Site) -> None:
    memory, frame = site.model.memory, await Film(site).frame(1)
    assert memory is not None
    embedding = await site.sight.embedding(frame.record, Lane.BATCH)
    cells = SIDE // 4
    nothing = Logits(np.ones((1, cells, cells), np.float32), np.ones(1, np.float32), embedding.frame)
    kept = await memory.remember(embedding, Recalled(nothing, -0.5, np.zeros(256, np.float32)), lane=Lane.BATCH)
    with torch.inference_mode():
        features, _, sizes = features_of(network, 1)
        absent = torch.full((1, 1, SIDE, SIDE), NO_OBJ_SCORE)
        wanted, _ = network._encode_new_memory(features, sizes, absent, torch.tensor([[-0.5]]), False)
    assert cosines(kept.memory, wanted[0].flatten(1).T.numpy()).min() >= LEAST_COSINE


async def test_clicks_are_answered_as_by_the_official_package(network: SAM2Base, site: Site) -> None:
    theirs = SAM2ImagePredictor(network)
    theirs._bb_feat_sizes = [(SIDE // 2**n, SIDE // 2**n) for n in (2, 3, 4)]
    photo = Pixels(stretch(pixels_of(3), SIDE))  # which neither of the two resizes
    theirs.set_image(np.array(photo.array))
    frame = await Film(site).photo(photo, 3)
    embedding = await site.sight.embedding(frame.record, Lane.BATCH)
    cells = SIDE // 4
    refined = np.random.default_rng(0).normal(0, 5, (cells, cells)).astype(np.float32)
    for points, box, previous in (
        ([(85.0, 118.0)], None, None),
        ([(85.0, 118.0), (200.0, 60.0)], None, None),
        ([], (40.0, 70.0, 90.0, 100.0), None),
        ([(85.0, 118.0)], (40.0, 70.0, 90.0, 100.0), refined),
    ):
        corners = None if box is None else np.array([box[0], box[1], box[0] + box[2], box[1] + box[3]])
        prompt = Prompt.in_image([(x, y, 1) for x, y in points], box, height=SIDE, width=SIDE)
        for several in (True, False):
            _, scores, low = theirs.predict(
                np.array(points) if points else None,
                np.ones(len(points)) if points else None,
                corners,
                None if previous is None else previous[None],
                multimask_output=several,
            )
            found = await site.model.decode(embedding, prompt, previous, multimask=several, lane=Lane.CLICK)
            np.testing.assert_allclose(found.scores, scores, atol=2e-3)
            for mask, wanted in zip(found.masks > 0, low > 0, strict=True):
                assert iou(mask, wanted) >= LEAST_IOU
