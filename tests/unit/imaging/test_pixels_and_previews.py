"""`Pixels`, the letterbox, previews, masks, panoptic maps and demo photos."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from avala_edge.errors import ImageRefused
from avala_edge.imaging import (
    Letterboxed,
    Pixels,
    decode,
    demo_photos,
    encode_png,
    letterbox,
    overlay_png,
    panoptic_ids,
    preview_jpeg,
)
from avala_edge.imaging.letterbox import PAD_VALUE, resized_size

from .pictures import LIMITS, encode, noise, smooth


@pytest.mark.parametrize(
    ("array", "message"),
    [
        (np.zeros((2, 2, 3), dtype=np.float32), "must be uint8, but got float32"),
        (np.zeros((2, 2), dtype=np.uint8), r"shape \(height, width, 3\) with no zero, but got \(2, 2\)"),
        (np.zeros((2, 2, 4), dtype=np.uint8), r"but got \(2, 2, 4\)"),
        (np.zeros((0, 2, 3), dtype=np.uint8), r"but got \(0, 2, 3\)"),
        (np.zeros((4, 4, 3), dtype=np.uint8)[:, ::2], "C-contiguous"),
    ],
)
def test_pixels_check_their_array(array: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Pixels(array)


def test_pixels_want_an_array() -> None:
    with pytest.raises(TypeError, match="but got list"):
        Pixels([[[1, 2, 3]]])  # type: ignore[arg-type]


def test_pixels_are_read_only_and_leave_the_source_alone() -> None:
    source = noise(3, 4)
    pixels = Pixels(source)
    with pytest.raises(ValueError, match="read-only"):
        pixels.array[0, 0, 0] = 1
    assert source.flags.writeable
    assert (pixels.height, pixels.width) == (3, 4)


def test_the_name_of_pixels_is_stable() -> None:
    pixels = Pixels(np.arange(18, dtype=np.uint8).reshape(2, 3, 3))
    expected = hashlib.sha256(b"avala pixels 1\n\x00\x00\x00\x02\x00\x00\x00\x03" + bytes(range(18)))
    assert pixels.sha256() == expected.hexdigest()
    assert pixels.sha256() != Pixels(np.arange(18, dtype=np.uint8).reshape(3, 2, 3)).sha256()


@given(height=st.integers(1, 20_000), width=st.integers(1, 20_000), side=st.integers(1, 4096))
def test_resized_size_is_the_documented_formula(height: int, width: int, side: int) -> None:
    longer = max(height, width)
    expected = tuple(max(1, int(n * side / longer + 0.5)) for n in (height, width))
    assert resized_size(height, width, side) == expected
    assert max(expected) == side


@pytest.mark.parametrize(("height", "width"), [(40, 60), (60, 40), (50, 50), (1, 90), (10, 20)])
def test_letterbox(height: int, width: int) -> None:
    pixels = Pixels(smooth(height, width))
    boxed = letterbox(pixels, 32)
    assert (boxed.side, boxed.array.shape) == (32, (32, 32, 3))
    assert max(boxed.resized_height, boxed.resized_width) == 32
    assert (boxed.array[boxed.resized_height :] == PAD_VALUE).all()
    assert (boxed.array[:, boxed.resized_width :] == PAD_VALUE).all()
    plain = Image.fromarray(pixels.array).resize((boxed.resized_width, boxed.resized_height), Image.Resampling.BILINEAR)
    np.testing.assert_array_equal(boxed.array[: boxed.resized_height, : boxed.resized_width], np.asarray(plain))


def test_letterbox_of_a_large_picture_is_close_to_the_plain_filter() -> None:
    pixels = Pixels(smooth(900, 1300))
    boxed = letterbox(pixels, 64)
    plain = np.asarray(Image.fromarray(pixels.array).resize((64, 44), Image.Resampling.BILINEAR)).astype(int)
    assert (boxed.resized_height, boxed.resized_width) == (44, 64)
    assert np.abs(boxed.array[:44] - plain).max() <= 4


def test_letterbox_of_a_fitting_square_changes_nothing() -> None:
    array = noise(16, 16)
    np.testing.assert_array_equal(letterbox(Pixels(array), 16).array, array)


def test_letterboxes_check_themselves() -> None:
    square = np.zeros((4, 4, 3), dtype=np.uint8)
    with pytest.raises(ValueError, match="does not lie inside 4"):
        Letterboxed(square, 5, 4)
    with pytest.raises(ValueError, match="must be uint8"):
        Letterboxed(square[:3].copy(), 3, 3)
    with pytest.raises(ValueError, match="side must be at least 1"):
        letterbox(Pixels(noise(2, 2)), 0)


def test_preview_shrinks_and_never_enlarges() -> None:
    pixels = Pixels(smooth(60, 90))
    for max_side, expected in ((30, (30, 20)), (90, (90, 60)), (500, (90, 60))):
        image = Image.open(io.BytesIO(preview_jpeg(pixels, max_side)))
        assert (image.format, image.size, image.mode) == ("JPEG", expected, "RGB")
    with pytest.raises(ValueError, match="max_side"):
        preview_jpeg(pixels, 0)


def test_mask_png() -> None:
    mask = (noise(9, 7, channels=1)[..., 0] > 128).astype(np.uint8)
    image = Image.open(io.BytesIO(encode_png(mask)))
    assert (image.format, image.mode) == ("PNG", "L")
    np.testing.assert_array_equal(np.asarray(image), mask * 255)
    with pytest.raises(ValueError, match="a mask must be uint8"):
        encode_png(np.zeros((2, 2, 3), dtype=np.uint8))


def test_overlay() -> None:
    pixels = Pixels(np.full((40, 50, 3), 10, dtype=np.uint8))
    mask = np.zeros((40, 50), dtype=np.uint8)
    mask[10:30, 10:30] = 1
    got = np.asarray(Image.open(io.BytesIO(overlay_png(pixels, mask))))
    assert (got[mask == 0] == 10).all()
    assert got[10, 10].tolist() == got[29, 20].tolist() == [255, 255, 255]
    assert got[20, 20].tolist() not in ([10, 10, 10], [255, 255, 255])
    assert (np.asarray(Image.open(io.BytesIO(overlay_png(pixels, mask * 0)))) == 10).all()
    with pytest.raises(ValueError, match="the mask must have shape"):
        overlay_png(pixels, mask[1:])


def test_panoptic_ids() -> None:
    ids = np.array([[0, 1, 255], [256, 65536, 0xFFFFFF]], dtype=np.int32)
    rgb = np.stack([ids & 255, ids >> 8 & 255, ids >> 16], axis=-1).astype(np.uint8)
    got = panoptic_ids(encode(Image.fromarray(rgb), "PNG"), LIMITS)
    assert got.dtype == np.int32
    np.testing.assert_array_equal(got, ids)


@pytest.mark.parametrize(
    ("kind", "mode", "reason"),
    [("JPEG", "RGB", "must be a PNG"), ("PNG", "RGBA", "8-bit RGB PNG"), ("PNG", "L", "8-bit RGB PNG")],
)
def test_panoptic_maps_must_keep_their_colours(kind: str, mode: str, reason: str) -> None:
    with pytest.raises(ImageRefused, match=reason):
        panoptic_ids(encode(Image.new(mode, (4, 4)), kind), LIMITS)


def test_demo_photos_are_pictures_with_a_source() -> None:
    photos = demo_photos()
    names = [photo.name for photo in photos]
    assert len(set(names)) == len(names)
    for photo in photos:
        assert photo.title
        assert photo.attribution
        assert photo.license
        assert min(decode(photo.path.read_bytes(), LIMITS).array.shape[:2]) >= 300
    if "cell" in names:
        assert names[0] == "coffee"
        assert names[-2:] == ["cell", "retina"]


def test_demo_photos_import_nothing() -> None:
    script = (
        "import sys; from avala_edge.imaging import demo_photos; demo_photos(); "
        "sys.exit(int('skimage' in sys.modules or 'sklearn' in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
