"""What commands that order a job share: ask for it, show its bar, cancel it on Ctrl+C, say how it ended."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from avala_edge.config import Config, client_key
from avala_edge.errors import EdgeError, InvalidInput

if TYPE_CHECKING:
    from avala_edge.cli.job_client import JobClient

Server = Annotated[
    str | None, typer.Option(help="Address of a running server. Default: this machine, AVALA_EDGE_PORT.")
]


def order_and_watch(path: str, body: Mapping[str, object], *, server: str | None, done: str, skipped: str) -> None:
    """Order a job and follow it to its end; `done` and `skipped` say what that means for an item.

    Raises:
        InvalidInput: it could not begin.
        Exit: always else; 0 when nothing failed.
    """
    from avala_edge.cli.job_client import JobClient
    from avala_edge.tls import TlsFolder, pair_of

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
            job = client.post(path, body)
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
        f"{ended['uid']} {ended['status']}: {counts['done']} {done}, {counts['skipped']} {skipped}, "
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
            if name == "error" or (name == "item" and data["detail"]):
                bar.console.print(f"{data['item']}: {data['detail']}", markup=False, highlight=False, soft_wrap=True)
            elif name in ("progress", "done"):
                counts = data["progress"]
                through = counts["done"] + counts["skipped"] + counts["failed"]
                bar.update(task, description=data["status"], completed=through)
            if name == "done":
                return data
    raise EdgeError(f"{job['uid']} ended without a word")
