"""Pictures for people: previews, mask files, and a mask laid over its photo."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from avala_edge.imaging.letterbox import resized_size
from avala_edge.imaging.pixels import Pixels

JPEG_QUALITY = 85
FRAME_QUALITY = 95
TINT = (255, 64, 129)
TINT_ALPHA = 0.45
OUTLINE = (255, 255, 255)


def preview_jpeg(pixels: Pixels, max_side: int) -> bytes:
    """Return an oriented JPEG whose longer side is at most `max_side`; never enlarged, no metadata."""
    if max_side < 1:
        raise ValueError(f"max_side must be at least 1, but got {max_side}")
    image = Image.fromarray(pixels.array)
    if max(pixels.height, pixels.width) > max_side:
        height, width = resized_size(pixels.height, pixels.width, max_side)
        image = image.resize((width, height), Image.Resampling.BILINEAR, reducing_gap=2.0)
    out = io.BytesIO()
    image.save(out, format="JPEG", quality=JPEG_QUALITY)
    return out.getvalue()


def frame_jpeg(pixels: Pixels) -> bytes:
    """Return a frame of a video as a JPEG in which nothing is seen of the compression; it is no file that came in."""
    out = io.BytesIO()
    Image.fromarray(pixels.array).save(out, format="JPEG", quality=FRAME_QUALITY, subsampling=0)
    return out.getvalue()


def enlarged_jpeg(pixels: Pixels, *, height: int, width: int) -> bytes:
    """Return a JPEG of another size, for benches and tests that need a large photo."""
    out = io.BytesIO()
    Image.fromarray(pixels.array).resize((width, height), Image.Resampling.BICUBIC).save(out, "JPEG", quality=90)
    return out.getvalue()


def encode_png(mask: NDArray[np.uint8]) -> bytes:
    """Return a mask `[H, W]` as a one-channel PNG: 255 where it is not 0."""
    inside = _inside(mask)
    return _png(Image.fromarray(np.where(inside, np.uint8(255), np.uint8(0))))


def overlay_png(pixels: Pixels, mask: NDArray[np.uint8]) -> bytes:
    """Return the photo with the mask tinted and its outline drawn inside the mask, as an RGB PNG."""
    inside = _inside(mask)
    if inside.shape != (pixels.height, pixels.width):
        raise ValueError(f"the mask must have shape {(pixels.height, pixels.width)}, but got {inside.shape}")
    picture = pixels.array.copy()
    tint = np.array(TINT, dtype=np.float32)
    tinted = picture[inside].astype(np.float32) * (1 - TINT_ALPHA) + tint * TINT_ALPHA
    picture[inside] = np.rint(tinted).astype(np.uint8)
    picture[_outline(inside, width=max(1, round(max(inside.shape) / 500)))] = OUTLINE
    return _png(Image.fromarray(picture))


def _inside(mask: NDArray[np.uint8]) -> NDArray[np.bool_]:
    if mask.ndim != 2 or mask.dtype not in (np.uint8, np.bool_) or 0 in mask.shape:
        raise ValueError(f"a mask must be uint8 (height, width) with no zero, but got {mask.dtype} {mask.shape}")
    inside: NDArray[np.bool_] = mask != 0
    return inside


def _outline(inside: NDArray[np.bool_], *, width: int) -> NDArray[np.bool_]:
    """Return the pixels of the mask within `width` steps of its edge; the picture's border is no edge."""
    core = inside
    for _ in range(width):
        padded = np.pad(core, 1, mode="edge")
        core = core & padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
    return inside & ~core


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, format="PNG", compress_level=3)
    return out.getvalue()
