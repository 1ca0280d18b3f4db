"""Bytes → `ImageInfo` or `Pixels`: the only way in for an image. The rules: `docs/reference/pixel-contract.md`.

Pillow's plugin classes are called directly instead of `Image.open`: exactly six formats exist, the size is judged by
our limit before Pillow judges it by its own, and nothing global (`Image.MAX_IMAGE_PIXELS`, warnings) is changed.
"""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
from PIL import (
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from avala_edge.errors import TooLarge
from avala_edge.imaging import completeness, convert, headers
from avala_edge.imaging.info import MEDIA_TYPES, ImageFormat, ImageInfo
from avala_edge.imaging.limits import ImageLimits
from avala_edge.imaging.pixels import Pixels
from avala_edge.imaging.refusal import refuse, refusing

_ORIENTATION_TAG = 0x0112
_PLUGINS: dict[ImageFormat, Callable[[io.BytesIO], ImageFile.ImageFile]] = {
    "JPEG": JpegImagePlugin.JpegImageFile,
    "PNG": PngImagePlugin.PngImageFile,
    "WEBP": WebPImagePlugin.WebPImageFile,
    "TIFF": TiffImagePlugin.TiffImageFile,
    "BMP": BmpImagePlugin.BmpImageFile,
    "GIF": GifImagePlugin.GifImageFile,
}


def probe(data: bytes, limits: ImageLimits) -> ImageInfo:
    """Read the header only; microseconds, whatever the size of the picture.

    Raises:
        TooLarge: more bytes than the limit.
        ImageRefused: empty, of no accepted format, a damaged header, or more pixels than the limit.
    """
    if not data:
        raise refuse("The file is empty")
    if len(data) > limits.max_bytes:
        raise TooLarge(f"The file has {len(data):,} bytes; the limit is {limits.max_bytes:,}", field="file")
    kind = headers.sniff(data)
    width, height, orientation = headers.read_header(kind, data)
    if width * height > limits.max_pixels:
        raise refuse(
            f"The {kind} states {width} x {height} = {width * height:,} pixels; the limit is {limits.max_pixels:,}"
        )
    if orientation >= 5:
        width, height = height, width
    return ImageInfo(kind, width, height, orientation, MEDIA_TYPES[kind])


def decode(data: bytes, limits: ImageLimits, *, least_side: int | None = None) -> Pixels:
    """Decode the whole picture by the pixel contract: the same bytes always give the same pixels.

    With `least_side` a JPEG comes at 1/2, 1/4 or 1/8 of its size if its longer side stays at least that: libjpeg then
    leaves out the fine detail while decoding, which is much of the work. Only for a picture that was decoded whole when
    it was let in, since this looks at less of it.

    Raises:
        TooLarge: more bytes than the limit.
        ImageRefused: what `probe` refuses, and a picture that is damaged, incomplete or not what its header says.
    """
    info, image, turn = stored_rgb(data, limits, least_side=least_side)
    with refusing(info.format):
        array = np.asarray(convert.upright(image, turn))
    if least_side is None and array.shape != (info.height, info.width, 3):
        raise refuse(
            f"The {info.format} states {info.width} x {info.height} pixels but decodes to "
            f"{array.shape[1]} x {array.shape[0]}"
        )
    return Pixels(np.ascontiguousarray(array))


def stored_rgb(
    data: bytes, limits: ImageLimits, *, least_side: int | None = None
) -> tuple[ImageInfo, Image.Image, int]:
    """Decode as `decode` does, but leave the picture as it lies in the file; the number is the EXIF turn left to do."""
    info = probe(data, limits)
    with refusing(info.format):
        image = load(data, info) if least_side is None else _load_reduced(data, info, least_side)
        # A TIFF plugin turns the picture itself and then drops the tag; what is left to do is what is still stated.
        turn = int(image.getexif().get(_ORIENTATION_TAG, 1)) if info.format == "TIFF" else info.orientation
        return info, convert.to_rgb(image, info.format), turn


def load(data: bytes, info: ImageInfo) -> ImageFile.ImageFile:
    """Open and fully load the stored picture in Pillow's own mode, and check that it is all there.

    Call it inside `refusing`: whatever Pillow raises comes out as it is.
    """
    if info.format == "PNG":
        completeness.check_png_chunks(data)
    image = _PLUGINS[info.format](io.BytesIO(data))
    if image.size not in _sizes(info):
        reason = "a frame lies outside its canvas" if info.format == "GIF" else "its decoder reads another size"
        width, height = info.stored_size
        raise refuse(
            f"The {info.format} states {width} x {height} pixels but {reason} ({image.size[0]} x {image.size[1]})"
        )
    image.load()
    if info.format == "PNG":
        completeness.check_png_rows(data, image)
    elif info.format == "JPEG":
        completeness.check_jpeg_scan(data, image)
    return image


def _load_reduced(data: bytes, info: ImageInfo, least_side: int) -> ImageFile.ImageFile:
    if info.format != "JPEG":
        return load(data, info)
    image = JpegImagePlugin.JpegImageFile(io.BytesIO(data))
    width, height = info.stored_size
    longest = max(width, height)
    image.draft(None, (max(1, width * least_side // longest), max(1, height * least_side // longest)))
    image.load()
    return image


def _sizes(info: ImageInfo) -> set[tuple[int, int]]:
    """Sizes that a plugin may report: as stored, and for TIFF also as turned."""
    return {info.stored_size, (info.width, info.height)} if info.format == "TIFF" else {info.stored_size}
