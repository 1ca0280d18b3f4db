"""The real command and the real server process, on loopback."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

COMMAND = str(Path(sys.executable).parent / "avala-edge")
START_S = 60.0


def environment(settings: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AVALA", "SSL_CERT"))}
    if os.environ.get("TEST_TRITON"):
        kept["AVALA_EDGE_TRITON"] = os.environ["TEST_TRITON"]
    return {**kept, "AVALA_EDGE_ENGINE": "onnxruntime-fp32", "AVALA_EDGE_THREADS": "1", **settings}


def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    command = [COMMAND, *arguments]
    return subprocess.run(command, env=environment(settings), capture_output=True, text=True, timeout=START_S)


def init(data_dir: Path, *arguments: str) -> Path:
    """Make certificates and return the authority's."""
    done = run("tls", "init", "--data-dir", str(data_dir), *arguments)
    assert done.returncode == 0, done.stderr
    return data_dir / "tls" / "ca.pem"


@dataclass
class Server:
    """A server that is ready; `said` grows."""

    process: subprocess.Popen[str]
    base: str
    key: str
    said: list[str] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    @property
    def port(self) -> int:
        return int(self.base.rpartition(":")[2])

    def hang_up(self, answer: str) -> None:
        """Send SIGHUP and wait until the log has a line with `answer`."""
        before = len(self.said)
        self.process.send_signal(signal.SIGHUP)
        with self.changed:
            assert self.changed.wait_for(lambda: any(answer in line for line in self.said[before:]), 10), self.said


@contextmanager
def serving(data_dir: Path, *arguments: str, ends: int = 0, **settings: str) -> Iterator[Server]:
    command = [COMMAND, "serve", "--port", "0", "--no-demo", "--data-dir", str(data_dir), *arguments]
    process = subprocess.Popen(
        command,
        env={**environment(settings), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    server = Server(process, "", "")
    reader = threading.Thread(target=_listen, args=(server,), daemon=True)
    reader.start()
    try:
        with server.changed:
            assert server.changed.wait_for(lambda: server.base or process.poll() is not None, START_S), server.said
        assert server.base, server.said
        yield server
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == ends, server.said
    finally:
        process.kill()
        process.wait(timeout=10)
        reader.join(timeout=10)


def _listen(server: Server) -> None:
    assert server.process.stdout is not None
    for line in server.process.stdout:
        with server.changed:
            server.said.append(line)
            if found := re.search(r"keep it: (\S+)", line):
                server.key = found[1]
            if found := re.search(r"Ready at (\S+)", line):
                server.base = found[1]
            server.changed.notify_all()
    with server.changed:
        server.changed.notify_all()
