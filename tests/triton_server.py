"""A real Triton server on this machine's CPU, as it ships inside the `nvidia-pytriton` wheel, with the Python backend.

Its models get tensors by DLPack: `as_numpy` of that backend, built for NumPy 1, gives NumPy 2 the first number only.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.request import urlopen

START_S = 120.0


@dataclass(frozen=True)
class Triton:
    """A server that is ready."""

    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def _wheel() -> Path:
    found = find_spec("pytriton")
    assert found is not None, "pip install --no-deps nvidia-pytriton==0.7.0"
    assert found.origin is not None
    return Path(found.origin).parent


def _backends(folder: Path) -> Path:
    """Lay the backend out as Triton wants it, with the stub for this Python beside it."""
    server = _wheel() / "tritonserver"
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    shutil.copytree(server / "backends", folder)
    shutil.copy(server / "python_backend_stubs" / version / "triton_python_backend_stub", folder / "python")
    return folder


@contextlib.contextmanager
def serving_triton(folder: Path, models: Mapping[str, tuple[str, str]]) -> Iterator[Triton]:
    """Run one with models: name → (config.pbtxt, model.py)."""
    for name, (config, code) in models.items():
        (folder / "models" / name / "1").mkdir(parents=True)
        (folder / "models" / name / "config.pbtxt").write_text(config)
        (folder / "models" / name / "1" / "model.py").write_text(code)
    backends = _backends(folder / "backends")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    libraries = _wheel().parent / "nvidia_pytriton.libs"
    command = [
        *(str(_wheel() / "tritonserver" / "bin" / "tritonserver"), "--model-repository", str(folder / "models")),
        *("--backend-directory", str(backends), "--http-address", "127.0.0.1", "--http-port", str(port)),
        *("--allow-grpc", "false", "--allow-metrics", "false", "--exit-timeout-secs", "5"),
    ]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            env={**os.environ, "PATH": path, "LD_LIBRARY_PATH": str(libraries)},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait(process, port, log)
            yield Triton(port)
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(timeout=10)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    ends = time.monotonic() + START_S
    while time.monotonic() < ends:
        assert process.poll() is None, log.read_text(errors="replace")[-3000:]
        with contextlib.suppress(OSError), urlopen(f"http://127.0.0.1:{port}/v2/health/ready", timeout=5) as answer:
            if answer.status == 200:
                return
        time.sleep(0.2)
    raise AssertionError(log.read_text(errors="replace")[-3000:])
