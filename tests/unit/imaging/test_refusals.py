"""What is refused, each with its reason."""

from __future__ import annotations

import io
import struct
import time
import tracemalloc
import zlib

import numpy as np
import pytest
from PIL import Image

from avala_edge.errors import ImageRefused, TooLarge
from avala_edge.imaging import ImageLimits, decode, probe

from .pictures import LIMITS, PNG_SIGNATURE, chunk, encode, exif, filtered, noise, png, smooth

PICTURE = Image.fromarray(noise(48, 64))
JPEG, PNG, GIF = (encode(PICTURE, kind) for kind in ("JPEG", "PNG", "GIF"))
ACCEPTED = "JPEG, PNG, WebP, TIFF, BMP and GIF are accepted"


def refusal(data: bytes, limits: ImageLimits = LIMITS) -> str:
    with pytest.raises(ImageRefused) as caught:
        decode(data, limits)
    assert caught.value.field == "file"
    assert "\n" not in caught.value.message
    assert len(caught.value.message) < 220
    return caught.value.message


def test_empty() -> None:
    assert refusal(b"") == "The file is empty"


def test_too_many_bytes() -> None:
    for call in (probe, decode):
        with pytest.raises(TooLarge, match="the limit is 100") as caught:
            call(PNG, ImageLimits(max_bytes=100))
        assert caught.value.field == "file"


def test_too_many_pixels_by_the_header_alone() -> None:
    for kind in ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF"):
        data = encode(PICTURE, kind)
        assert decode(data, ImageLimits(max_pixels=48 * 64)).width == 64
        with pytest.raises(ImageRefused, match="64 x 48 = 3,072 pixels; the limit is 3,071"):
            probe(data, ImageLimits(max_pixels=48 * 64 - 1))


def test_a_bomb_is_never_inflated() -> None:
    rows = zlib.compressobj(9)
    body = b"".join(rows.compress(bytes(1 << 20)) for _ in range(32)) + rows.flush()
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0))
    bomb = PNG_SIGNATURE + header + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    tracemalloc.start()
    started = time.perf_counter()
    assert "100000 x 100000 = 10,000,000,000 pixels" in refusal(bomb)
    assert time.perf_counter() - started < 0.2
    assert tracemalloc.get_traced_memory()[1] < 1 << 20
    tracemalloc.stop()


def test_a_webp_canvas_is_judged_before_it_is_made() -> None:
    side = (16383).to_bytes(3, "little")
    body = b"VP8X" + struct.pack("<I", 10) + bytes(4) + side + side
    assert "16384 x 16384" in refusal(b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body)


def test_a_tiff_with_one_enormous_tile() -> None:
    entries = [(256, 10), (257, 10), (322, 60_000), (323, 60_000)]
    body = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in entries)
    assert "a tile of 60000 pixels" in refusal(b"II*\x00\x08\x00\x00\x00\x04\x00" + body + bytes(4))


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"this is not a picture\n", "text"),
        ("größer als es scheint".encode(), "text"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "PostScript"),
        (b"8BPS\x00\x01", "a Photoshop file"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"<!DOCTYPE html><html>", "an HTML page"),
        (b"PK\x03\x04\x14\x00", "a ZIP archive"),
        (b"\x00\x00\x00\x18ftypheic\x00", "HEIC"),
        (b"\x00\x00\x00\x20ftypavif\x00", "AVIF"),
        (b"\x00\x00\x00\x20ftypisom\x00", "an MP4"),
        (bytes(128) + b"DICM", "DICOM"),
        (b"\x93\x01\x02\xfe\x00", "of an unknown kind (its first bytes are 93 01 02 fe)"),
    ],
)
def test_other_files_are_named(data: bytes, found: str) -> None:
    message = refusal(data)
    assert message.startswith(f"The file is {found}")
    assert message.endswith(ACCEPTED)


@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_cut_in_half(progressive: bool) -> None:
    data = encode(PICTURE, "JPEG", progressive=progressive)
    assert "The JPEG is cut short" in refusal(data[: len(data) // 2])


@pytest.mark.parametrize("share", [0.3, 0.5, 0.8, 0.95])
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_jpeg_cut_short_behind_an_end_marker(mode: str, share: float) -> None:
    data = encode(PICTURE.resize((256, 192)).convert(mode), "JPEG")
    cut = data[: int(len(data) * share)].rstrip(b"\xff") + b"\xff\xd9"
    assert "The JPEG is cut short" in refusal(cut)


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"subsampling": 0}, {"restart_marker_blocks": 2}])
def test_a_whole_jpeg_that_ends_in_grey_is_taken(mode: str, options: dict[str, int]) -> None:
    picture = np.full((64, 80, 3), 128, dtype=np.uint8)
    picture[:16] = smooth(16, 80)
    for height in (64, 61, 17, 16):
        data = encode(Image.fromarray(picture[:height]).convert(mode), "JPEG", **options)
        assert decode(data, LIMITS).height == height
        assert decode(data + b"trailing bytes \xff\xd9", LIMITS).height == height


def test_a_jpeg_that_states_more_rows_than_it_has() -> None:
    data = encode(PICTURE.resize((256, 192)), "JPEG")
    at = data.index(b"\xff\xc0") + 5
    assert "cut short" in refusal(data[:at] + struct.pack(">H", 400) + data[at + 2 :])


def test_png_cut_at_every_kind_of_place() -> None:
    for end in (20, 40, len(PNG) // 2, len(PNG) - 12, len(PNG) - 1):
        assert "The PNG is cut short" in refusal(PNG[:end])


@pytest.mark.parametrize("name", [b"IHDR", b"IDAT", b"IEND"])
def test_png_with_a_wrong_checksum(name: bytes) -> None:
    at = PNG.index(name) - 4
    end = at + 12 + int.from_bytes(PNG[at : at + 4], "big")
    broken = PNG[: end - 1] + bytes([PNG[end - 1] ^ 1]) + PNG[end:]
    assert refusal(broken) == f"The PNG is damaged: its '{name.decode()}' chunk has a wrong checksum"


@pytest.mark.parametrize("rows", [0, 1, 16])
def test_png_that_states_more_rows_than_it_has(rows: int) -> None:
    picture = noise(17, 23)
    message = refusal(png(23, 17, filtered(picture.reshape(17, -1)[:rows])))
    assert "fewer rows" in message or "cut short" in message


def test_interlaced_png_that_lacks_its_last_pass() -> None:
    rows = b"\x00\x01\x01\x01"  # the first of the four passes that a 3 x 3 picture has
    assert "fewer rows" in refusal(png(3, 3, rows, interlace=1))


def test_a_png_whose_last_row_is_black_is_taken() -> None:
    picture = np.zeros((17, 23, 3), dtype=np.uint8)
    np.testing.assert_array_equal(decode(png(23, 17, filtered(picture.reshape(17, -1))), LIMITS).array, picture)
    transparent = encode(Image.new("RGBA", (600, 700)), "PNG")
    assert decode(transparent, LIMITS).array.min() == 255


def test_no_size() -> None:
    assert "0 x 5 pixels" in refusal(png(0, 5, b""))
    at = JPEG.index(b"\xff\xc0") + 5
    assert "64 x 0 pixels" in refusal(JPEG[:at] + bytes(2) + JPEG[at + 2 :])
    assert "0 x 48 pixels" in refusal(GIF[:6] + bytes(2) + GIF[8:])


def test_a_gif_frame_outside_its_canvas() -> None:
    assert "a frame lies outside its canvas (64 x 48)" in refusal(GIF[:6] + struct.pack("<HH", 10, 10) + GIF[10:])


def test_a_gif_without_a_frame() -> None:
    assert "GIF" in refusal(b"GIF89a" + struct.pack("<HH", 4, 4) + b"\x00\x00\x00;")


def test_a_run_length_coded_bmp() -> None:
    data = bytearray(encode(PICTURE.convert("P"), "BMP"))
    data[30] = 1
    assert "run-length-coded BMP is not supported" in refusal(bytes(data))


@pytest.mark.parametrize("name", [b"zTXt", b"iCCP", b"iTXt"])
def test_a_png_text_bomb(name: bytes) -> None:
    bomb = zlib.compress(bytes(64 << 20), 9)
    body = {b"zTXt": b"k\x00\x00", b"iCCP": b"k\x00\x00", b"iTXt": b"k\x00\x01\x00\x00\x00"}[name] + bomb
    data = png(23, 17, filtered(noise(17, 23).reshape(17, -1)), before=chunk(name, body))
    tracemalloc.start()
    try:
        assert decode(data, LIMITS).width == 23
    except ImageRefused as error:
        assert "PNG" in error.message  # noqa: PT017
    assert tracemalloc.get_traced_memory()[1] < 16 << 20
    tracemalloc.stop()


def test_too_many_chunks() -> None:
    many = PNG[:33] + chunk(b"teXt", b"") * 200_001 + PNG[33:]
    assert "more than 200000 chunks" in refusal(many)


def test_damaged_exif_is_no_reason() -> None:
    data = encode(PICTURE, "JPEG", exif=exif(6))
    at = data.index(b"Exif\x00\x00") + 6
    broken = data[:at] + b"XX" + data[at + 2 :]
    assert probe(broken, LIMITS).orientation == 1


def test_nothing_global_is_changed() -> None:
    before = Image.MAX_IMAGE_PIXELS
    decode(PNG, LIMITS)
    assert before == Image.MAX_IMAGE_PIXELS
    assert Image.open(io.BytesIO(PNG)).size == (64, 48)


@pytest.mark.parametrize("bound", [{"max_pixels": 0}, {"max_bytes": -1}])
def test_limits_are_checked(bound: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="must be at least 1"):
        ImageLimits(**bound)
