"""What commands that order a job share: ask for it, show its bar, cancel it on Ctrl+C, say how it ended."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from avala_edge.config import Config, client_key, client_url
from avala_edge.errors import EdgeError, InvalidInput

if TYPE_CHECKING:  # the rest is imported by the command that needs it, so that --help is quick
    from avala_edge.client import Client, Job

Server = Annotated[
    str | None,
    typer.Option(help="Address of a running server. Default: AVALA_EDGE_URL, else this machine, AVALA_EDGE_PORT."),
]


def order_and_watch(
    order: Callable[[Client], Job],
    *,
    server: str | None,
    done: str,
    skipped: str,
    tell: Callable[[Client], None] | None = None,
) -> None:
    """Order a job and follow it to its end; `done` and `skipped` say what that means for an item.

    When nothing failed, `tell` says what came of it.

    Raises:
        InvalidInput: it could not begin.
        Exit: always else; 0 when nothing failed.
    """
    with connected(server) as client:
        with _noted_interrupts() as interrupts:  # else a job could run whose uid nobody has learnt
            job = _ordered(order, client)
        try:
            if interrupts:
                raise KeyboardInterrupt
            ended = _watch(client, job)
            if tell is not None and ended.status == "completed" and not ended.progress.failed:
                tell(client)
        except KeyboardInterrupt:
            ended = client.jobs.cancel(job.uid)
        except EdgeError as error:
            typer.echo(f"avala-edge: {error.message}", err=True)
            raise typer.Exit(1) from error
    counts = ended.progress
    typer.echo(
        f"{ended.uid} {ended.status}: {counts.done} {done}, {counts.skipped} {skipped}, "
        f"{counts.failed} failed, of {counts.total}"
    )
    if ended.error_message:
        typer.echo(ended.error_message, err=True)
    raise typer.Exit(0 if ended.status == "completed" and not counts.failed else 1)


def connected(server: str | None) -> Client:
    """Return a client of a running server; raises `InvalidInput` for what stands in its way here."""
    from avala_edge.client import Client
    from avala_edge.tls import TlsFolder, pair_of

    key = client_key()
    if key is None and sys.stdin.isatty():
        key = typer.prompt("Key", hide_input=True, err=True)
    if not key:
        raise InvalidInput("set it to a key of the server", field="AVALA_EDGE_KEY")
    config = Config.from_environment()
    scheme = "http" if pair_of(config) is None else "https"
    address = server or client_url() or f"{scheme}://127.0.0.1:{config.port or 8080}"
    try:
        return Client(address, key, ca=TlsFolder(config.data_dir).authority_there())
    except InvalidInput as error:
        raise InvalidInput(error.message, field="--server" if error.field == "base_url" else error.field) from None


def _ordered(order: Callable[[Client], Job], client: Client) -> Job:
    from avala_edge.client import UnexpectedAnswer, Unreachable

    try:
        return order(client)
    except (Unreachable, UnexpectedAnswer) as error:
        raise InvalidInput(error.message, field="--server") from None


@contextmanager
def _noted_interrupts() -> Iterator[list[int]]:
    noted: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: noted.append(number))
    try:
        yield noted
    finally:
        signal.signal(signal.SIGINT, before)


def _watch(client: Client, job: Job) -> Job:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from avala_edge.client import Job, JobItemDone, JobProblem

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(job.status, total=job.progress.total)
        for event in client.jobs.events(job.uid):
            if isinstance(event, JobProblem | JobItemDone):
                if event.detail:
                    what = f"{event.item}: {event.detail}"
                    bar.console.print(what, markup=False, highlight=False, soft_wrap=True)
            else:
                bar.update(task, description=event.status, completed=event.progress.through)
            if isinstance(event, Job):
                return event
    raise EdgeError(f"{job.uid} ended without a word")
