"""What is pooled under a mask, where the right numbers are known."""

from __future__ import annotations

import numpy as np
import pytest

from avala_edge.errors import InvalidInput
from avala_edge.geometry import Frame, View, encode_mask
from avala_edge.models import Embedding
from avala_edge.training.features import appearance
from avala_edge.training.regions import box_region, region

CELLS = 16
HEIGHT, WIDTH = 60, 80  # covers 12 x 16 cells


def embedding(view: View | None = None) -> Embedding:
    """Two tensors whose channels are the column and the row of each cell, of 4 and 8 cells a side."""
    tensors = {
        name: np.stack(np.meshgrid(np.arange(side), np.arange(side)))[None].astype(np.float32)
        for name, side in (("context", 4), ("high_res_1", 8), ("high_res_0", 16))
    }
    return Embedding(tensors, Frame(HEIGHT, WIDTH, 12.0, 16.0, view or View(0, 0, WIDTH, HEIGHT)))


def test_means_under_the_mask_and_shape() -> None:
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    mask[20:40, 40:80] = 1  # high_res_1: columns 4 to 7, rows 2 and 3; context: columns 2 and 3, row 1
    vector = appearance(embedding(), encode_mask(mask), cells=CELLS)
    assert vector.dtype == np.float32
    assert np.allclose(vector[:4], [2.5, 1.0, 5.5, 2.5], atol=1e-4)
    assert np.allclose(vector[4:], [np.log(2), np.log(1 / 6), 1.0, 0.75, 0.5], atol=1e-4)
    small = appearance(embedding(), encode_mask(np.ascontiguousarray(mask[::2, ::2])), cells=CELLS)
    assert np.allclose(small, vector, atol=1e-4)


def test_other_models_are_pooled_where_their_embedding_is_a_grid() -> None:
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    mask[20:40, 40:80] = 1
    known = embedding()
    grid = known.tensors["high_res_1"]
    tokens = np.ascontiguousarray(grid.reshape(1, 2, 64).transpose(0, 2, 1))
    for name, tensor in (("image_embeddings", grid), ("embedding", tokens)):
        other = Embedding({name: tensor, "interm": np.zeros((1, 1, 8, 8, 2), np.float32)}, known.frame)
        vector = appearance(other, encode_mask(mask), cells=CELLS)
        assert np.allclose(vector[:2], [5.5, 2.5], atol=1e-4)
        assert len(vector) == 7


def test_every_kind_of_geometry_is_the_same_region() -> None:
    size = {"height": HEIGHT, "width": WIDTH}
    box = {"x": 40.0, "y": 20.0, "width": 40.0, "height": 20.0}
    ring = [[40.0, 20.0], [80.0, 20.0], [80.0, 40.0], [40.0, 40.0]]
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    mask[20:40, 40:80] = 1
    rle = encode_mask(mask)
    shapes = {
        "bounding_box": box,
        "polygon": {"polygons": [{"exterior": ring, "holes": []}]},
        "segmentation_mask": {"rle": rle.coco()},
    }
    assert {kind: region(kind, shape, **size).counts for kind, shape in shapes.items()} == dict.fromkeys(
        shapes, rle.counts
    )
    large = box_region(0, 0, 4000, 3000, height=3000, width=4000)
    assert (large.height, large.width) == (768, 1024)
    with pytest.raises(InvalidInput):
        region("segmentation_mask", {"rle": {"size": [HEIGHT, WIDTH], "counts": "1"}}, **size)


def test_what_cannot_be_looked_at() -> None:
    nothing = encode_mask(np.zeros((HEIGHT, WIDTH), np.uint8))
    with pytest.raises(InvalidInput):
        appearance(embedding(), nothing, cells=CELLS)
    part = embedding(View(0, 0, 40, 30))
    with pytest.raises(InvalidInput, match="whole image"):
        appearance(part, box_region(0, 0, 9, 9, height=HEIGHT, width=WIDTH), cells=CELLS)
