"""Runs the app on a socket until it is told to stop: start-up message, signals, graceful shutdown."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

import uvloop
from aiohttp import web

from avala_edge.api.app import make_app
from avala_edge.api.unreadable import JsonRunner
from avala_edge.assembly import Site, make_demo_project, open_site
from avala_edge.config import Config
from avala_edge.errors import InvalidInput
from avala_edge.observability import give_memory_back
from avala_edge.tls import ServerTls, choose_tls

SHUTDOWN_S = 10.0
EXPIRY_CHECK_S = 24 * 3600.0
MODEL_CHECK_S = 2.0

_log = logging.getLogger(__name__)


def run_server(config: Config, *, echo: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM; `echo` gets the lines meant for the operator.

    Raises:
        InvalidInput: the address cannot be bound, also for want of TLS; the data directory or the certificate cannot
            be used.
        ModelUnavailable: no model can serve.
    """
    tls = choose_tls(config)
    give_memory_back()
    uvloop.run(_serve(config, tls, echo))


async def _serve(config: Config, tls: ServerTls | None, echo: Callable[[str], None]) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    while not stop.is_set():
        config = await _serve_model(config, tls, stop, echo)


async def _serve_model(
    config: Config, tls: ServerTls | None, stop: asyncio.Event, echo: Callable[[str], None]
) -> Config:
    """Serve until told to stop, or until another model is activated; return what to serve with then."""
    async with open_site(config) as site, _kept_current(tls, stop):
        runner = JsonRunner(
            make_app(site), access_log=None, shutdown_timeout=SHUTDOWN_S, lingering_time=1.0, handler_cancellation=True
        )
        await runner.setup()
        try:
            context = None if tls is None else tls.context
            socket = web.TCPSite(runner, config.host, config.port, ssl_context=context)
            try:
                await socket.start()
            except OSError as error:
                where = f"{config.host}:{config.port}"
                raise InvalidInput(f"{where} cannot be bound: {error.strerror}", field="--port") from error
            _, port = runner.addresses[0][:2]
            await _greet(site, tls, port, echo)
            if await _another_model(site, stop):
                echo("Another model was activated: starting again with it, at the same address.")
            else:
                echo("Stopping: finishing what runs.")
            return replace(config, port=port)
        finally:
            await runner.cleanup()


async def _another_model(site: Site, stop: asyncio.Event) -> bool:
    """Wait until told to stop, or until another model is activated; say whether it is that."""
    while True:
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), MODEL_CHECK_S)
        if stop.is_set():
            return False
        try:
            if await asyncio.to_thread(site.promptables.active) != site.chosen_model:
                return True
        except InvalidInput as error:
            _log.warning("which model is active cannot be told: %s", error.message)


@asynccontextmanager
async def _kept_current(tls: ServerTls | None, stop: asyncio.Event) -> AsyncIterator[None]:
    """Reload the certificate on SIGHUP, which also says that a terminal has gone; warn of its end day by day."""
    if tls is None:
        yield
        return
    dies_with_terminal = _has_terminal() and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN

    def hang_up() -> None:
        if dies_with_terminal and not _has_terminal():
            stop.set()
            return
        try:
            tls.reload()
        except InvalidInput as error:
            _log.error("the certificate stays as it is: %s", error.message)
        else:
            _log.warning("certificate reloaded, valid until %s", tls.certificate.ends.date())

    async def warn_daily() -> None:
        while True:
            await asyncio.sleep(EXPIRY_CHECK_S)
            tls.warn()

    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, hang_up)
    warning = asyncio.create_task(warn_daily())
    try:
        yield
    finally:
        warning.cancel()
        with suppress(asyncio.CancelledError):
            await warning
        asyncio.get_running_loop().remove_signal_handler(signal.SIGHUP)


def _has_terminal() -> bool:
    try:
        os.close(os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY))
    except OSError:
        return False
    return True


async def _greet(site: Site, tls: ServerTls | None, port: int, echo: Callable[[str], None]) -> None:
    config = site.config
    host = config.host if tls is None else tls.shown_host(config.host)
    shown = f"[{host}]" if ":" in host else host
    base = f"{'http' if tls is None else 'https'}://{shown}:{port}"
    echo(f"Data directory: {config.data_dir}")
    if site.keys.is_empty:
        _, secret = await site.keys.create("first admin", role="owner")
        await make_demo_project(site, site.keys.first())
        echo(f"Admin key, shown once, keep it: {secret}")
    echo(f"Open this once to sign in: {base}/?token={site.sign_in.issue()}")
    echo(f"Ready at {base} (API: {base}/docs). Ctrl+C stops.")
