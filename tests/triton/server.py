"""`avala-edge triton serve` as a process of its own: a real Triton on this machine's CPU."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

COMMAND = str(Path(sys.executable).parent / "avala-edge")
START_S = 120.0


def free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


@dataclass
class Triton:
    """A server that can be killed and started again at the same address."""

    repository: Path
    log: Path
    grpc: int
    http: int
    metrics: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.grpc}"

    def start(self, *, wait: bool = True) -> None:
        ports = ("--grpc-port", self.grpc, "--http-port", self.http, "--metrics-port", self.metrics)
        command = [COMMAND, "triton", "serve", "--repository", str(self.repository), *map(str, ports)]
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(command, stdout=output, stderr=output, start_new_session=True)
        if wait:
            self.wait_until_ready()

    def wait_until_ready(self) -> None:
        ends = time.monotonic() + START_S
        while time.monotonic() < ends:
            assert self.process is not None
            assert self.process.poll() is None, self.said()
            with contextlib.suppress(OSError), urlopen(f"http://127.0.0.1:{self.http}/v2/health/ready", timeout=5):
                return
            time.sleep(0.1)
        raise AssertionError(self.said())

    def said(self) -> str:
        return self.log.read_text(errors="replace")[-4000:]

    def kill(self) -> None:
        """Kill -9 the server, its models and the command."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=20)

    def stop(self) -> None:
        """End it as Ctrl-C does."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.kill()


def render(folder: Path, *options: str) -> Path:
    command = [COMMAND, "triton", "render", "--target", "cpu", "--out", str(folder), "--threads", "1", *options]
    subprocess.run(command, check=True, timeout=60, capture_output=True)
    return folder


@contextlib.contextmanager
def serving(folder: Path, repository: Path | None = None) -> Iterator[Triton]:
    repository = repository or render(folder / "models")
    triton = Triton(repository, folder / "log", *free_ports(3))
    triton.start()
    try:
        yield triton
    finally:
        if triton.process is not None and triton.process.poll() is None:
            triton.kill()
