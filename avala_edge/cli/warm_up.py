"""`avala-edge warm-up`."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from avala_edge.config import Config, client_key
from avala_edge.errors import EdgeError, InvalidInput

if TYPE_CHECKING:
    from avala_edge.cli.job_client import JobClient


def warm_up(
    images: Annotated[list[str] | None, typer.Argument(metavar="[UID]...", help="Photos: sha256:…")] = None,
    all_: Annotated[bool, typer.Option("--all", help="All photos that the server has.")] = False,
    server: Annotated[
        str | None, typer.Option(help="Address of a running server. Default: this machine, AVALA_EDGE_PORT.")
    ] = None,
) -> None:
    """Have a running server encode photos ahead of their first click, and watch it.

    The key is read from AVALA_EDGE_KEY, or asked for. Ctrl+C cancels the job; what is encoded stays. Ends with 0 when
    every photo is warm, 1 when some failed or the job ended early, 2 when it could not begin.
    """
    from avala_edge.cli.job_client import JobClient
    from avala_edge.tls import TlsFolder, pair_of

    if bool(images) == all_:
        raise InvalidInput("name photos by uid, or give --all", field="UID")
    key = client_key()
    if key is None and sys.stdin.isatty():
        key = typer.prompt("Key", hide_input=True, err=True)
    if not key:
        raise InvalidInput("set it to a key of the server", field="AVALA_EDGE_KEY")
    config = Config.from_environment()
    scheme = "http" if pair_of(config) is None else "https"
    address = server or f"{scheme}://127.0.0.1:{config.port or 8080}"
    with JobClient(address, key, authority=TlsFolder(config.data_dir).authority_there()) as client:
        with _noted_interrupts() as interrupts:  # else a job could run whose uid nobody has learnt
            job = client.post("embeddings/warm-up/", {"all": True} if all_ else {"images": images})
        try:
            if interrupts:
                raise KeyboardInterrupt
            ended = _watch(client, job)
        except KeyboardInterrupt:
            ended = client.post(f"jobs/{job['uid']}/cancel/")
        except EdgeError as error:
            typer.echo(f"avala-edge: {error.message}", err=True)
            raise typer.Exit(1) from error
    counts = ended["progress"]
    typer.echo(
        f"{ended['uid']} {ended['status']}: {counts['done']} encoded, {counts['skipped']} warm already, "
        f"{counts['failed']} failed, of {counts['total']}"
    )
    if ended["error_message"]:
        typer.echo(ended["error_message"], err=True)
    raise typer.Exit(0 if ended["status"] == "completed" and not counts["failed"] else 1)


@contextmanager
def _noted_interrupts() -> Iterator[list[int]]:
    noted: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: noted.append(number))
    try:
        yield noted
    finally:
        signal.signal(signal.SIGINT, before)


def _watch(client: JobClient, job: dict[str, Any]) -> dict[str, Any]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(job["status"], total=job["progress"]["total"])
        for name, data in client.follow(job["uid"]):
            if name == "error":
                bar.console.print(f"{data['item']}: {data['detail']}", markup=False, highlight=False, soft_wrap=True)
            elif name in ("progress", "done"):
                counts = data["progress"]
                through = counts["done"] + counts["skipped"] + counts["failed"]
                bar.update(task, description=data["status"], completed=through)
            if name == "done":
                return data
    raise EdgeError(f"{job['uid']} ended without a word")
