"""One prompt on one file, through the same doors as a served click; for the command line."""

from __future__ import annotations

import json
from pathlib import Path

from avala_edge.assembly import open_site
from avala_edge.config import Config
from avala_edge.errors import EdgeError, InvalidInput
from avala_edge.geometry import decode_rle
from avala_edge.imaging import decode, encode_png, overlay_png
from avala_edge.segment import BoxPrompt, Point, SegmentRequest
from avala_edge.store import Principal


async def segment_file(
    path: Path, points: tuple[Point, ...], box: BoxPrompt | None, form: str, tolerance: float | None, scratch: Path
) -> bytes:
    """Return the best mask in the form asked for: `polygon` or `rle` (JSON), `png` or `overlay` (PNG).

    Raises:
        InvalidInput: the file or the prompt.
    """
    config = Config.for_scratch(scratch)
    data = read_image(path, config.max_image_bytes)
    async with open_site(config) as site:
        record, _ = await site.intake.add(data)
        request = SegmentRequest(
            record.uid, points=points, box=box, formats=frozenset({"polygon", "rle"}), tolerance_px=tolerance
        )
        best = (await site.segment.segment(request, Principal("cli", "cli", "owner"))).masks[0]
        limits = site.intake.limits
    if best.rle is None or best.polygons is None:
        raise EdgeError("the answer lacks a format that was asked for")
    if form in ("png", "overlay"):
        mask = decode_rle(best.rle)
        return encode_png(mask) if form == "png" else overlay_png(decode(data, limits), mask)
    body: dict[str, object] = {"image": record.uid, "score": best.score, "area": best.area, "bbox": best.box}
    if form == "rle":
        body["rle"] = best.rle.coco()
    else:
        body["polygons"] = best.polygons
    return (json.dumps(body) + "\n").encode()


def read_image(path: Path, max_bytes: int) -> bytes:
    """Read a file, at most one byte more than the limit, so that the intake can refuse it by name."""
    try:
        with path.open("rb") as stream:
            return stream.read(max_bytes + 1)
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}", field="IMAGE") from error
