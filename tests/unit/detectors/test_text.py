"""A real model end to end: the text detector that `rapidocr-onnxruntime` ships, beside rapidocr's own reading of it."""

from __future__ import annotations

import io
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from shapely.geometry import Polygon as Shape

from avala_edge.autolabel import Ask, LocalModel
from avala_edge.cli import main
from avala_edge.imaging import ImageLimits, Pixels, decode, demo_photos
from avala_edge.inference import REFERENCE, Scheduler
from avala_edge.inference.embedded import EmbeddedRuntime
from avala_edge.inference.engine import available
from avala_edge.models import Detection
from avala_edge.models.detectors import Detectors, Library
from avala_edge.store import ImageRecord

WORDS = ("Fresh coffee", "OPEN 7 - 19", "no sugar")
LIKE_IOU = 0.75  # of rectangles some 20 pixels high, which rapidocr rounds to whole pixels


def the_model() -> Path:
    spec = find_spec("rapidocr_onnxruntime")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return Path(spec.submodule_search_locations[0]) / "models" / "ch_PP-OCRv4_det_infer.onnx"


def photo(name: str) -> Image.Image:
    (path,) = [each.path for each in demo_photos() if each.name == name]
    return Image.fromarray(decode(path.read_bytes(), ImageLimits()).array)


def with_words() -> tuple[Image.Image, list[Shape]]:
    """Return a photo of a cup of coffee with words on it, one of them slanted, and where they are."""
    picture, places = photo("coffee"), []
    font = ImageFont.load_default(size=30)
    for number, words in enumerate(WORDS):
        right, bottom = font.getbbox(words)[2:]
        text = Image.new("RGBA", (int(right) + 8, int(bottom) + 8))
        ImageDraw.Draw(text).text((4, 4), words, font=font, fill="white", stroke_width=1, stroke_fill="black")
        turned = text.rotate(12, expand=True, resample=Image.Resampling.BICUBIC) if number == 2 else text
        at = (40 + 30 * number, 30 + 120 * number)
        picture.paste(turned, at, turned)
        shown = np.argwhere(np.asarray(turned)[..., 3] > 128)[:, ::-1] + at
        places.append(Shape(Shape([tuple(p) for p in shown]).minimum_rotated_rectangle))
    return picture, places


class Photo:
    def __init__(self, pixels: Pixels) -> None:
        self.record = ImageRecord("sha256:0", pixels.width, pixels.height, "PNG", "image/png", "0", 1)
        self._pixels = pixels

    async def content(self) -> bytes:
        raise AssertionError("a local model needs no bytes")

    async def pixels(self, *, least_side: int | None = None) -> Pixels:
        return self._pixels


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The model, imported by the command without any options."""
    data_dir = tmp_path_factory.mktemp("data")
    with pytest.raises(SystemExit) as ended:
        main(["models", "import", str(the_model()), "--name", "text", "--yes", "--data-dir", str(data_dir)])
    assert not ended.value.code
    return Library(data_dir)


async def detect(library: Library, pixels: Pixels) -> list[Detection]:
    runtime, cpu = EmbeddedRuntime(threads=1, bound=8), Scheduler("cpu", threads=1, bound=8)
    detectors = Detectors(library, runtime, available()[REFERENCE], cpu)
    try:
        return await LocalModel(detectors, "text").detect(Photo(pixels), Ask())
    finally:
        await detectors.close()
        await runtime.close()
        await cpu.close()


def shapes(found: list[Detection]) -> list[Shape]:
    return [Shape(polygon.exterior) for each in found for polygon in each.polygons or ()]


def rapidocrs(pixels: Pixels) -> list[Shape]:
    from rapidocr_onnxruntime import RapidOCR

    boxes, _ = RapidOCR(intra_op_num_threads=1).text_det(np.ascontiguousarray(pixels.array[..., ::-1]))
    return [Shape(box) for box in boxes]


def iou(a: Shape, b: Shape) -> float:
    return float(a.intersection(b).area / a.union(b).area)


async def test_words_on_a_photo_are_found(library: Library) -> None:
    picture, places = with_words()
    data = io.BytesIO()
    picture.save(data, "PNG")
    found = await detect(library, decode(data.getvalue(), ImageLimits()))
    assert [each.label for each in found] == ["text"] * len(found)
    for place in places:
        assert max(iou(place, shape) for shape in shapes(found)) > 0.5


@pytest.mark.parametrize("name", ["words", "coins", "chelsea"])
async def test_it_reads_the_model_as_rapidocr_does(library: Library, name: str) -> None:
    picture = with_words()[0] if name == "words" else photo(name)
    pixels = Pixels(np.asarray(picture.convert("RGB")).copy())
    ours, theirs = shapes(await detect(library, pixels)), rapidocrs(pixels)
    assert len(theirs) >= 3
    assert [shape for shape in theirs if max(iou(shape, each) for each in ours) < LIKE_IOU] == []
    assert len(ours) <= len(theirs) + 1  # rapidocr drops what is 3 pixels high or less
