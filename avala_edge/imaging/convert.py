"""Any of Pillow's modes → 8-bit RGB, one fixed rule a mode; nothing depends on what else is in the picture."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageCms, TiffImagePlugin
from PIL.Image import Transpose

from avala_edge.imaging.info import ImageFormat
from avala_edge.imaging.refusal import refuse

_PHOTOMETRIC, _BITS_PER_SAMPLE = 262, 258
_PLAIN = frozenset({"1", "L", "P", "RGB", "RGBX", "CMYK", "YCbCr", "HSV"})
_WITH_ALPHA = frozenset({"LA", "La", "PA", "RGBA", "RGBa"})
_UPRIGHT = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}


def upright(image: Image.Image, orientation: int) -> Image.Image:
    """Turn a stored picture the way EXIF says it is to be seen."""
    return image.transpose(_UPRIGHT[orientation]) if orientation in _UPRIGHT else image


def to_rgb(image: Image.Image, kind: ImageFormat) -> Image.Image:
    """Return the loaded image in mode RGB, without transparency.

    Raises:
        ImageRefused: the samples are floats or 32-bit numbers, or of a mode without a fixed rule.
    """
    mode = image.mode
    if mode.startswith("I;16") or (mode == "I" and kind == "PNG"):
        return _from_sixteen_bits(image)
    if mode in {"I", "F"}:
        what = "floating-point" if mode == "F" else "signed or 32-bit"
        raise refuse(f"The {kind} has {what} samples, which have no fixed meaning in 8 bits: convert it first")
    if mode == "LAB":
        return _from_lab(image)
    if mode in _WITH_ALPHA or (mode in _PLAIN and _has_colour_key(image)):
        return _over_white(image)
    if mode in _PLAIN:
        return image if mode == "RGB" else image.convert("RGB")
    raise refuse(f"The {kind} has samples of a kind that is not supported ({mode})")


def _from_sixteen_bits(image: Image.Image) -> Image.Image:
    """Keep the high byte: the same sample value gives the same grey in every file."""
    values = np.asarray(image)
    bits, inverted = 16, False
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        stated = image.tag_v2.get(_BITS_PER_SAMPLE, 16)
        bits = int(stated[0] if isinstance(stated, tuple) else stated)
        inverted = image.tag_v2.get(_PHOTOMETRIC) == 0
    grey = np.clip(values >> (bits - 8), 0, 255).astype(np.uint8)
    return Image.fromarray(255 - grey if inverted else grey).convert("RGB")


def _has_colour_key(image: Image.Image) -> bool:
    key = image.info.get("transparency")
    if isinstance(key, tuple) and any(value > 255 for value in key):
        return False  # the key of a 16-bit PNG, whose samples Pillow has cut to 8 bits
    return key is not None and image.mode in {"1", "L", "P", "RGB"}


def _over_white(image: Image.Image) -> Image.Image:
    if image.mode == "La":
        image = image.convert("LA")
    rgba = image if image.mode == "RGBA" else image.convert("RGBA")
    alpha = rgba.getchannel("A")
    colour = rgba.convert("RGB")
    if alpha.getextrema() == (255, 255):
        return colour
    white = Image.new("RGB", rgba.size, (255, 255, 255))
    white.paste(colour, mask=alpha)
    return white


def _from_lab(image: Image.Image) -> Image.Image:
    lab, srgb = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
    converted = ImageCms.profileToProfile(image, lab, srgb, outputMode="RGB")
    if converted is None:
        raise refuse("The TIFF has Lab samples that could not be converted")
    return converted
