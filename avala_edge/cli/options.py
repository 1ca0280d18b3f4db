"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from avala_edge.config import Config

DataDir = Annotated[
    Path | None,
    typer.Option(
        "--data-dir",
        help="Where images, keys and caches live. Default: AVALA_EDGE_DATA_DIR, else the user's data folder.",
    ),
]


def config_of(data_dir: Path | None) -> Config:
    """Return the settings of the environment, with the data directory that was given; raises `InvalidInput`."""
    return Config.from_environment(**({} if data_dir is None else {"data_dir": data_dir}))
