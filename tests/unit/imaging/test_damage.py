"""Properties over damaged files: `Pixels` or `ImageRefused`, never anything else."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from avala_edge.errors import ImageRefused
from avala_edge.imaging import ImageLimits, Pixels, decode, panoptic_ids, probe

from .pictures import encode, exif, smooth

LIMITS = ImageLimits(max_pixels=200_000, max_bytes=1 << 20)
PICTURE = Image.fromarray(smooth(40, 56))
FILES: dict[str, bytes] = {
    "jpeg": encode(PICTURE, "JPEG", exif=exif(6)),
    "progressive jpeg": encode(PICTURE, "JPEG", progressive=True),
    "cmyk jpeg": encode(PICTURE.convert("CMYK"), "JPEG"),
    "png": encode(PICTURE, "PNG", exif=exif(3)),
    "palette png": encode(PICTURE.quantize(32), "PNG", transparency=3),
    "webp": encode(PICTURE, "WEBP", exif=exif(5)),
    "lossless webp": encode(PICTURE, "WEBP", lossless=True),
    "tiff": encode(PICTURE, "TIFF"),
    "lzw tiff": encode(PICTURE, "TIFF", compression="tiff_lzw"),
    "jpeg tiff": encode(PICTURE, "TIFF", compression="jpeg"),
    "bmp": encode(PICTURE, "BMP"),
    "gif": encode(PICTURE, "GIF"),
}
WHOLE = {name: decode(data, LIMITS).sha256() for name, data in FILES.items()}
# Pillow reports damaged metadata as a warning; whether that is an error is the caller's setting, not ours.
pytestmark = pytest.mark.filterwarnings("ignore")
quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def pixels_or_none(data: bytes) -> Pixels | None:
    try:
        pixels = decode(data, LIMITS)
    except ImageRefused as error:
        if not error.message:
            pytest.fail("a refusal without a reason")
        return None
    info = probe(data, LIMITS)
    assert (pixels.height, pixels.width) == (info.height, info.width)
    return pixels


@pytest.mark.parametrize("name", FILES)
def test_a_prefix_is_refused_or_gives_the_same_pixels(name: str) -> None:
    data = FILES[name]
    ends = sorted({*range(1, min(64, len(data))), *range(max(1, len(data) - 64), len(data))})
    ends += [int(end) for end in np.linspace(64, len(data) - 64, 60)]
    for end in ends:
        pixels = pixels_or_none(data[:end])
        if "png" in name:
            assert pixels is None
        if pixels is not None:
            assert pixels.sha256() == WHOLE[name]
            assert end > len(data) - 16


@quick
@given(name=st.sampled_from(sorted(FILES)), flips=st.lists(st.integers(0, 1 << 30), min_size=1, max_size=8))
def test_flipped_bits(name: str, flips: list[int]) -> None:
    data = bytearray(FILES[name])
    for flip in flips:
        data[flip // 8 % len(data)] ^= 1 << flip % 8
    pixels_or_none(bytes(data))


@quick
@given(name=st.sampled_from(sorted(FILES)), at=st.integers(0, 200), patch=st.binary(min_size=1, max_size=12))
def test_a_rewritten_header(name: str, at: int, patch: bytes) -> None:
    data = FILES[name]
    pixels_or_none(data[:at] + patch + data[at + len(patch) :])


@quick
@given(name=st.sampled_from(sorted(FILES)), start=st.floats(0, 1), length=st.integers(1, 300))
def test_a_missing_piece(name: str, start: float, length: int) -> None:
    data = FILES[name]
    at = int(start * len(data))
    pixels_or_none(data[:at] + data[at + length :])


@quick
@given(head=st.sampled_from([b"", *(data[:n] for data in FILES.values() for n in (4, 12, 30))]), tail=st.binary())
def test_random_bytes(head: bytes, tail: bytes) -> None:
    pixels_or_none(head + tail)


@quick
@given(tail=st.binary(max_size=200), end=st.integers(1, len(FILES["png"])))
def test_random_panoptic_maps(tail: bytes, end: int) -> None:
    try:
        panoptic_ids(FILES["png"][:end] + tail, LIMITS)
    except ImageRefused as error:
        assert error.field == "file"  # noqa: PT017


@settings(max_examples=40, deadline=None)
@given(height=st.integers(1, 40), width=st.integers(1, 40), orientation=st.integers(1, 8), seed=st.integers(0, 9))
def test_any_size_round_trips(height: int, width: int, orientation: int, seed: int) -> None:
    array = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    data = encode(Image.fromarray(array), "PNG", exif=exif(orientation))
    expected = (width, height) if orientation >= 5 else (height, width)
    pixels = decode(data, LIMITS)
    assert (pixels.height, pixels.width) == expected
    assert pixels.array.sum() == array.sum()
