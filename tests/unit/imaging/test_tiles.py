from __future__ import annotations

import io

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from avala_edge.imaging import ImageLimits, cut_tiles, decode, levels_of

WIDTH, HEIGHT = 1101, 603  # odd at two levels


def waves(orientation: int, kind: str = "JPEG") -> bytes:
    x, y = np.meshgrid(np.arange(WIDTH), np.arange(HEIGHT))
    picture = Image.fromarray((127 + 60 * np.sin(x / 40) + 60 * np.cos(y / 30 + x / 300)).astype(np.uint8))
    exif = Image.Exif()
    exif[0x0112] = orientation
    out = io.BytesIO()
    picture.save(out, kind, exif=exif)
    return out.getvalue()


def stitched(data: bytes) -> list[NDArray[np.uint8]]:
    tiles: dict[tuple[int, int, int], NDArray[np.uint8]] = {}

    def take(level: int, column: int, row: int, jpeg: bytes) -> None:
        assert (level, column, row) not in tiles
        tiles[level, column, row] = np.asarray(Image.open(io.BytesIO(jpeg)))

    cut_tiles(data, ImageLimits(), take)
    levels = levels_of(*reversed(decode(data, ImageLimits()).array.shape[:2]))
    assert len(tiles) == sum(level.columns * level.rows for level in levels)
    return [
        np.vstack([np.hstack([tiles[level.number, c, r] for c in range(level.columns)]) for r in range(level.rows)])
        for level in levels
    ]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_tiles_are_the_upright_picture_and_its_halves(orientation: int, kind: str) -> None:
    data = waves(orientation, kind)
    upright = decode(data, ImageLimits()).array
    for number, got in enumerate(stitched(data)):
        expected = np.asarray(Image.fromarray(upright).reduce(2**number)) if number else upright
        assert got.shape == expected.shape
        assert np.abs(got.astype(int) - expected).mean() < 1  # a pixel to the side: 1.3 and more


@pytest.mark.parametrize(
    ("size", "sides"),
    [
        ((1, 1), [(1, 1)]),
        ((512, 512), [(512, 512)]),
        ((513, 3), [(513, 3), (257, 2)]),
        ((1025, 1), [(1025, 1), (513, 1), (257, 1)]),
    ],
)
def test_levels_end_with_one_tile(size: tuple[int, int], sides: list[tuple[int, int]]) -> None:
    levels = levels_of(*size)
    assert [(level.width, level.height) for level in levels] == sides
    assert (levels[-1].columns, levels[-1].rows) == (1, 1)
