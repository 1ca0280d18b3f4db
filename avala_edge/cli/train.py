"""`avala-edge train head`."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from avala_edge.cli.job_watch import Server, order_and_watch

if TYPE_CHECKING:
    from avala_edge.client import Client, Job

train = typer.Typer(help="Let a project learn from what its people accepted.", no_args_is_help=True)


class Activate(StrEnum):
    """When a head that was trained is used."""

    IF_BETTER = "if-better"
    ALWAYS = "always"
    NEVER = "never"


@train.callback()
def _group() -> None:
    """Let a project learn from what its people accepted."""


@train.command()
def head(
    project: Annotated[str, typer.Option(help="uid of the project.")],
    activate: Annotated[Activate, typer.Option(help="Use it from then on?")] = Activate.IF_BETTER,
    server: Server = None,
) -> None:
    """Have a running server train a head on a project's accepted annotations, and say how good it is.

    The key is read from AVALA_EDGE_KEY, or asked for. A quarter of the photos is never trained on: there the head is
    compared with what is in use. Ends with 0 when it was trained, 1 when there is too little to learn from.
    """

    def order(client: Client) -> Job:
        return client.suggestions.train(project, activate=activate.value.replace("-", "_"))  # type: ignore[arg-type]

    def tell(client: Client) -> None:
        newest = next(iter(client.suggestions.heads(project)), None)
        if newest is not None:
            means = newest.measured_means.accuracy
            typer.echo(
                f"head {newest.version}: {100 * newest.measured.accuracy:.1f} % of {newest.held_out} held-out objects "
                f"right (label means {100 * means:.1f} %), calibration error {newest.measured.calibration_error:.3f}, "
                f"trained on {newest.examples}; {'in use' if newest.active else 'not in use'}"
            )

    order_and_watch(order, server=server, done="trained", skipped="skipped", tell=tell)
