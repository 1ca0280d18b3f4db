"""JPEGs decoded smaller, for encoders."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from avala_edge.errors import ImageRefused
from avala_edge.imaging import ImageLimits, decode, demo_photos, letterbox

LIMITS = ImageLimits()


def large_jpeg(orientation: int = 1) -> bytes:
    """A demo photo enlarged to 12 megapixels."""
    (photo,) = [p for p in demo_photos() if p.name == "flower"]
    with Image.open(photo.path) as image:
        large = image.convert("RGB").resize((4000, 3000), Image.Resampling.BICUBIC)
    exif = Image.Exif()
    exif[0x0112] = orientation
    out = io.BytesIO()
    large.save(out, "JPEG", quality=90, exif=exif.tobytes())
    return out.getvalue()


@pytest.mark.parametrize(
    ("least", "expected"), [(768, (750, 1000)), (1000, (750, 1000)), (1001, (1500, 2000)), (2500, (3000, 4000))]
)
def test_as_small_as_asked_for_and_no_smaller(least: int, expected: tuple[int, int]) -> None:
    pixels = decode(large_jpeg(), LIMITS, least_side=least)
    assert (pixels.height, pixels.width) == expected


def test_the_encoder_sees_the_same() -> None:
    data = large_jpeg()
    whole, reduced = (
        letterbox(decode(data, LIMITS), 512),
        letterbox(decode(data, LIMITS, least_side=768), 512, shown=(3000, 4000)),
    )
    assert (whole.resized_height, whole.resized_width) == (reduced.resized_height, reduced.resized_width)
    assert np.abs(whole.array.astype(int) - reduced.array).mean() < 1.0


def test_turned_pictures_stay_turned() -> None:
    pixels = decode(large_jpeg(orientation=6), LIMITS, least_side=768)
    assert (pixels.height, pixels.width) == (1000, 750)


def test_other_formats_come_whole_and_damage_is_refused() -> None:
    out = io.BytesIO()
    Image.new("RGB", (2000, 10)).save(out, "PNG")
    assert decode(out.getvalue(), LIMITS, least_side=100).width == 2000
    with pytest.raises(ImageRefused):
        decode(large_jpeg()[:20_000], LIMITS, least_side=768)
