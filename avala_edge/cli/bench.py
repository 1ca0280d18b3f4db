"""`avala-edge bench`: how fast this machine is."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from avala_edge.cli.options import DataDir, config_of
from avala_edge.errors import InvalidInput

if TYPE_CHECKING:  # the rest is imported by the command that needs it, so that --help is quick
    from collections.abc import Iterable, Mapping

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


@bench.command()
def suggest(
    repeats: Annotated[int, typer.Option(help="Timed repeats after the warm-up.", min=5, max=10_000)] = 50,
) -> None:
    """Time label suggestions over HTTP in a project with 1000 accepted annotations: warm, and after a new one each."""
    from avala_edge.bench.suggest import measure_suggest

    with tempfile.TemporaryDirectory(prefix="avala-edge-") as folder:
        for row in asyncio.run(measure_suggest(repeats, Path(folder))):
            typer.echo(str(row))


@bench.command()
def video(
    frames: Annotated[int, typer.Option(help="Frames of the film.", min=20, max=10_000)] = 300,
) -> None:
    """Take a film of 720p apart, look at frames at random, carry an object through it, and again after a correction.

    Compared with decoding the film from its start for each look. Needs the extra `video`.
    """
    from avala_edge.bench.video import measure_video

    with tempfile.TemporaryDirectory(prefix="avala-edge-") as folder:
        for row in asyncio.run(measure_video(frames, Path(folder))):
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


@bench.command()
def encode() -> None:
    """Measure every engine of this machine as a first start does: times, and IoU with onnxruntime-fp32 (p95: least)."""
    from avala_edge.bench.encode import measure_engines

    with tempfile.TemporaryDirectory(prefix="avala-edge-") as folder:
        for row in asyncio.run(measure_engines(Path(folder))):
            typer.echo(str(row))


@bench.command()
def detect(
    model: Annotated[str, typer.Argument(help="An .onnx file, a folder with one, or an imported model's name.")],
    image: Annotated[Path | None, typer.Option(help="A photo of yours; default: a demo photo.")] = None,
    labels: Annotated[Path | None, typer.Option(help="Its class names, where the file has none.")] = None,
    repeats: Annotated[int, typer.Option(help="Timed repeats after the warm-up.", min=1, max=10_000)] = 20,
    data_dir: DataDir = None,
) -> None:
    """Time each step of a detector on a photo, then all of them through the queues, as a job asks it."""
    from avala_edge.bench.detect import measure_detect
    from avala_edge.models.detectors.guess import Given
    from avala_edge.models.detectors.hints import read_labels

    given = Given(labels=None if labels is None else read_labels(labels))
    config = config_of(data_dir)
    with tempfile.TemporaryDirectory(prefix="avala-edge-") as folder:
        measured = measure_detect(model, given, image, repeats, config.data_dir, Path(folder))
        for row in asyncio.run(measured):
            typer.echo(str(row))


Url = Annotated[str | None, typer.Option(help="A server that runs already; default: one of our own, on this machine.")]
Key = Annotated[str | None, typer.Option(help="Key for --url.", envvar="AVALA_EDGE_BENCH_KEY")]
Images = Annotated[Path | None, typer.Option(help="A folder of photos; default: the demo photos.")]
SMALL_BUDGETS = {
    "AVALA_EDGE_EMBEDDING_BUDGET_BYTES": str(128 << 20),
    "AVALA_EDGE_PIXEL_BUDGET_BYTES": str(64 << 20),
}
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
def job(
    annotators: Annotated[int, typer.Option(help="How many work at once.", min=1, max=10_000)] = 20,
    seconds: Annotated[float, typer.Option(help="For how long, each time.", min=1, max=3600)] = 30,
    think: Think = 1.0,
    photos: Annotated[int, typer.Option(help="Photos that the job prepares, more than it can.", min=1)] = 1500,
) -> None:
    """Let annotators work alone, then beside a job that keeps the batch queue full; prints both, and p95 over p95."""
    from avala_edge.bench.load import Plan, rows
    from avala_edge.bench.many_photos import many_photos
    from avala_edge.bench.rows import Row

    plan = Plan(annotators, seconds, think)
    p95 = []
    for name, background in (("alone", 0), ("beside_job", photos)):
        found = rows(_run(plan, None, None, None, many_photos(background)), name)
        for row in found:
            typer.echo(str(row))
        p95 += [row.p95 for row in found if row.name == f"{name}_all"]
    if len(p95) == 2:
        typer.echo(str(Row("p95_beside_job_over_alone", p95[1] / p95[0], "x", 1, p95[1] / p95[0], p95[1] / p95[0])))


@bench.command("auto-label")
def auto_label(
    model: Annotated[str, typer.Argument(help="An .onnx file, a folder with one, or an imported model's name.")],
    labels: Annotated[Path | None, typer.Option(help="Its class names, where the file has none.")] = None,
    photos: Annotated[int, typer.Option(help="Photos in the job.", min=10, max=100_000)] = 200,
    repeats: Annotated[int, typer.Option(help="Timed repeats of loop and job, in turns.", min=1, max=100)] = 5,
    data_dir: DataDir = None,
) -> None:
    """Label photos by a detector in a plain loop and as a job: photos a second, and what the job costs."""
    from avala_edge.bench.auto_label import measure_auto_label
    from avala_edge.models.detectors.guess import Given
    from avala_edge.models.detectors.hints import read_labels

    given = Given(labels=None if labels is None else read_labels(labels))
    config = config_of(data_dir)
    with tempfile.TemporaryDirectory(prefix="avala-edge-") as folder:
        measured = measure_auto_label(model, given, photos, repeats, config.data_dir, Path(folder))
        for row in asyncio.run(measured):
            typer.echo(str(row))


@bench.command()
def store(
    items: Annotated[int, typer.Option(help="Items in the project.", min=200, max=10_000_000)] = 100_000,
    annotations: Annotated[int, typer.Option(help="Annotations on them.", min=200, max=100_000_000)] = 1_000_000,
    repeats: Annotated[int, typer.Option(help="Timed repeats of each question.", min=5, max=1000)] = 40,
) -> None:
    """Fill a project with items and annotations (a minute or two), then time its pages, progress and saves."""
    from avala_edge.bench.store import measure_store

    with tempfile.TemporaryDirectory(prefix="avala-edge-") as folder:
        for row in asyncio.run(measure_store(Path(folder), items=items, annotations=annotations, repeats=repeats)):
            typer.echo(str(row))


@bench.command("start-up")
def start_up(repeats: Annotated[int, typer.Option(help="How often.", min=1, max=100)] = 3) -> None:
    """Time a server from its start to its first answer, on an empty data directory and again."""
    from avala_edge.bench.start_up import measure_start_up

    with tempfile.TemporaryDirectory(prefix="avala-edge-") as folder:
        for row in asyncio.run(measure_start_up(Path(folder), repeats)):
            typer.echo(str(row))


@bench.command()
def soak(
    answers: Annotated[int, typer.Option(help="How many clicks.", min=10, max=100_000_000)] = 10_000,
    photos: Annotated[int, typer.Option(help="On how many photos.", min=1, max=100_000)] = 500,
    annotators: Annotated[int, typer.Option(help="How many work at once, without a pause.", min=1, max=1000)] = 4,
    seconds: Annotated[float, typer.Option(help="At most so long.", min=1, max=86_400)] = 3600,
    url: Url = None,
    key: Key = None,
    images: Images = None,
) -> None:
    """Ask without pausing and watch the memory: flat after the warm-up (a quarter of the time) is what you want.

    A server of our own runs with budgets that fill early: 128 MiB of embeddings, 64 MiB of pixels.
    """
    from avala_edge.bench.load import Plan, rows
    from avala_edge.bench.many_photos import many_photos

    plan = Plan(annotators, seconds, 0.0, answers=answers)
    own = None if images is not None else many_photos(photos)
    for row in rows(_run(plan, url, key, images, photos=own, settings=SMALL_BUDGETS), "soak"):
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


def _run(
    plan: Plan,
    url: str | None,
    key: str | None,
    images: Path | None,
    background: Iterable[bytes] = (),
    photos: Iterable[bytes] | None = None,
    settings: Mapping[str, str] | None = None,
) -> Seen:
    from avala_edge.bench.load import read_photos, run_load
    from avala_edge.bench.own_server import Target, own_server

    if images is not None and not images.is_dir():
        raise InvalidInput(f"{images} is not a folder", field="--images")
    files = sorted(p for p in images.iterdir() if p.is_file()) if images is not None else []
    if images is not None and not files:
        raise InvalidInput(f"{images} holds no file", field="--images")
    work = read_photos(files) if photos is None else photos

    async def run() -> Seen:
        if url is not None:
            return await run_load(Target(url.rstrip("/"), key or ""), plan, work, background)
        with tempfile.TemporaryDirectory(prefix="avala-edge-") as folder:
            async with own_server(Path(folder), settings or {}) as target:
                return await run_load(target, plan, work, background)

    return asyncio.run(run())


@bench.command()
def triton(
    repeats: Annotated[int, typer.Option(help="Timed clicks of one person.", min=5, max=10_000)] = 100,
    clickers: Annotated[int, typer.Option(help="People who click at once, without a pause.", min=1, max=200)] = 8,
    clicks: Annotated[int, typer.Option(help="Clicks that they make together.", min=10, max=100_000)] = 400,
) -> None:
    """Time clicks through a real Triton on this machine's CPU beside embedded ones, and see that its figures agree."""
    from avala_edge.bench.triton import Load, measure_triton

    with tempfile.TemporaryDirectory(prefix="avala-edge-") as folder:
        load = Load(min(clickers, clicks), clicks)
        for row in asyncio.run(measure_triton(repeats, load, Path(folder))):
            typer.echo(str(row))
