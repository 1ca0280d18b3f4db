"""A large photo as small JPEGs: squares of the whole picture, of its half, its quarter, …, down to one for all."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from avala_edge.imaging import convert
from avala_edge.imaging.decode import stored_rgb
from avala_edge.imaging.limits import ImageLimits
from avala_edge.imaging.refusal import refusing

TILE = 512  # pixels a side; even, so that halves of tiles are tiles of the half
QUALITY = 90
TILE_RECIPE = f"{TILE}-{QUALITY}"  # in names of what is kept: other tiles are other names
_FLIPS_X, _FLIPS_Y = frozenset({2, 3, 7, 8}), frozenset({3, 4, 6, 7})  # by EXIF orientation, of the stored picture

Box = tuple[int, int, int, int]  # left, top, right, bottom


@dataclass(frozen=True, slots=True)
class Level:
    """The upright picture at `1 / 2 ** number` of its size, and how many tiles that is."""

    number: int
    width: int
    height: int

    @property
    def columns(self) -> int:
        """Tiles in a row; the last one may be narrower."""
        return -(-self.width // TILE)

    @property
    def rows(self) -> int:
        """Rows of tiles; the last one may be lower."""
        return -(-self.height // TILE)

    def box(self, column: int, row: int) -> Box:
        """Return which of the level's pixels a tile has."""
        left, top = column * TILE, row * TILE
        return left, top, min(left + TILE, self.width), min(top + TILE, self.height)


def levels_of(width: int, height: int) -> tuple[Level, ...]:
    """Return the levels of a picture, the largest first; each side is half the one before, rounded up."""
    levels = [Level(0, width, height)]
    while max(levels[-1].width, levels[-1].height) > TILE:
        last = levels[-1]
        levels.append(Level(last.number + 1, -(-last.width // 2), -(-last.height // 2)))
    return tuple(levels)


def cut_tiles(data: bytes, limits: ImageLimits, take: Callable[[int, int, int, bytes], None]) -> None:
    """Give `take` the level, column, row and JPEG of every tile of the oriented picture.

    Needs the decoded picture once, and a quarter of it for the level below: a turned photo is turned tile by tile.

    Raises:
        TooLarge: more bytes than the limit.
        ImageRefused: the bytes have been damaged.
    """
    info, picture, turn = stored_rgb(data, limits)
    levels = levels_of(info.width, info.height)
    for level in levels:
        half = Image.new("RGB", (-(-level.width // 2), -(-level.height // 2)))
        for row in range(level.rows):
            for column in range(level.columns):
                box = level.box(column, row)
                with refusing(info.format):
                    tile = convert.upright(picture.crop(_stored(box, picture.size, turn)), turn)
                take(level.number, column, row, _jpeg(tile))
                half.paste(tile.reduce(2), (box[0] // 2, box[1] // 2))
        picture, turn = half, 1


def _stored(box: Box, size: tuple[int, int], turn: int) -> Box:
    """Return where the pixels of an upright box are in the stored picture."""
    left, top, right, bottom = box
    across, down = ((left, right), (top, bottom)) if turn <= 4 else ((top, bottom), (left, right))
    if turn in _FLIPS_X:
        across = size[0] - across[1], size[0] - across[0]
    if turn in _FLIPS_Y:
        down = size[1] - down[1], size[1] - down[0]
    return across[0], down[0], across[1], down[1]


def _jpeg(tile: Image.Image) -> bytes:
    out = io.BytesIO()
    tile.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
