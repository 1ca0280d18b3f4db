"""`avala-edge triton render|serve`."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated, Literal

import typer

from avala_edge.cli.options import DataDir, config_of
from avala_edge.errors import InvalidInput

triton = typer.Typer(help="Serve the model of clicks from Triton: docs/triton.md.", no_args_is_help=True)

MEBIBYTE = 1024 * 1024

Model = Annotated[str, typer.Option(help="Name of a promptable model. Default: the one that comes with avala-edge.")]
Threads = Annotated[int, typer.Option(help="Of each graph on a CPU; 0 for all cores.", min=0)]
Budget = Annotated[int, typer.Option(help="MiB for embeddings that Triton keeps.", min=1)]


@triton.command()
def render(
    out: Annotated[Path, typer.Option(help="Folder to make; one that was rendered before is replaced.")],
    target: Annotated[Literal["gpu", "cpu"], typer.Option(help="What Triton runs on.")] = "cpu",
    model: Model = "avala-mini",
    threads: Threads = 0,
    embedding_mib: Budget = 1024,
    data_dir: DataDir = None,
) -> None:
    """Make a Triton model repository of a promptable model.

    For a GPU the TensorRT plans are built beside it by `avala-edge models build-engine`; see docs/gpu.md.

    Example: avala-edge triton render --target cpu --out models
    """
    from avala_edge.models.triton_repository import Rendering
    from avala_edge.models.triton_repository import render as make

    rendering = Rendering(target, threads, embedding_mib * MEBIBYTE)
    manifest = make(_folder(model, data_dir), out, rendering)
    typer.echo(f"{out} serves {manifest.name} {manifest.digest[:12]} from Triton on a {target.upper()}")


@triton.command()
def serve(
    repository: Annotated[Path | None, typer.Option(help="What `triton render` made. Default: rendered now.")] = None,
    model: Model = "avala-mini",
    grpc_port: Annotated[int, typer.Option(help="For avala-edge.", min=1, max=65535)] = 8001,
    http_port: Annotated[int, typer.Option(help="For others.", min=1, max=65535)] = 8000,
    metrics_port: Annotated[int, typer.Option(help="For Prometheus.", min=1, max=65535)] = 8002,
    threads: Threads = 0,
    embedding_mib: Budget = 1024,
    data_dir: DataDir = None,
) -> None:
    """Run a Triton server on this machine's CPU, for development and tests, until Ctrl-C.

    It comes from the nvidia-pytriton wheel and listens on loopback. Point avala-edge at it with
    AVALA_EDGE_TRITON=127.0.0.1:8001.
    """
    from avala_edge.inference.triton.local_server import Ports
    from avala_edge.inference.triton.local_server import serve as run

    if repository is not None and not repository.is_dir():
        raise InvalidInput(f"{repository} is no folder", field="--repository")
    with tempfile.TemporaryDirectory(prefix="avala-edge-models-") as folder:
        if repository is None:
            repository = Path(folder) / "models"
            render(repository, "cpu", model, threads, embedding_mib, data_dir)
        raise typer.Exit(run(repository, Ports(grpc_port, http_port, metrics_port)))


def _folder(model: str, data_dir: Path | None) -> Path:
    """Return where a promptable model lies: among the imported ones, else ours."""
    from avala_edge.models.promptables import Promptables

    config = config_of(data_dir)
    return Promptables(config.data_dir).get(model).folder
