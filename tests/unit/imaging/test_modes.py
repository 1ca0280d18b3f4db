"""Every kind of sample becomes 8-bit RGB by its one rule."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
import pytest
from PIL import Image

from avala_edge.errors import ImageRefused
from avala_edge.imaging import decode, probe
from avala_edge.imaging.info import MEDIA_TYPES

from .pictures import LIMITS, chunk, encode, filtered, noise, png, smooth

RGB = noise(17, 23)
GREY = RGB[..., 0]


def decoded(image: Image.Image, kind: str, **options: Any) -> np.ndarray[Any, np.dtype[np.uint8]]:
    return decode(encode(image, kind, **options), LIMITS).array


def replicated(grey: Any) -> Any:
    return np.repeat(np.asarray(grey)[..., None], 3, axis=2)


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("PNG", {}),
        ("BMP", {}),
        ("WEBP", {"lossless": True}),
        ("TIFF", {}),
        ("TIFF", {"compression": "tiff_adobe_deflate"}),
        ("TIFF", {"big_tiff": True}),
    ],
)
def test_rgb_is_kept_exactly(kind: str, options: dict[str, Any]) -> None:
    data = encode(Image.fromarray(RGB), kind, **options)
    info = probe(data, LIMITS)
    assert (info.format, info.width, info.height, info.orientation) == (kind, 23, 17, 1)
    assert info.media_type == MEDIA_TYPES[info.format] == f"image/{kind.lower()}"
    np.testing.assert_array_equal(decode(data, LIMITS).array, RGB)


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"subsampling": 0}, {"optimize": True}])
def test_jpeg_is_close(options: dict[str, Any]) -> None:
    picture = smooth(40, 56)
    difference = decoded(Image.fromarray(picture), "JPEG", quality=95, **options).astype(int) - picture
    assert np.abs(difference).mean() < 4


@pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF", "GIF"])
def test_grey_is_replicated(kind: str) -> None:
    np.testing.assert_array_equal(decoded(Image.fromarray(GREY), kind), replicated(GREY))


@pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF", "GIF"])
def test_one_bit(kind: str) -> None:
    bits = GREY > 128
    np.testing.assert_array_equal(decoded(Image.fromarray(bits), kind), replicated(bits * np.uint8(255)))


@pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF", "GIF"])
def test_palette(kind: str) -> None:
    image = Image.fromarray(RGB).quantize(16)
    np.testing.assert_array_equal(decoded(image, kind), np.asarray(image.convert("RGB")))


def test_palette_transparency_is_white() -> None:
    image = Image.fromarray(np.array([[0, 1, 2]], dtype=np.uint8)).convert("P")
    image.putpalette([10, 20, 30, 40, 50, 60, 70, 80, 90])
    image.putdata([0, 1, 2])
    expected = [[[10, 20, 30], [255, 255, 255], [70, 80, 90]]]
    for kind in ("PNG", "GIF"):
        assert decoded(image, kind, transparency=1).tolist() == expected


@pytest.mark.parametrize(("kind", "options"), [("PNG", {}), ("TIFF", {}), ("WEBP", {"lossless": True, "exact": True})])
def test_alpha_lies_over_white(kind: str, options: dict[str, Any]) -> None:
    rgba = noise(9, 11, channels=4, seed=3)
    rgba[0, 0, 3], rgba[0, 1, 3] = 0, 255
    alpha = rgba[..., 3:].astype(float) / 255
    expected = rgba[..., :3] * alpha + 255 * (1 - alpha)
    got = decoded(Image.fromarray(rgba), kind, **options)
    assert np.abs(got - expected).max() <= 1
    assert got[0, 0].tolist() == [255, 255, 255]
    assert got[0, 1].tolist() == rgba[0, 1, :3].tolist()


def test_grey_with_alpha() -> None:
    got = decoded(Image.fromarray(np.array([[[100, 255], [100, 0]]], dtype=np.uint8)), "PNG")
    assert got.tolist() == [[[100] * 3, [255] * 3]]


def test_colour_key_is_white() -> None:
    key = tuple(int(value) for value in RGB[3, 4])
    got = decode(
        png(23, 17, filtered(RGB.reshape(17, -1)), before=chunk(b"tRNS", struct.pack(">HHH", *key))), LIMITS
    ).array
    assert got[3, 4].tolist() == [255, 255, 255]
    assert got[0, 0].tolist() == RGB[0, 0].tolist()


def test_cmyk() -> None:
    image = Image.fromarray(smooth(32, 32)).convert("CMYK")
    expected = np.asarray(image.convert("RGB")).astype(int)
    np.testing.assert_array_equal(decoded(image, "TIFF"), expected)
    # Pillow writes CMYK JPEGs as Adobe does, inverted, with the APP14 marker that says so.
    assert np.abs(decoded(image, "JPEG", quality=98) - expected).mean() < 5


def test_lab_and_ycbcr_tiff() -> None:
    white = Image.new("LAB", (4, 3), (255, 128, 128))
    assert decoded(white, "TIFF").min() >= 250
    ycbcr = Image.fromarray(smooth(16, 16)).convert("YCbCr")
    assert np.abs(decoded(ycbcr, "TIFF").astype(int) - smooth(16, 16)).max() <= 4


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_sixteen_bit_grey_keeps_the_high_byte(kind: str) -> None:
    values = np.array([[0, 255, 256, 4095, 32768, 65535]], dtype=np.uint16)
    assert decoded(Image.fromarray(values), kind)[0, :, 1].tolist() == [0, 0, 1, 15, 128, 255]


def test_sixteen_bit_rgb_png_keeps_the_high_byte() -> None:
    values = np.random.default_rng(1).integers(0, 65536, (6, 7 * 3), dtype=np.uint16)
    got = decode(png(7, 6, filtered(values), depth=16), LIMITS).array
    np.testing.assert_array_equal(got, (values >> 8).reshape(6, 7, 3))


def test_sixteen_bit_colour_key_is_ignored() -> None:
    values = np.full((2, 6), 0x1234, dtype=np.uint16)
    key = chunk(b"tRNS", struct.pack(">HHH", 0x1234, 0x1234, 0x1234))
    assert decode(png(2, 2, filtered(values), depth=16, before=key), LIMITS).array.max() == 0x12


def test_sixteen_bit_tiff_with_white_as_zero() -> None:
    data = encode(Image.fromarray(np.array([[0, 65535]], dtype=np.uint16)), "TIFF", tiffinfo={262: 0})
    assert decode(data, LIMITS).array[0, :, 0].tolist() == [255, 0]


def test_the_same_sample_gives_the_same_grey_in_every_file() -> None:
    dark = np.full((2, 2), 1000, dtype=np.uint16)
    bright = dark.copy()
    bright[0, 0] = 65535
    a, b = (decoded(Image.fromarray(values), "PNG") for values in (dark, bright))
    assert a[1, 1, 0] == b[1, 1, 0] == 3


@pytest.mark.parametrize(
    ("array", "reason"),
    [
        (np.ones((2, 2), dtype=np.float32), "floating-point samples"),
        (np.ones((2, 2), dtype=np.int32), "signed or 32-bit samples"),
    ],
)
def test_samples_without_a_rule_are_refused(array: Any, reason: str) -> None:
    with pytest.raises(ImageRefused, match=reason):
        decoded(Image.fromarray(array), "TIFF")


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "TIFF", "PNG"])
def test_the_first_frame_counts(kind: str) -> None:
    first, second = Image.new("RGB", (8, 6), (255, 0, 0)), Image.new("RGB", (8, 6), (0, 0, 255))
    options = {"lossless": True} if kind == "WEBP" else {}
    got = decoded(first, kind, save_all=True, append_images=[second], **options)
    assert (got.shape, got.reshape(-1, 3).max(axis=0).tolist()) == ((6, 8, 3), [255, 0, 0])


def test_a_colour_profile_changes_nothing() -> None:
    profile = b"\x00\x00\x00\x80" + bytes(124)
    np.testing.assert_array_equal(decoded(Image.fromarray(RGB), "PNG", icc_profile=profile), RGB)


def test_interlaced_png() -> None:
    # Adam7 of a 1 x 1 picture has one pass.
    assert decode(png(1, 1, b"\x00\x07\x08\x09", interlace=1), LIMITS).array.tolist() == [[[7, 8, 9]]]
