"""`avala-edge warm-up`."""

from __future__ import annotations

from typing import Annotated

import typer

from avala_edge.cli.job_watch import Server, order_and_watch
from avala_edge.errors import InvalidInput


def warm_up(
    images: Annotated[list[str] | None, typer.Argument(metavar="[UID]...", help="Photos: sha256:…")] = None,
    all_: Annotated[bool, typer.Option("--all", help="All photos that the server has.")] = False,
    server: Server = None,
) -> None:
    """Have a running server encode photos ahead of their first click, and watch it.

    The key is read from AVALA_EDGE_KEY, or asked for. Ctrl+C cancels the job; what is encoded stays. Ends with 0 when
    every photo is warm, 1 when some failed or the job ended early, 2 when it could not begin.
    """
    if bool(images) == all_:
        raise InvalidInput("name photos by uid, or give --all", field="UID")
    order_and_watch(
        lambda client: client.jobs.warm_up(images or None, everything=all_),
        server=server,
        done="encoded",
        skipped="warm already",
    )
