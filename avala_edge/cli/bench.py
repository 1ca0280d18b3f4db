"""`avala-edge bench`: how fast this machine is."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Annotated

import typer

bench = typer.Typer(help="Measure this machine; rows are `name value unit n p50 p95`.", no_args_is_help=True)


@bench.callback()
def _group() -> None:
    """Measure this machine; rows are `name value unit n p50 p95`."""


@bench.command()
def click(
    image: Annotated[Path | None, typer.Option(help="A photo of yours; default: a demo photo.")] = None,
    repeats: Annotated[int, typer.Option(help="Timed repeats after the warm-up.", min=5, max=10_000)] = 100,
) -> None:
    """Time each step of a click, then the whole warm click over HTTP."""
    from avala_edge.bench.click import measure_click

    with tempfile.TemporaryDirectory(prefix="avala-edge-") as folder:
        for row in asyncio.run(measure_click(image, repeats, Path(folder))):
            typer.echo(str(row))
