"""What is exported, whichever SAM it is: graphs that are still to be written, and how they will be asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from avala_edge.models.wiring import Wiring


@dataclass(frozen=True)
class Network:
    """One checkpoint's.

    Attributes:
        kind: what it is called.
        side: of the square that its encoder sees, px.
        cells: a side of its masks.
        wiring: how its graphs are asked.
        graphs: by their part in the manifest, what writes one to a path and returns its files, the graph first.
    """

    kind: str
    side: int
    cells: int
    wiring: Wiring
    graphs: Mapping[str, Callable[[Path], list[Path]]]
