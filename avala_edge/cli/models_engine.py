"""`avala-edge models build-engine`: TensorRT plans of a promptable model."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from avala_edge.cli.options import DataDir, config_of
from avala_edge.config import Config
from avala_edge.errors import InvalidInput, NotFound

if TYPE_CHECKING:
    from avala_edge.models.engine_build import Order

Precision = Literal["fp16", "fp32"]
Part = Literal["encoder", "decoder"]


def build_engine(
    model: Annotated[str, typer.Argument(help="Name of a promptable model, or its folder; with --check a file, too.")],
    precision: Annotated[Precision, typer.Option(help="fp16 keeps in fp32 what the parity gate asks for.")] = "fp16",
    part: Annotated[Part | None, typer.Option(help="Default: both.")] = None,
    max_batch: Annotated[
        int | None,
        typer.Option(min=1, max=256, help="Most at a time. Default: 4 and 16, which Triton is told, or 1."),
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(metavar="PATTERN", help="Names of nodes that stay in fp32, with * and ?; may be repeated."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder of the plans. Default: engines/ in the data folder.")] = None,
    repository: Annotated[
        Path | None, typer.Option(help="What `triton render --target gpu` made of the model: put the plans there, too.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only say what TensorRT cannot run, by its published list; needs no GPU.")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Build TensorRT plans on the machine that runs them, and print where they are (docs/gpu.md).

    A plan that differs from onnxruntime on the probe photos is refused, and built again with more in fp32. What is
    there already for the same file, TensorRT, GPU and precision is not built again. Ends with 2 when there is no plan.

    Example: avala-edge models build-engine sam-vit-b --part encoder
    """
    config = config_of(data_dir)
    if check:
        _check(_files(model, config.data_dir, part))
        return
    from avala_edge.models.engine_build import Order

    folder = _folder(model, config.data_dir)
    parts: tuple[Part, ...] = ("encoder", "decoder") if part is None else (part,)
    target = out if out is not None else config.data_dir / "engines"
    orders = [Order(each, precision, max_batch, target, tuple(keep or ())) for each in parts]
    asyncio.run(_build(folder, orders, repository, config))


async def _build(folder: Path, orders: Sequence[Order], repository: Path | None, config: Config) -> None:
    from avala_edge.inference.embedded import EmbeddedRuntime
    from avala_edge.inference.tensorrt import TensorRTBuilder
    from avala_edge.models import PromptableModel
    from avala_edge.models.engine_build import build_engine, check_repository, put_plan

    threads = config.threads or len(os.sched_getaffinity(0))
    runtime = EmbeddedRuntime(threads=threads, bound=config.max_queue)
    try:
        model = PromptableModel.open(folder, runtime)
        if repository is not None:
            check_repository(repository, model.manifest)
        for order in orders:
            path, made = await build_engine(model, folder, TensorRTBuilder, order, partial(typer.echo, err=True))
            typer.echo(f"{order.part}: {path} ({made})")
            if repository is not None:
                typer.echo(f"{order.part}: {put_plan(path, repository, order.part)}")
    finally:
        await runtime.close()


def _check(files: list[tuple[str, Path]]) -> None:
    from avala_edge.models.engine_build import check, published

    found = 0
    for label, path in files:
        graph, wrong = check(path)
        found += len(wrong)
        for each in wrong:
            typer.echo(f"{label}: {each}")
        if not wrong:
            typer.echo(f"{label}: {published().release} runs all {len(graph.nodes)} nodes, by its list of operators")
    if found:
        what = "operator is" if found == 1 else "operators are"
        raise InvalidInput(f"{found} {what} in the way of a plan")


def _files(model: str, data_dir: Path, part: Part | None) -> list[tuple[str, Path]]:
    from avala_edge.models.engine_build import PARTS, part_file
    from avala_edge.models.manifest import read_manifest

    if model.endswith(".onnx"):
        return [(model, Path(model))]
    folder = _folder(model, data_dir)
    manifest = read_manifest(folder)
    return [(each, folder / part_file(manifest, each).path) for each in PARTS if part in (None, each)]


def _folder(model: str, data_dir: Path) -> Path:
    from avala_edge.models.promptables import Promptables

    if "/" not in model:
        return Promptables(data_dir).get(model).folder
    if not Path(model).is_dir():
        raise NotFound(f"there is no folder {model}", field="MODEL")
    return Path(model)
