"""The picture that a connected model is sent: as a person sees it, whatever the file says of its orientation."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from avala_edge.autolabel.answer_form import Picture
from avala_edge.autolabel.provider import Subject
from avala_edge.imaging import ImageLimits, preview_jpeg, probe

USUAL = frozenset({"JPEG", "PNG"})  # what every server reads
_ANY_SIZE = ImageLimits(max_pixels=1 << 62, max_bytes=1 << 62)  # it was judged when it was let in


@dataclass(frozen=True)
class Photo:
    """A file, and how it shows the image."""

    data: bytes
    media_type: str
    picture: Picture


async def photo_of(subject: Subject, *, max_side: int | None) -> Photo:
    """Return what to send of an image.

    The file itself if it is upright, of a usual format and not larger than `max_side`; else a JPEG.
    """
    record, data = subject.record, await subject.content()
    info = probe(data, _ANY_SIZE)
    longest = max(record.width, record.height)
    side = longest if max_side is None else min(max_side, longest)
    if info.orientation == 1 and info.format in USUAL and side == longest:
        return Photo(data, info.media_type, Picture.whole(record.width, record.height))
    pixels = await subject.pixels(least_side=None if side == longest else side)
    jpeg = await asyncio.to_thread(preview_jpeg, pixels, side)
    sent = probe(jpeg, _ANY_SIZE)
    return Photo(jpeg, sent.media_type, Picture(sent.width, sent.height, record.width, record.height))
