"""A server process of our own on a free port and an empty data directory, for benches that must not share a process."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from avala_edge.errors import EdgeError

START_S = 60.0
STOP_S = 15.0


@dataclass(frozen=True)
class Target:
    """Where to send load; `pid` only of a server on this machine that we may look at."""

    url: str
    key: str
    pid: int | None = None

    def memory_mb(self) -> float | None:
        """Resident memory of the server, MB; None where that cannot be read."""
        try:
            status = Path(f"/proc/{self.pid}/status").read_text()
        except OSError:
            return None
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        return int(found[1]) / 1024 if found else None


@asynccontextmanager
async def own_server(data_dir: Path, settings: Mapping[str, str] = MappingProxyType({})) -> AsyncIterator[Target]:
    """Start `avala-edge serve`, with settings by their environment names, and stop it at the end.

    Raises:
        EdgeError: it ended, or said nothing useful, within a minute.
    """
    process = await asyncio.create_subprocess_exec(
        "env",
        "AVALA_EDGE_DATABASE_URL=",  # what a bench leaves behind is not for a site
        "AVALA_EDGE_BLOBS_URL=",
        *(f"{name}={value}" for name, value in settings.items()),
        sys.executable,
        "-u",
        "-c",
        "from avala_edge.cli import main; main()",
        *("serve", "--port", "0", "--data-dir", str(data_dir), "--no-demo"),
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        try:
            target = await asyncio.wait_for(_ready(process), START_S)
        except TimeoutError:
            raise EdgeError(f"the bench's server was not ready within {START_S:g} s") from None
        yield target
    finally:
        if process.returncode is None:
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), STOP_S)
            except TimeoutError:
                process.kill()
                await process.wait()


async def _ready(process: asyncio.subprocess.Process) -> Target:
    key = ""
    while process.stdout is not None and (line := (await process.stdout.readline()).decode()):
        if found := re.search(r"keep it: (\S+)", line):
            key = found[1]
        if found := re.search(r"Ready at (\S+)", line):
            return Target(found[1], key, process.pid)
    raise EdgeError("the bench's server ended before it was ready")
