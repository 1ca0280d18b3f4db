"""How alike two looks are: the same object elsewhere, another one, and the ground behind it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from avala_edge.assembly import Lane, open_site
from avala_edge.config import Config
from avala_edge.geometry import encode_mask
from avala_edge.imaging import Pixels
from avala_edge.models import Embedding
from avala_edge.video.identity import Appearance, appearance, blended, ground_of, likeness
from tests.unit.video.moving import HEIGHT, WIDTH, face, opened, picture


def look(pixels: Pixels, embedding: Embedding, mask: np.ndarray) -> Appearance:
    found = appearance(pixels, embedding, mask, encode_mask(mask))
    assert found is not None
    return found


async def test_an_object_is_like_itself_elsewhere_and_unlike_what_is_beside_it(tmp_path: Path) -> None:
    async with open_site(Config.for_scratch(tmp_path, threads=1, engine="onnxruntime-fp32")) as site:
        looks = []
        for place in ((180, 200), (420, 190)):
            async with opened(site, picture(place)) as frame:
                looks.append((frame.pixels, await site.sight.embedding(frame.record, Lane.BATCH)))
    (first, there), (second, elsewhere) = looks
    ground = ground_of(there)
    cat = look(first, there, face(180, 200))
    assert likeness(cat, cat, ground) > 0.99
    same = likeness(cat, look(second, elsewhere, face(420, 190)), ground)
    other = likeness(cat, look(second, elsewhere, face(180, 200)), ground)  # the cup and the table
    assert same > 0.6
    assert other < 0.4
    assert appearance(first, there, np.zeros((HEIGHT, WIDTH), np.uint8), encode_mask(face(-999, 0))) is None


def test_a_blend_lies_between() -> None:
    one, other = (Appearance(np.full(8, value, np.float32), np.full(3, value, np.float32)) for value in (0, 1))
    assert np.allclose(blended(one, other, 0.25).deep, 0.25)
    assert np.allclose(blended(one, other, 0.25).colour, 0.25)
