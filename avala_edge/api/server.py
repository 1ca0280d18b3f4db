"""Runs the app on a socket until it is told to stop: start-up message, signals, graceful shutdown."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable

import uvloop
from aiohttp import web

from avala_edge.api.app import make_app
from avala_edge.assembly import Site, open_site
from avala_edge.config import Config
from avala_edge.errors import InvalidInput
from avala_edge.observability import give_memory_back

SHUTDOWN_S = 10.0


def run_server(config: Config, *, echo: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM; `echo` gets the lines meant for the operator.

    Raises:
        InvalidInput: the address cannot be bound or the data directory cannot be used.
        ModelUnavailable: no model can serve.
    """
    give_memory_back()
    uvloop.run(_serve(config, echo))


async def _serve(config: Config, echo: Callable[[str], None]) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with open_site(config) as site:
        runner = web.AppRunner(
            make_app(site), access_log=None, shutdown_timeout=SHUTDOWN_S, lingering_time=1.0, handler_cancellation=True
        )
        await runner.setup()
        try:
            socket = web.TCPSite(runner, config.host, config.port)
            try:
                await socket.start()
            except OSError as error:
                where = f"{config.host}:{config.port}"
                raise InvalidInput(f"{where} cannot be bound: {error.strerror}", field="--port") from error
            _, port = runner.addresses[0][:2]
            await _greet(site, port, echo)
            await stop.wait()
            echo("Stopping: finishing what runs.")
        finally:
            await runner.cleanup()


async def _greet(site: Site, port: int, echo: Callable[[str], None]) -> None:
    config = site.config
    shown = f"[{config.host}]" if ":" in config.host else config.host
    base = f"http://{shown}:{port}"
    echo(f"Data directory: {config.data_dir}")
    if site.keys.is_empty:
        _, secret = await site.keys.create("first admin", role="owner")
        echo(f"Admin key, shown once, keep it: {secret}")
    echo(f"Open this once to sign in: {base}/?token={site.sign_in.issue()}")
    echo(f"Ready at {base} (API: {base}/docs). Ctrl+C stops.")
