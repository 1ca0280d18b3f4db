"""`ImageInfo`: what the header of an image says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ImageFormat = Literal["JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF"]

MEDIA_TYPES: dict[ImageFormat, str] = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "TIFF": "image/tiff",
    "BMP": "image/bmp",
    "GIF": "image/gif",
}


@dataclass(frozen=True, slots=True)
class ImageInfo:
    """The header of an image, with the sides as a person sees them.

    Attributes:
        format: one of the six formats.
        width: columns after the orientation is applied.
        height: rows after the orientation is applied.
        orientation: the EXIF orientation, 1 to 8; 1 when none is stated.
        media_type: what to send as `Content-Type` with the same bytes.
    """

    format: ImageFormat
    width: int
    height: int
    orientation: int
    media_type: str

    @property
    def stored_size(self) -> tuple[int, int]:
        """Width and height as stored in the file, before the orientation is applied."""
        return (self.height, self.width) if self.orientation >= 5 else (self.width, self.height)
