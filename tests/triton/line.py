"""A line to a server that counts what is sent, and can be held or cut."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class Line:
    target: int
    port: int = 0
    sent: int = 0
    flows: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"


@asynccontextmanager
async def counted(target: int) -> AsyncIterator[Line]:
    line, open_now = Line(target), set[asyncio.Task[None]]()
    line.flows.set()

    async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, count: bool) -> None:
        with contextlib.suppress(ConnectionError):
            while chunk := await reader.read(65536):
                await line.flows.wait()
                line.sent += len(chunk) if count else 0
                writer.write(chunk)
                await writer.drain()
        writer.close()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        open_now.add(task)
        there_in, there_out = await asyncio.open_connection("127.0.0.1", line.target)
        await asyncio.gather(copy(reader, there_out, count=True), copy(there_in, writer, count=False))
        open_now.discard(task)

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    line.port = server.sockets[0].getsockname()[1]
    try:
        yield line
    finally:
        line.flows.set()
        server.close()
        for task in list(open_now):
            task.cancel()
        await asyncio.gather(*open_now, return_exceptions=True)
