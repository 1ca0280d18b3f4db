"""All eight orientations, in every format that can state one, land on the same pixels."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PIL import Image

from avala_edge.imaging import decode, probe
from avala_edge.imaging.tiff_tags import exif_orientation

from .pictures import LIMITS, PNG_SIGNATURE, chunk, encode, exif, filtered, noise, png, stored_for

UPRIGHT = noise(13, 21)
LOSSLESS: dict[str, tuple[str, dict[str, Any]]] = {
    "png": ("PNG", {}),
    "webp": ("WEBP", {"lossless": True}),
    "tiff": ("TIFF", {}),
    "tiff lzw": ("TIFF", {"compression": "tiff_lzw"}),
}


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("form", LOSSLESS)
def test_lossless_formats(form: str, orientation: int) -> None:
    kind, options = LOSSLESS[form]
    if kind == "TIFF":
        tags = Image.Exif()
        tags[0x0112] = orientation
        options = {**options, "tiffinfo": tags}
    else:
        options = {**options, "exif": exif(orientation)}
    data = encode(Image.fromarray(stored_for(UPRIGHT, orientation)), kind, **options)
    info = probe(data, LIMITS)
    assert (info.format, info.orientation, info.width, info.height) == (kind, orientation, 21, 13)
    np.testing.assert_array_equal(decode(data, LIMITS).array, UPRIGHT)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_jpeg(orientation: int) -> None:
    # Flat 16-pixel blocks: JPEG keeps them the same whichever way they are turned.
    blocks = np.array([[[200, 40, 40], [40, 200, 40], [40, 40, 200]], [[90, 90, 90], [220, 220, 40], [10, 10, 10]]])
    upright = np.kron(blocks, np.ones((16, 16, 1))).astype(np.uint8)
    plain = decode(encode(Image.fromarray(upright), "JPEG", quality=95, subsampling=0), LIMITS)
    turned = encode(
        Image.fromarray(stored_for(upright, orientation)), "JPEG", subsampling=0, quality=95, exif=exif(orientation)
    )
    info = probe(turned, LIMITS)
    assert (info.orientation, info.width, info.height) == (orientation, 48, 32)
    assert decode(turned, LIMITS).sha256() == plain.sha256()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_sixteen_bit_tiff(orientation: int) -> None:
    stored = stored_for(UPRIGHT, orientation)[..., 0].astype(np.uint16) << 8
    tags = Image.Exif()
    tags[0x0112] = orientation
    pixels = decode(encode(Image.fromarray(stored), "TIFF", tiffinfo=tags), LIMITS)
    np.testing.assert_array_equal(pixels.array[..., 0], UPRIGHT[..., 0])


@pytest.mark.parametrize("value", [0, 9, 65535])
def test_an_orientation_that_does_not_exist_counts_as_none(value: int) -> None:
    block = b"II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00" + value.to_bytes(4, "little") + bytes(4)
    data = png(21, 13, filtered(UPRIGHT.reshape(13, -1)), before=chunk(b"eXIf", block))
    assert probe(data, LIMITS).orientation == 1
    np.testing.assert_array_equal(decode(data, LIMITS).array, UPRIGHT)


def test_a_directory_behind_every_end() -> None:
    assert exif_orientation(b"MM\x00+\x00\x08\x00\x00" + b"\xff" * 8) == 1


def test_big_endian_exif() -> None:
    block = b"MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00"
    assert exif_orientation(block) == exif_orientation(b"Exif\x00\x00" + block) == 6


def test_exif_behind_the_picture_data_does_not_turn_it() -> None:
    data = png(21, 13, filtered(UPRIGHT.reshape(13, -1)))
    late = data[:-12] + chunk(b"eXIf", exif(6)[6:]) + data[-12:]
    assert late.startswith(PNG_SIGNATURE)
    assert (probe(late, LIMITS).orientation, decode(late, LIMITS).width) == (1, 21)
