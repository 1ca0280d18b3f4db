"""Photos with shapes on them, written in a format and read back."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import strategies as st

from avala_edge.formats.archive import Archive
from avala_edge.formats.members import Members
from avala_edge.formats.records import LabelInfo, Labels, Photo, ReadPhoto, Shape
from avala_edge.formats.registry import READERS, WRITERS
from avala_edge.geometry import encode_mask

WIDTH, HEIGHT = 64, 48
NAMES = ("car", 'a <person> & "co"', "Straße")
Drawn = Sequence[tuple[Photo, Sequence[Shape]]]

hundredths = st.integers(0, 100 * WIDTH).map(lambda value: value / 100)
labels = st.sampled_from((*NAMES, None))


@st.composite
def boxes(draw: st.DrawFn) -> Shape:
    x, y = draw(st.integers(0, 100 * (WIDTH - 2))) / 100, draw(st.integers(0, 100 * (HEIGHT - 2))) / 100
    width = draw(st.integers(1, int(100 * (WIDTH - x)))) / 100
    height = draw(st.integers(1, int(100 * (HEIGHT - y)))) / 100
    return Shape("bounding_box", {"x": x, "y": y, "width": width, "height": height}, draw(labels))


def island(x: float, y: float, size: float, *, hole: bool) -> dict[str, Any]:
    def ring(a: float, b: float, side: float) -> list[list[float]]:
        corners = [[a, b], [a + side, b], [a + side, b + side / 2], [a + side / 2, b + side]]
        return [[round(x, 2), round(y, 2)] for x, y in corners]

    return {"exterior": ring(x, y, size), "holes": [ring(x + size / 4, y + size / 4, size / 4)[::-1]] if hole else []}


@st.composite
def polygons(draw: st.DrawFn) -> Shape:
    count = draw(st.integers(1, 3))
    places = [(2.25 + 20 * number, draw(st.integers(100, 2500)) / 100) for number in range(count)]
    islands = [island(x, y, draw(st.integers(8, 16)), hole=draw(st.booleans())) for x, y in places]
    return Shape("polygon", {"polygons": islands}, draw(labels))


@st.composite
def masks(draw: st.DrawFn) -> Shape:
    random = np.random.default_rng(draw(st.integers(0, 1 << 20)))
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    for _ in range(draw(st.integers(1, 3))):
        x, y = random.integers(0, WIDTH - 4), random.integers(0, HEIGHT - 4)
        mask[y : y + random.integers(1, 20), x : x + random.integers(1, 20)] ^= 1
    mask[5, 5] = 1
    return Shape("segmentation_mask", {"rle": encode_mask(mask).coco()}, draw(labels))


@st.composite
def drawn(draw: st.DrawFn) -> Drawn:
    """Two photos, in two splits."""
    shapes = st.lists(st.one_of(boxes(), polygons(), masks()), max_size=4)
    names = (("one.png", "train"), ("folder/tw.o.jpg", "val"))
    return [(Photo(name, WIDTH, HEIGHT, split), draw(shapes)) for name, split in names]


def write(kind: str, photos: Drawn, names: Sequence[str] = NAMES) -> bytes:
    out = io.BytesIO()
    archive, known = Archive(out, Path(tempfile.gettempdir())), Labels(map(LabelInfo, names))
    writer = WRITERS[kind](archive, known)
    for photo, shapes in photos:
        writer.add(photo, shapes)
    writer.finish()
    archive.finish({})
    return out.getvalue()


def read(kind: str, data: bytes, photos: Drawn) -> list[ReadPhoto]:
    sizes = {name: (photo.width, photo.height) for photo, _ in photos for name in (photo.name, photo.stem)}
    return list(READERS[kind](Members(io.BytesIO(data), "export.zip"), sizes.get).photos)


def again(found: Sequence[ReadPhoto], photos: Drawn) -> Drawn:
    """What was read, as photos with shapes on them."""
    by_name = {photo.name: each for each in found for photo, _ in photos if each.name in (photo.name, photo.stem)}
    return [(photo, by_name[photo.name].shapes if photo.name in by_name else ()) for photo, _ in photos]


def unpack(data: bytes, folder: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        file.extractall(folder)
    return folder
