"""An endpoint on this machine that notes what it was sent and answers what it is told."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


@dataclass(frozen=True)
class Call:
    """What came in one request."""

    path: str
    headers: dict[str, str]
    body: bytes


class Receiver(ThreadingHTTPServer):
    """`status`, `headers` and `answer` are what everybody gets, after `pause_s`."""

    daemon_threads = True
    status = 200
    answer = b"thanks"
    pause_s = 0.0

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.calls: list[Call] = []
        self.sent_headers: dict[str, str] = {}
        self.changed = threading.Condition()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def wait_for(self, enough: Callable[[list[Call]], bool]) -> list[Call]:
        """Return all calls, once they are `enough`."""
        with self.changed:
            assert self.changed.wait_for(lambda: enough(self.calls), 60), self.calls
            return list(self.calls)


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        time.sleep(self.server.pause_s)
        with self.server.changed:
            self.server.calls.append(Call(self.path, dict(self.headers), body))
            self.server.changed.notify_all()
        self.send_response(self.server.status)
        for name, value in self.server.sent_headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(self.server.answer)

    def log_message(self, *arguments: object) -> None:
        pass


@contextmanager
def receiving(certificate: tuple[Path, Path] | None = None) -> Iterator[Receiver]:
    """Run one, over https with a certificate and its key."""
    server = Receiver()
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
