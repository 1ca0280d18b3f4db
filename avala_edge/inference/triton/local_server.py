"""A Triton server on this machine's CPU, as it ships inside the `nvidia-pytriton` wheel, for development and tests."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from avala_edge.errors import ModelUnavailable

STOP_S = 15.0


@dataclass(frozen=True)
class Ports:
    """Where it listens, on loopback."""

    grpc: int
    http: int
    metrics: int


def serve(repository: Path, ports: Ports) -> int:
    """Run a server until it ends or Ctrl-C ends it; returns its exit code. Blocks.

    Raises:
        ModelUnavailable: the wheel is not installed here.
    """
    wheel = _wheel()
    with tempfile.TemporaryDirectory(prefix="avala-edge-triton-") as folder:
        command = _command(wheel, _backends(wheel, Path(folder)), repository, ports)
        process = subprocess.Popen(command)
        with _passed_on(process):
            return process.wait()


def _wheel() -> Path:
    found = find_spec("pytriton")
    if found is None or found.origin is None:
        raise ModelUnavailable("no Triton server is installed here: pip install --no-deps nvidia-pytriton==0.7.0")
    folder = Path(found.origin).parent
    if not (folder / "tritonserver" / "bin" / "tritonserver").is_file():
        raise ModelUnavailable("the installed nvidia-pytriton holds no server for this machine")
    return folder


def _backends(wheel: Path, folder: Path) -> Path:
    """Lay the Python backend out as Triton wants it, with the stub for this Python beside it."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    stub = wheel / "tritonserver" / "python_backend_stubs" / version / "triton_python_backend_stub"
    if not stub.is_file():
        raise ModelUnavailable(f"the installed nvidia-pytriton runs no models in Python {version}")
    shutil.copytree(wheel / "tritonserver" / "backends", folder / "backends")
    shutil.copy(stub, folder / "backends" / "python")
    return folder / "backends"


def _command(wheel: Path, backends: Path, repository: Path, ports: Ports) -> list[str]:
    # By env(1): the models run in the Python that PATH finds, and the server finds its own libraries.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.defpath}"
    host = "127.0.0.1"
    return [
        *("/usr/bin/env", f"PATH={path}", f"LD_LIBRARY_PATH={wheel.parent / 'nvidia_pytriton.libs'}"),
        *(str(wheel / "tritonserver" / "bin" / "tritonserver"), "--model-repository", str(repository)),
        *("--backend-directory", str(backends), "--disable-auto-complete-config"),
        *("--grpc-address", host, "--grpc-port", str(ports.grpc)),
        *("--http-address", host, "--http-port", str(ports.http)),
        *("--metrics-address", host, "--metrics-port", str(ports.metrics)),
        *("--rate-limit", "execution_count", "--exit-timeout-secs", "5", "--log-info", "false"),
    ]


@contextlib.contextmanager
def _passed_on(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Let a signal that ends us end the server, which must not outlive us."""

    def pass_on(number: int, frame: object) -> None:
        process.send_signal(signal.SIGINT)  # how Triton ends in good order

    before = {number: signal.signal(number, pass_on) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        try:
            process.wait(timeout=STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
