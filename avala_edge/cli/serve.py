"""`avala-edge serve`."""

from __future__ import annotations

from typing import Annotated

import typer

from avala_edge.cli.options import DataDir
from avala_edge.config import Config


def serve(
    host: Annotated[str | None, typer.Option(help="Address to bind. Default: 127.0.0.1, this machine only.")] = None,
    port: Annotated[
        int | None, typer.Option(help="Port to bind; 0 takes a free one. Default: PORT, else 8080.", min=0, max=65535)
    ] = None,
    data_dir: DataDir = None,
    demo: Annotated[
        bool | None, typer.Option("--demo/--no-demo", help="Offer the demo photos of installed packages.")
    ] = None,
) -> None:
    """Serve clicks until stopped (Ctrl+C finishes what runs).

    Prints a URL that signs the first visitor in once and, the first time, an admin key. Ready to serve a click when
    /readyz answers 200.
    """
    from avala_edge.api.server import run_server

    given = {"host": host, "port": port, "data_dir": data_dir, "demo": demo}
    run_server(
        Config.from_environment(**{name: value for name, value in given.items() if value is not None}), echo=typer.echo
    )
