"""`avala-edge models fetch`: published models, for machines with a network."""

from __future__ import annotations

import asyncio
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from avala_edge.cli.options import DataDir, config_of
from avala_edge.config import Config
from avala_edge.errors import InvalidInput

if TYPE_CHECKING:
    from avala_edge.models.fetching import Published


def fetch(
    name: Annotated[str | None, typer.Argument(help="Which one; `models fetch --list` shows all.")] = None,
    list_all: Annotated[bool, typer.Option("--list", help="Print what there is and where it would come from.")] = False,
    out: Annotated[Path | None, typer.Option(help="Folder for it. Default: downloads/NAME in the data folder.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Bring a published model from where it is published, or from AVALA_EDGE_MODEL_MIRROR; check its SHA-256.

    Nothing but this command connects to those hosts. What is cut off goes on from there the next time. The line that it
    prints at the end is what to run next.

    Example: avala-edge models fetch sam-vit-b
    """
    from avala_edge.models.fetching import PUBLISHED, published_model

    config = config_of(data_dir)
    if list_all:
        _list(PUBLISHED, config.model_mirror)
        return
    if name is None:
        raise InvalidInput("say which model, or --list", field="NAME")
    model = published_model(name)
    folder = out if out is not None else config.data_dir / "downloads" / model.name
    _bring(model, folder, config)
    typer.echo(_next(model, folder))


def _bring(model: Published, folder: Path, config: Config) -> None:
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    from avala_edge.models.fetching import PublishedFile, fetch

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as bar:
        rows = {file.path: bar.add_task(file.path, total=file.bytes, start=True) for file in model.files}

        def told(file: PublishedFile, size: int) -> None:
            bar.update(rows[file.path], completed=size)

        fetched = asyncio.run(fetch(model, folder, mirror=config.model_mirror, ca=config.outbound_ca, told=told))
    for file in model.files:
        state = "fetched" if file.path in fetched.new else "was there"
        typer.echo(f"{file.path}: {state}, sha256 {file.sha256}", err=True)


def _next(model: Published, folder: Path) -> str:
    """Return the command that makes it a model of this site."""
    if model.kind == "pair":
        words = ["avala-edge", "models", "import", str(folder), "--name", model.name, "--license", model.license]
        return shlex.join(words)
    exported = folder / "onnx"
    checkpoint = folder / model.files[0].path
    return shlex.join(["avala-edge", "models", "export", str(checkpoint), "--name", model.name, "--out", str(exported)])


def _list(models: tuple[Published, ...], mirror: str) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("name", "kind", "MB", "licence", "from", "sha256", box=None, pad_edge=False)
    for model in models:
        for file in model.files:
            size = "-" if file.bytes is None else f"{file.bytes / 1e6:.0f}"
            where = f"{mirror}/{model.name}/{file.path}" if mirror else file.url
            table.add_row(model.name, model.kind, size, model.license, where, file.sha256)
    Console(width=4000, soft_wrap=True, highlight=False, markup=False).print(table)
