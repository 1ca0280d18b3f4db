"""`avala-edge worker`."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING

import typer

from avala_edge.cli.options import DataDir
from avala_edge.config import Config

if TYPE_CHECKING:
    from collections.abc import Callable


def worker(data_dir: DataDir = None) -> None:
    """Do jobs (auto-label, export, import, warm-up) beside a server, on this or another machine, until stopped.

    It needs what the server has: the same database (AVALA_EDGE_DATABASE_URL names a PostgreSQL that both reach; on one
    machine the SQLite file of the data folder does), the same photos (the data folder, shared, or
    AVALA_EDGE_BLOBS_URL) and the same installed models. What a worker that dies had taken, others take within half a
    minute.

    Example: avala-edge worker --data-dir /srv/avala
    """
    overrides = {} if data_dir is None else {"data_dir": data_dir}
    asyncio.run(_work(Config.from_environment(**overrides, demo=False), typer.echo))


async def _work(config: Config, echo: Callable[[str], None]) -> None:
    from avala_edge.assembly import open_site

    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with open_site(config):
        echo("Working. Ctrl+C stops; what is not done goes on elsewhere, or later.")
        await stop.wait()
        echo("Stopping: giving back what is not done.")
