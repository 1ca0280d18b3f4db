"""`avala-edge models import|export|list|show|activate|remove|verify`: models that this site brought along."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from avala_edge.cli.models_engine import build_engine
from avala_edge.cli.models_export import CHECKPOINTS, export_model, exported
from avala_edge.cli.models_fetch import fetch
from avala_edge.cli.options import DataDir, config_of
from avala_edge.errors import InvalidInput, ModelUnavailable

if TYPE_CHECKING:
    from avala_edge.models.detectors import DetectorManifest, Library
    from avala_edge.models.manifest import Manifest
    from avala_edge.models.promptables import Promptables
    from avala_edge.models.promptables.importing import Pair
    from avala_edge.models.shelf import Shelf

models = typer.Typer(
    help="Import models from ONNX files, list, activate and remove them. A running server notices at once.",
    no_args_is_help=True,
)
models.command("export")(export_model)
models.command("build-engine")(build_engine)
models.command()(fetch)

MOST_SHOWN = 8  # class names

Name = Annotated[str, typer.Argument(help="Name of the model, as `models list` shows it.")]


@models.command("import")
def import_model(
    file: Annotated[
        Path,
        typer.Argument(
            help="A detector: an .onnx file, or a folder with one. SAM: a folder with its graphs; a checkpoint."
        ),
    ],
    decoder: Annotated[Path | None, typer.Option(help="The decoder, where FILE is the encoder of a SAM.")] = None,
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
    """Bring a model along: what is not said is guessed, shown for confirmation, and tried on two photos.

    Nothing is run of the files but their graphs, nothing is fetched. Formats: docs/detectors.md, docs/sam.md.

    A checkpoint is exported first, which needs the extra `export`.

    Examples: avala-edge models import yolo11n.onnx, avala-edge models import sam_vit_b_01ec64.pth
    """
    from avala_edge.models.promptables.importing import find_pair

    if file.suffix.lower() in CHECKPOINTS:
        with exported(file, name, license, config_of(data_dir).data_dir) as folder:
            import_model(folder, decoder, family, labels, size, name, license, yes, data_dir)
        return
    pair = find_pair(file, decoder)
    if pair is None:
        _import_detector(file, family, labels, _size(size), name, license, yes, data_dir)
        return
    for option, value in (("--family", family), ("--labels", labels)):
        if value is not None:
            raise InvalidInput("that is for detectors; this is a pair of encoder and decoder", field=option)
    _import_promptable(pair, _size(size), name, license, yes, data_dir)


def _import_detector(
    file: Path,
    family: str | None,
    labels: Path | None,
    size: tuple[int, int] | None,
    name: str | None,
    license: str | None,
    yes: bool,
    data_dir: Path | None,
) -> None:
    from avala_edge.models.detectors.describe import described
    from avala_edge.models.detectors.guess import Given
    from avala_edge.models.detectors.hints import read_labels
    from avala_edge.models.detectors.importing import proposed

    given = Given(name, family, None if labels is None else read_labels(labels), size, license)
    with proposed(_library(data_dir), file, given) as proposal:
        _show(described(proposal, most_labels=MOST_SHOWN))
        if not yes:
            _confirm()
        folder = proposal.install()
    typer.echo(f"{proposal.manifest.name} is installed in {folder}")


def _import_promptable(
    pair: Pair, size: tuple[int, int] | None, name: str | None, license: str | None, yes: bool, data_dir: Path | None
) -> None:
    from avala_edge.models.promptables.describe import described
    from avala_edge.models.promptables.importing import Given, proposed

    if size is not None and size[0] != size[1]:
        raise InvalidInput("a SAM sees a square: give one number", field="--size")
    typer.echo("Copying the files and trying them on two photos; a large model takes minutes.", err=True)
    given = Given(name, None if size is None else size[0], license)
    with proposed(_promptables(data_dir), pair, given) as proposal:
        _show(described(proposal))
        if not yes:
            _confirm()
        folder = proposal.install()
    name = proposal.manifest.name
    typer.echo(f"{name} is installed in {folder}; it serves clicks after: avala-edge models activate {name}")


def _confirm() -> None:
    if not sys.stdin.isatty():
        raise InvalidInput("nothing was imported: say --yes if all of this is right", field="--yes")
    if not typer.confirm("Import it like this?"):
        raise InvalidInput("nothing was imported: name what is wrong with --family, --labels, --size or --name")


def _show(parts: Mapping[str, tuple[str, str]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    for _ in range(2):
        table.add_column(overflow="fold")
    for part, (value, told) in parts.items():
        table.add_row(part, value, told)
    Console(soft_wrap=True, highlight=False, markup=False, stderr=True).print(table)


@models.command("list")
def list_models(data_dir: DataDir = None) -> None:
    """Print the models: those for clicks, the one that serves them marked, then detectors, by name."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for heading in ("name", "kind", "family", "classes", "licence", "sha256"):
        table.add_column(heading, overflow="fold", no_wrap=heading == "name")
    promptables = _promptables(data_dir)
    active = promptables.active()
    for sam in promptables.list():
        kind = "promptable, active" if sam.name == active else "promptable"
        if sam.manifest is None:
            table.add_row(sam.name, kind, "damaged", "", "", sam.damage)
        else:
            table.add_row(
                sam.name, kind, sam.manifest.family, "", sam.manifest.license or "-", sam.manifest.digest[:12]
            )
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
    found = _shelf_with(name, data_dir).get(name)
    if found.manifest is None:
        raise ModelUnavailable(found.damage)
    typer.echo(found.manifest.model_dump_json(indent=2))


@models.command()
def activate(name: Name, data_dir: DataDir = None) -> None:
    """Let a model serve clicks: its files are checked, its engines measured and held to its answers at import.

    A running server takes it up within seconds; embeddings are made anew as photos are opened, and kept for when
    you go back.
    """
    import asyncio

    from avala_edge.assembly import activate as activate_model

    typer.echo(f"Measuring what runs {name} here; a large model takes minutes.", err=True)
    choice = asyncio.run(activate_model(config_of(data_dir), name))
    for row in choice.measured:
        said = row.refused or (f"{row.ms:g} ms" if row.ms is not None else "")
        typer.echo(f"{row.part} on {row.engine}: {'refused: ' if row.refused else ''}{said}", err=True)
    typer.echo(f"{name} serves clicks: encoder on {choice.encoder}, decoder on {choice.decoder}")


@models.command()
def remove(name: Name, data_dir: DataDir = None) -> None:
    """Take a model away. What it has drafted stays."""
    _shelf_with(name, data_dir).remove(name)
    typer.echo(f"{name} is removed.")


@models.command()
def verify(
    name: Annotated[str | None, typer.Argument(help="Name of the model. Default: all.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Compare model files with the digests in their manifests; exit code 2 when one differs."""
    detectors, promptables = _library(data_dir), _promptables(data_dir)
    everything = [each.name for each in promptables.list()] + [each.name for each in detectors.list()]
    for each in everything if name is None else [name]:
        typer.echo(f"{each} {_shelf_with(each, data_dir).verify(each).digest}")


def _size(text: str | None) -> tuple[int, int] | None:
    """Return height, width of `W,H` or of one number."""
    if text is None:
        return None
    sides = text.split(",")
    if len(sides) > 2 or not all(side.strip().isdecimal() and int(side) > 0 for side in sides):
        raise InvalidInput(f"{text!r} is not W,H or one number, in pixels", field="--size")
    return int(sides[-1]), int(sides[0])


def _shelf_with(name: str, data_dir: Path | None) -> Shelf[Manifest] | Shelf[DetectorManifest]:
    """Return the shelf that has a model; where none has, the one that says so."""
    promptables = _promptables(data_dir)
    return promptables if promptables.holds(name) else _library(data_dir)


def _library(data_dir: Path | None) -> Library:
    from avala_edge.models.detectors import Library

    return Library(config_of(data_dir).data_dir)


def _promptables(data_dir: Path | None) -> Promptables:
    from avala_edge.models.promptables import Promptables

    return Promptables(config_of(data_dir).data_dir)
