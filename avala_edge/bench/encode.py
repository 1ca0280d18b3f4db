"""What an encode and a decode cost on every engine of this machine, and how alike the engines answer."""

from __future__ import annotations

from pathlib import Path

from avala_edge.assembly import open_site
from avala_edge.bench.rows import Row
from avala_edge.config import Config


async def measure_engines(scratch: Path) -> list[Row]:
    """Choose engines anew, as at a first start, and return what was measured, and images a second by the choice."""
    rows = []
    async with open_site(Config.for_scratch(scratch, engine="auto")) as site:
        for one in site.engines.measured:
            if one.ms is not None:
                rows.append(Row(f"{one.part}_{one.engine}", one.ms, "ms", 1, one.ms, one.ms))
            if one.parity is not None:
                iou, least = one.parity.mean_iou, one.parity.least_iou
                rows.append(Row(f"{one.part}_{one.engine}_iou", iou, "iou", 1, iou, least))
        chosen = [
            one.ms for one in site.engines.measured if (one.part, one.engine) == ("encoder", site.engines.encoder)
        ]
        rows += [Row("encode_rate", 1000 / ms, "images/s", 1, 1000 / ms, 1000 / ms) for ms in chosen if ms]
    return rows
