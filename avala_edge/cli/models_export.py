"""`avala-edge models export`: a checkpoint of Segment Anything or SAM 2 becomes a model that can be imported."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from avala_edge.errors import ModelUnavailable
from avala_edge.store import open_folder

if TYPE_CHECKING:
    from avala_edge.models.manifest import Manifest

CHECKPOINTS = (".pth", ".pt")  # how their names end


def export_model(
    checkpoint: Annotated[
        Path, typer.Argument(help="A .pth file of SAM (ViT-B, ViT-L, ViT-H) or a .pt file of SAM 2 or 2.1.")
    ],
    out: Annotated[Path, typer.Option(help="The folder to make; it must not be there yet, or be empty.")],
    name: Annotated[str | None, typer.Option(help="What the model is called. Default: the file's name.")] = None,
    license: Annotated[
        str, typer.Option("--license", help="Licence of the weights, which a checkpoint does not state.")
    ] = "",
) -> None:
    """Turn a checkpoint of Segment Anything or SAM 2 into ONNX files that serve without torch.

    Of SAM 2 its memory comes along, which carries objects through videos (docs/video.md).

    Needs the extra `export`, on any machine: the folder can be carried to the server. Code in a checkpoint is not run.

    Example: avala-edge models export sam_vit_b_01ec64.pth --out sam-vit-b
    """
    made = _export(checkpoint, out, name, license)
    typer.echo(f"{made.name} is in {out}; bring it in with: avala-edge models import {out}")


@contextmanager
def exported(checkpoint: Path, name: str | None, license: str | None, data_dir: Path) -> Iterator[Path]:
    """Give a folder with what a checkpoint becomes; it is gone afterwards."""
    with TemporaryDirectory(prefix=".export-", dir=open_folder(data_dir)) as work:
        _export(checkpoint, Path(work) / "model", name, license or "")
        yield Path(work) / "model"


def _export(checkpoint: Path, out: Path, name: str | None, license: str) -> Manifest:
    from avala_edge.models.sam_export import missing_packages

    if missing := missing_packages():
        raise ModelUnavailable(f"an export needs {', '.join(missing)}: pip install 'avala-edge[export]'")
    from avala_edge.models.sam_export.exporting import export_checkpoint

    def tell(what: str) -> None:
        typer.echo(what, err=True)

    return export_checkpoint(checkpoint, out, name=name, license=license, tell=tell)
