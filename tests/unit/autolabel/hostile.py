"""A server on this machine that answers whatever bytes a test likes, at whatever pace, and counts who came."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Answering = Callable[[asyncio.StreamWriter], Awaitable[None]]


def whole(body: bytes, *headers: str, status: str = "200 OK") -> Answering:
    """Answer like a server that means well."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        lines = (f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers)
        writer.write("\r\n".join((*lines, "", "")).encode() + body)
        await writer.drain()

    return answer


def raw(data: bytes) -> Answering:
    """Write these bytes and close."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()

    return answer


async def hang(writer: asyncio.StreamWriter) -> None:
    """Say that an answer comes, and nothing more."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[")
    await writer.drain()
    await asyncio.sleep(600)


async def drip(writer: asyncio.StreamWriter) -> None:
    """A byte at a time, for ever: never silent for long."""
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"1\r\n \r\n")
        await writer.drain()
        await asyncio.sleep(0.01)


def flood(gigabytes: float) -> Answering:
    """Stream so much of a JSON text as fast as it is taken."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        chunk = b"[" + b"1," * 524_288
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(int(gigabytes * 1024)):
            writer.write(f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n")
            await writer.drain()

    return answer


@dataclass
class Hostile:
    """`answers` are given one after the other, the last one again and again."""

    answers: list[Answering]
    port: int = 0
    asked: list[bytes] = field(default_factory=list)
    sent: int = 0

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}/predict"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            lengths = [int(line[15:]) for line in head.splitlines() if line.lower().startswith(b"content-length:")]
            body = await reader.readexactly(sum(lengths))
            self.asked.append(head + body)
            await self.answers[min(len(self.asked), len(self.answers)) - 1](writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def hostile(*answers: Answering) -> AsyncIterator[Hostile]:
    """Run one."""
    told = Hostile(list(answers))
    tasks: set[asyncio.Task[None]] = set()

    def met(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(told.serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(met, "127.0.0.1", 0)
    told.port = server.sockets[0].getsockname()[1]
    try:
        yield told
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
