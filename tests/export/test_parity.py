"""An exported ViT-B of full size against Meta's own package: the same embedding, masks and scores, on real photos.

Its weights are random, so the masks mean nothing; but they have two sides, and every part of the network shapes them.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from avala_edge.geometry import OutlineOptions, View, decode_rle, outline
from avala_edge.imaging import ImageLimits, Pixels, decode, demo_photos
from avala_edge.inference import REFERENCE, Lane
from avala_edge.inference.embedded import EmbeddedRuntime
from avala_edge.inference.engine import available
from avala_edge.models import Embedding, Prompt, PromptableModel
from avala_edge.models.sam_export.official import Sam, SamPredictor
from tests.export.conftest import THREADS

PHOTOS = ("coffee", "rocket")
LEAST_COSINE, LEAST_IOU, LEAST_IOU_END_TO_END = 0.9999, 0.999, 0.995
PROMPTS = 20


@dataclass(frozen=True)
class Asked:
    """A prompt as SamPredictor takes it, and as we do."""

    points: NDArray[np.float64] | None
    labels: NDArray[np.int64] | None
    box: NDArray[np.float64] | None
    mask: NDArray[np.float32] | None
    ours: Prompt


@pytest.fixture(scope="module")
def photos() -> dict[str, Pixels]:
    """By name."""
    return {p.name: decode(p.path.read_bytes(), ImageLimits()) for p in demo_photos() if p.name in PHOTOS}


@pytest.fixture(scope="module")
def predictor(vit_b: Sam, photos: dict[str, Pixels]) -> Callable[[str], SamPredictor]:
    """SamPredictor with a photo set, which is encoded once for all tests."""

    @cache
    def of(name: str) -> SamPredictor:
        made = SamPredictor(vit_b)
        made.set_image(np.array(photos[name].array))
        return made

    return of


@pytest.fixture
async def model(exported_vit_b: Path) -> AsyncIterator[PromptableModel]:
    runtime = EmbeddedRuntime(threads=THREADS, bound=8)
    model, engine = PromptableModel.open(exported_vit_b, runtime), available()[REFERENCE]
    await model.load_encoder(engine)
    await model.load_decoder(engine)
    yield model
    await runtime.close()


_embeddings: dict[str, Embedding] = {}


async def embedded(model: PromptableModel, photos: dict[str, Pixels], name: str) -> Embedding:
    """Encode once for all tests."""
    if name not in _embeddings:
        photo = photos[name]
        everything = View(0, 0, photo.width, photo.height)
        prepared = model.prepare(photo, everything, image_height=photo.height, image_width=photo.width)
        _embeddings[name] = await model.encode(prepared, lane=Lane.CLICK)
    return _embeddings[name]


def prompts(photo: Pixels, count: int) -> Iterator[Asked]:
    """Points, boxes, both, and masks to refine, in turn, at random places."""
    random = np.random.default_rng(1)
    size = np.array([photo.width, photo.height])
    for number in range(count):
        points = labels = box = mask = None
        if number % 4 != 1:
            some = int(random.integers(1, 6))
            points, labels = random.uniform(0, 1, (some, 2)) * size, random.integers(0, 2, some)
            labels[0] = 1
        if number % 4 in (1, 2):
            corners = np.sort(random.uniform(0, 1, (2, 2)), axis=0)
            box = (corners * size).reshape(4)
        if number % 4 == 3:
            coarse = torch.from_numpy(random.normal(0, 8, (1, 1, 9, 9)).astype(np.float32))
            smooth = torch.nn.functional.interpolate(coarse, (256, 256), mode="bicubic")
            mask = smooth[0, 0].numpy()
        xywh = None if box is None else (box[0], box[1], box[2] - box[0], box[3] - box[1])
        ours = Prompt.in_image(
            [] if points is None else [(x, y, int(label)) for (x, y), label in zip(points, labels, strict=True)],
            xywh,
            height=photo.height,
            width=photo.width,
        )
        yield Asked(points, labels, box, mask, ours)


def iou(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    union = (one | other).sum()
    return float((one & other).sum() / union) if union else 1.0


@pytest.mark.parametrize("name", PHOTOS)
async def test_embeddings(
    name: str, model: PromptableModel, photos: dict[str, Pixels], predictor: Callable[[str], SamPredictor]
) -> None:
    found = (await embedded(model, photos, name)).tensors["embedding"][0].astype(np.float64)
    wanted = predictor(name).get_image_embedding()[0].flatten(1).T.numpy().astype(np.float64)
    each = (found * wanted).sum(1) / np.linalg.norm(found, axis=1) / np.linalg.norm(wanted, axis=1)
    assert each.min() >= LEAST_COSINE  # of each place, which is more than of all


@pytest.mark.parametrize("name", PHOTOS)
async def test_low_resolution_masks_and_scores(
    name: str, model: PromptableModel, photos: dict[str, Pixels], predictor: Callable[[str], SamPredictor]
) -> None:
    embedding, theirs = await embedded(model, photos, name), predictor(name)
    two_sided = 0
    for asked in prompts(photos[name], PROMPTS):
        for multimask in (True, False):
            _, scores, low = theirs.predict(
                asked.points,
                asked.labels,
                asked.box,
                None if asked.mask is None else asked.mask[None],
                multimask_output=multimask,
            )
            found = await model.decode(embedding, asked.ours, asked.mask, multimask=multimask, lane=Lane.CLICK)
            np.testing.assert_allclose(found.masks, low, atol=1e-4 * np.abs(low).max())
            np.testing.assert_allclose(found.scores, np.clip(scores, 0, 1), atol=1e-5)
            for mask, wanted in zip(found.masks > 0, low > 0, strict=True):
                assert iou(mask, wanted) >= LEAST_IOU
                two_sided += 0.05 < wanted.mean() < 0.95
    assert two_sided >= PROMPTS * 4 * 0.9


@pytest.mark.parametrize("name", PHOTOS)
async def test_masks_on_the_photo(
    name: str, model: PromptableModel, photos: dict[str, Pixels], predictor: Callable[[str], SamPredictor]
) -> None:
    embedding, theirs = await embedded(model, photos, name), predictor(name)
    for asked in prompts(photos[name], 8):
        masks, _, _ = theirs.predict(
            asked.points, asked.labels, asked.box, None if asked.mask is None else asked.mask[None]
        )
        found = await model.decode(embedding, asked.ours, asked.mask, multimask=True, lane=Lane.CLICK)
        for logits, wanted in zip(found.masks, masks, strict=True):
            ours = outline(np.ascontiguousarray(logits), found.frame, OutlineOptions())
            assert ours.rle is not None
            assert iou(decode_rle(ours.rle).astype(bool), wanted) >= LEAST_IOU_END_TO_END
