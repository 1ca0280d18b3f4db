"""`avala-edge bench`: how fast this machine is."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from avala_edge.errors import InvalidInput

if TYPE_CHECKING:  # the rest is imported by the command that needs it, so that --help is quick
    from avala_edge.bench.load import Plan, Seen

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


@bench.command("first-click")
def first_click(
    photos: Annotated[int, typer.Option(help="How many photos.", min=2, max=1000)] = 10,
) -> None:
    """Time the first click on 12-megapixel JPEGs nobody has opened, then the same ones after a restart."""
    from avala_edge.bench.click import measure_first_click

    with tempfile.TemporaryDirectory(prefix="avala-edge-") as folder:
        for row in asyncio.run(measure_first_click(Path(folder), photos)):
            typer.echo(str(row))


Url = Annotated[str | None, typer.Option(help="A server that runs already; default: one of our own, on this machine.")]
Key = Annotated[str | None, typer.Option(help="Key for --url.", envvar="AVALA_EDGE_BENCH_KEY")]
Images = Annotated[Path | None, typer.Option(help="A folder of photos; default: the demo photos.")]
Think = Annotated[float, typer.Option(help="Mean pause before a click, seconds; 0: none.", min=0, max=600)]


@bench.command()
def load(
    annotators: Annotated[int, typer.Option(help="How many work at once.", min=1, max=10_000)] = 20,
    seconds: Annotated[float, typer.Option(help="For how long.", min=1, max=86_400)] = 30,
    think: Think = 1.0,
    url: Url = None,
    key: Key = None,
    images: Images = None,
    report: Annotated[
        Path | None, typer.Option(help="Also write a page with plots (.html) or everything (.json).")
    ] = None,
) -> None:
    """Let annotators work: first clicks, refinements, boxes, several people on the same image.

    Prints times by kind of prompt (p50, p95; p99 over all), answers a second, their size, errors, and the memory of a
    server of our own.
    """
    from avala_edge.bench.load import Plan, rows
    from avala_edge.bench.report import write_report

    plan = Plan(annotators, seconds, think)
    seen = _run(plan, url, key, images)
    for row in rows(seen, "load"):
        typer.echo(str(row))
    if report is not None:
        write_report(report, plan, seen)


@bench.command()
def soak(
    seconds: Annotated[float, typer.Option(help="For how long.", min=1, max=86_400)] = 120,
    annotators: Annotated[int, typer.Option(help="How many work at once, without a pause.", min=1, max=1000)] = 4,
    url: Url = None,
    key: Key = None,
    images: Images = None,
) -> None:
    """Ask without pausing and watch the memory: flat after the warm-up (a quarter of the time) is what you want."""
    from avala_edge.bench.load import Plan, rows

    for row in rows(_run(Plan(annotators, seconds, 0.0), url, key, images), "soak"):
        typer.echo(str(row))


@bench.command()
def sweep(
    target_ms: Annotated[float, typer.Option(help="What p95 must not pass.", min=1, max=60_000)] = 60,
    seconds: Annotated[float, typer.Option(help="For each number of annotators.", min=1, max=3600)] = 10,
    think: Think = 1.0,
    most: Annotated[int, typer.Option(help="Stop at this many.", min=1, max=10_000)] = 640,
    url: Url = None,
    key: Key = None,
    images: Images = None,
) -> None:
    """Find how many annotators this machine carries: 5, 10, 20, … until p95 passes the target or answers fail."""
    from avala_edge.bench.load import Plan, rows

    carried, annotators = 0, 5
    while annotators <= most:
        seen = _run(Plan(annotators, seconds, think), url, key, images)
        found = {row.name: row for row in rows(seen, f"sweep_{annotators}")}
        whole = found.get(f"sweep_{annotators}_all")
        if whole is not None:
            typer.echo(str(whole))
        if whole is None or whole.p95 > target_ms or seen.errors:
            break
        carried, annotators = annotators, annotators * 2
    typer.echo(f"sweep_annotators_within_{target_ms:g}_ms {carried} annotators 1 - -")


def _run(plan: Plan, url: str | None, key: str | None, images: Path | None) -> Seen:
    from avala_edge.bench.load import run_load
    from avala_edge.bench.own_server import Target, own_server

    if images is not None and not images.is_dir():
        raise InvalidInput(f"{images} is not a folder", field="--images")
    photos = sorted(p for p in images.iterdir() if p.is_file()) if images is not None else []

    async def run() -> Seen:
        if url is not None:
            return await run_load(Target(url.rstrip("/"), key or ""), plan, photos)
        with tempfile.TemporaryDirectory(prefix="avala-edge-") as folder:
            async with own_server(Path(folder)) as target:
                return await run_load(target, plan, photos)

    return asyncio.run(run())
