"""`avala-edge models import|list|show|remove|verify`: models that this site brought along."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from avala_edge.cli.options import DataDir
from avala_edge.config import Config
from avala_edge.errors import InvalidInput, ModelUnavailable

if TYPE_CHECKING:
    from avala_edge.models.detectors import Library
    from avala_edge.models.detectors.importing import Proposal

models = typer.Typer(
    help="Import detectors from ONNX files, list and remove them. A running server notices at once.",
    no_args_is_help=True,
)

MOST_SHOWN = 8  # class names

Name = Annotated[str, typer.Argument(help="Name of the model, as `models list` shows it.")]


@models.command("import")
def import_model(
    file: Annotated[Path, typer.Argument(help="An .onnx file, or a folder with one.")],
    family: Annotated[
        str | None, typer.Option(help="How its outputs are read; default: by their shapes. See docs/detectors.md.")
    ] = None,
    labels: Annotated[
        Path | None,
        typer.Option(help="Its class names: a file, one a line, or JSON. Default: the file's metadata."),
    ] = None,
    size: Annotated[str | None, typer.Option(help="W,H of its input, or one number. Default: the graph's.")] = None,
    name: Annotated[str | None, typer.Option(help="What it is called here. Default: the file's name.")] = None,
    license: Annotated[
        str | None, typer.Option("--license", help="Licence of the weights. Default: the file's metadata.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask; for scripts.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Bring a detector along: what is not said is guessed, shown for confirmation, and tried on two photos.

    Nothing is run of the file but its graph, nothing is fetched. Formats: docs/detectors.md.

    Example: avala-edge models import yolo11n.onnx
    """
    from avala_edge.models.detectors.guess import Given
    from avala_edge.models.detectors.hints import read_labels
    from avala_edge.models.detectors.importing import proposed

    given = Given(name, family, None if labels is None else read_labels(labels), _size(size), license)
    with proposed(_library(data_dir), file, given) as proposal:
        _show(proposal)
        if not yes:
            _confirm()
        folder = proposal.install()
    typer.echo(f"{proposal.manifest.name} is installed in {folder}")


def _confirm() -> None:
    if not sys.stdin.isatty():
        raise InvalidInput("nothing was imported: say --yes if all of this is right", field="--yes")
    if not typer.confirm("Import it like this?"):
        raise InvalidInput("nothing was imported: name what is wrong with --family, --labels, --size or --name")


def _show(proposal: Proposal) -> None:
    from rich.console import Console
    from rich.table import Table

    from avala_edge.models.detectors.describe import described

    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    for _ in range(2):
        table.add_column(overflow="fold")
    for part, (value, told) in described(proposal, most_labels=MOST_SHOWN).items():
        table.add_row(part, value, told)
    Console(soft_wrap=True, highlight=False, markup=False, stderr=True).print(table)


@models.command("list")
def list_models(data_dir: DataDir = None) -> None:
    """Print the imported models, by name."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for heading in ("name", "kind", "family", "classes", "licence", "sha256"):
        table.add_column(heading, overflow="fold", no_wrap=heading == "name")
    for each in _library(data_dir).list():
        card = each.manifest
        if card is None:
            table.add_row(each.name, "", "damaged", "", "", each.damage)
            continue
        classes = str(sum(map(bool, card.labels)))
        table.add_row(card.name, card.kind, card.reading.family, classes, card.license or "-", card.digest[:12])
    Console(soft_wrap=True, highlight=False, markup=False).print(table)


@models.command()
def show(name: Name, data_dir: DataDir = None) -> None:
    """Print a model's manifest, as JSON."""
    found = _library(data_dir).get(name)
    if found.manifest is None:
        raise ModelUnavailable(found.damage)
    typer.echo(found.manifest.model_dump_json(indent=2))


@models.command()
def remove(name: Name, data_dir: DataDir = None) -> None:
    """Take a model away. What it has drafted stays."""
    _library(data_dir).remove(name)
    typer.echo(f"{name} is removed.")


@models.command()
def verify(
    name: Annotated[str | None, typer.Argument(help="Name of the model. Default: all.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Compare model files with the digests in their manifests; exit code 2 when one differs."""
    library = _library(data_dir)
    for each in [name] if name is not None else [each.name for each in library.list()]:
        typer.echo(f"{each} {library.verify(each).digest}")


def _size(text: str | None) -> tuple[int, int] | None:
    """Return height, width of `W,H` or of one number."""
    if text is None:
        return None
    sides = text.split(",")
    if len(sides) > 2 or not all(side.strip().isdecimal() and int(side) > 0 for side in sides):
        raise InvalidInput(f"{text!r} is not W,H or one number, in pixels", field="--size")
    return int(sides[-1]), int(sides[0])


def _library(data_dir: Path | None) -> Library:
    from avala_edge.models.detectors import Library

    config = Config.from_environment(**({} if data_dir is None else {"data_dir": data_dir}))
    return Library(config.data_dir)
