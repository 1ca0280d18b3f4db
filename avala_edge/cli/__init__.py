"""The `avala-edge` command."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer

from avala_edge.cli.backup import backup
from avala_edge.cli.bench import bench
from avala_edge.cli.evaluate import evaluate
from avala_edge.cli.exports import export, import_annotations
from avala_edge.cli.import_photos import import_photos
from avala_edge.cli.keys import keys
from avala_edge.cli.models import models
from avala_edge.cli.providers import providers
from avala_edge.cli.segment import segment
from avala_edge.cli.serve import serve
from avala_edge.cli.tls import tls
from avala_edge.cli.train import train
from avala_edge.cli.triton import triton
from avala_edge.cli.warm_up import warm_up
from avala_edge.cli.worker import worker
from avala_edge.errors import EdgeError

app = typer.Typer(
    name="avala-edge",
    help="On-prem server for AI-assisted annotation: a click on a photo becomes a clean, editable outline.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(serve)
app.command()(worker)
app.command()(segment)
app.command("warm-up")(warm_up)
app.command("import")(import_photos)
app.command()(export)
app.command("import-annotations")(import_annotations)
app.add_typer(keys, name="keys")
app.add_typer(tls, name="tls")
app.add_typer(models, name="models")
app.add_typer(triton, name="triton")
app.add_typer(providers, name="providers")
app.add_typer(train, name="train")
app.add_typer(backup, name="backup")
app.add_typer(evaluate, name="evaluate")
app.add_typer(bench, name="bench")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; bad input ends with exit code 2 and one line that says what was wrong."""
    try:
        app(args=arguments)
    except EdgeError as error:
        where = f"{error.field}: " if error.field else ""
        line = "".join(each if each.isprintable() else " " for each in f"avala-edge: {where}{error.message}")
        print(line, file=sys.stderr)  # of names in files, too, which may hold anything
        sys.exit(2)


__all__ = ["app", "main"]
