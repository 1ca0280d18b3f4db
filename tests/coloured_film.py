"""A film of discs of one colour each that move over grey, and the toy SAM 2 that remembers colours, serving."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from avala_edge.cli import main
from avala_edge.inference import REFERENCE
from tests.unit.promptables.memories import write_remembering

SIZE = (320, 240)  # width, height
RADIUS = 40
RED, BLUE = (200, 30, 30), (30, 30, 200)
NAME = "colours"

Mask = NDArray[np.uint8]
Disc = tuple[tuple[float, float], tuple[int, int, int]]


def disc(x: float, y: float) -> Mask:
    """Return the pixels of a disc around a point, cut off at the border."""
    rows, columns = np.mgrid[: SIZE[1], : SIZE[0]]
    return ((columns + 0.5 - x) ** 2 + (rows + 0.5 - y) ** 2 <= RADIUS**2).astype(np.uint8)


def picture(*discs: Disc) -> NDArray[np.uint8]:
    """Return a frame; later discs are before earlier ones."""
    frame = np.full((SIZE[1], SIZE[0], 3), 128, np.uint8)
    for (x, y), colour in discs:
        frame[disc(x, y) > 0] = colour
    return frame


def let_colours_serve(data: Path, scratch: Path) -> None:
    """Import the toy SAM 2 into a data directory and let it serve clicks, by the commands."""
    source = write_remembering(scratch / NAME)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AVALA_EDGE_ENGINE", REFERENCE)
        patch.setenv("AVALA_EDGE_THREADS", "1")
        for words in (("import", str(source), "--yes"), ("activate", NAME)):
            with pytest.raises(SystemExit) as ended:
                main(["models", *words, "--data-dir", str(data)])
            assert ended.value.code == 0
