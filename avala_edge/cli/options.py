"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

DataDir = Annotated[
    Path | None,
    typer.Option(
        "--data-dir",
        help="Where images, keys and caches live. Default: AVALA_EDGE_DATA_DIR, else the user's data folder.",
    ),
]
