"""A line to a server that breaks: after so many bytes, as often as the test likes, then it holds."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Line:
    """What went through."""

    base: str
    breaks_left: int
    up: int | None
    down: int | None
    broken: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def breaks(self) -> bool:
        with self.lock:
            if not self.breaks_left:
                return False
            self.breaks_left -= 1
            self.broken += 1
            return True


@contextmanager
def breaking_line(port: int, times: int, *, up: int | None = None, down: int | None = None) -> Iterator[Line]:
    """Break `times` connections, each after so many bytes to the server (`up`) or from it (`down`)."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        line = Line(f"http://127.0.0.1:{listener.getsockname()[1]}", times, up, down)
        thread = threading.Thread(target=_accept, args=(listener, port, line), daemon=True)
        thread.start()
        try:
            yield line
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(10)


def _accept(listener: socket.socket, port: int, line: Line) -> None:
    with suppress(OSError):
        while True:
            client, _ = listener.accept()
            server = socket.create_connection(("127.0.0.1", port))
            for source, sink, most in ((client, server, line.up), (server, client, line.down)):
                threading.Thread(target=_carry, args=(source, sink, most, line), daemon=True).start()


def _carry(source: socket.socket, sink: socket.socket, most: int | None, line: Line) -> None:
    carried = 0
    with suppress(OSError):
        while data := source.recv(65_536):
            if most is not None and carried + len(data) > most and line.breaks():
                sink.sendall(data[: most - carried])
                break
            carried += len(data)
            sink.sendall(data)
    for end in (source, sink):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
