"""A real server process on a free port, and a real browser in front of it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from avala_edge.client import Client
from avala_edge.inference import REFERENCE

from .desk import Desk, lay

ARTIFACTS = Path(__file__).parents[2] / "artifacts"


@dataclass(frozen=True)
class Server:
    """What the start-up message said."""

    base: str
    sign_in: str
    key: str
    process: subprocess.Popen[str]


def start(data_dir: Path, engine: str = REFERENCE, port: int = 0) -> Server:
    """Start one, as a rule without measuring engines for half a minute."""
    command = [
        str(Path(sys.executable).parent / "avala-edge"),
        "serve",
        "--port",
        str(port),
        "--data-dir",
        str(data_dir),
    ]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "AVALA_EDGE_ENGINE": engine}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment)
    said = ""
    assert process.stdout is not None
    for line in process.stdout:
        said += line
        if line.startswith("Ready at "):
            break
    found = re.search(r"sign in: (\S+)", said)
    assert found, said
    key = re.search(r"avk_\S+", said)
    return Server(found[1].split("/?")[0], found[1], key[0] if key else "", process)


def stop(server: Server) -> int:
    server.process.send_signal(signal.SIGTERM)
    return server.process.wait(timeout=20)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = start(tmp_path_factory.mktemp("data"), engine="auto")
    yield running
    assert stop(running) == 0


@pytest.fixture
def desk(server: Server) -> Iterator[Desk]:
    """A project of one's own over the demo photos."""
    with Client(server.base, server.key) as client:
        yield lay(server, client)


@pytest.fixture
def page(server: Server) -> Iterator[Page]:
    """A page whose console errors and requests to elsewhere fail the test."""
    ARTIFACTS.mkdir(exist_ok=True)
    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=flags)
        page = browser.new_page(viewport={"width": 1280, "height": 760})
        page.set_default_timeout(20_000)
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on(
            "request", lambda r: None if r.url.startswith((server.base, "blob:", "data:")) else problems.append(r.url)
        )
        yield page
        browser.close()
    assert problems == []
