"""Pictures to ask models about, without a site."""

from __future__ import annotations

import io

from PIL import Image

from avala_edge.imaging import ImageLimits, Pixels, decode
from avala_edge.store import ImageRecord


class Drawn:
    """Bytes as they came in; notes how small its pixels were asked for."""

    def __init__(self, data: bytes, kind: str) -> None:
        pixels = decode(data, ImageLimits())
        self._data = data
        self.record = ImageRecord(
            "sha256:drawn", pixels.width, pixels.height, kind, f"image/{kind.lower()}", pixels.sha256(), len(data)
        )

    async def content(self) -> bytes:
        return self._data

    async def pixels(self, *, least_side: int | None = None) -> Pixels:
        return decode(self._data, ImageLimits(), least_side=least_side)


def drawn(width: int = 60, height: int = 40, kind: str = "PNG", *, orientation: int = 1) -> Drawn:
    """A picture whose left third is white, stored as its orientation says."""
    image = Image.new("RGB", (width, height), "navy")
    image.paste("white", (0, 0, width // 3, height))
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = orientation
    image.save(out, kind, exif=exif)
    return Drawn(out.getvalue(), kind)
