"""`avala-edge evaluate prompts`: how good the model's masks are, on photos it never saw."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Annotated

import typer

evaluate = typer.Typer(help="Measure the quality of masks against people's own.", no_args_is_help=True)


@evaluate.callback()
def _group() -> None:
    """Measure the quality of masks against people's own."""


@evaluate.command()
def prompts(
    images: Annotated[Path, typer.Option(help="Folder with the photos.")],
    panoptic: Annotated[Path, typer.Option(help="Folder with COCO panoptic PNGs.")],
    annotations: Annotated[Path, typer.Option(help="COCO panoptic JSON.")],
    model: Annotated[str | None, typer.Option(help="Model to measure; default: the active one.")] = None,
    limit: Annotated[int | None, typer.Option(help="Only the first N photos (by file name).", min=1)] = None,
    only: Annotated[Path | None, typer.Option(help="Text file of photo names, one a line: measure only these.")] = None,
    max_clicks: Annotated[int, typer.Option(help="Cap of the clicks-to-0.80 count.", min=5, max=60)] = 20,
) -> None:
    """Simulate annotators on every thing and stuff mask above 0.2 % of its photo and print how close the masks get.

    Rows: box_miou, click1_miou, click3_miou, click5_miou (mean IoU), noc80 (mean clicks to IoU 0.80), n (masks). The
    first click is at the interior point farthest from the boundary, the next ones in the centre of the largest error.
    """
    from avala_edge.evaluate.prompts import measure, read_panoptic

    photos = read_panoptic(images, panoptic, annotations, only=only, limit=limit)
    with tempfile.TemporaryDirectory(prefix="avala-edge-") as folder:
        rows = asyncio.run(
            measure(photos, model, Path(folder), max_clicks=max_clicks, say=lambda t: typer.echo(t, err=True))
        )
    for name, value in rows.items():
        typer.echo(f"{name} {value}")
