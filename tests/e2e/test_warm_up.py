"""`avala-edge warm-up` against a real server process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from avala_edge.bench.many_photos import many_photos
from avala_edge.client import Client
from tests.api.photos import photo
from tests.e2e.conftest import Server, start, stop

COMMAND = [str(Path(sys.executable).parent / "avala-edge"), "warm-up"]
UNKNOWN = "sha256:" + "0" * 64


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose jobs nobody else makes."""
    running = start(tmp_path_factory.mktemp("data"))
    yield running
    assert stop(running) == 0


def environment(key: str) -> dict[str, str]:
    return {**os.environ, "AVALA_EDGE_KEY": key}


def run(own: Server, *arguments: str, key: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, "--server", own.base, *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        env=environment(own.key if key is None else key),
        stdin=subprocess.DEVNULL,
    )


def upload(own: Server, count: int) -> list[str]:
    with Client(own.base, own.key) as client:
        return [client.images.add(photo(shift=n)).uid for n in range(count)]


def test_it_says_what_it_did(own: Server) -> None:
    uids = upload(own, 2)
    first = run(own, *uids)
    assert (first.returncode, first.stderr.count("Traceback")) == (0, 0), first.stderr
    assert "completed: 2 encoded, 0 warm already, 0 failed, of 2" in first.stdout
    mixed = run(own, uids[0], UNKNOWN)
    assert mixed.returncode == 1
    assert "0 encoded, 1 warm already, 1 failed, of 2" in mixed.stdout
    assert f"{UNKNOWN}: no image has this uid" in mixed.stderr
    assert run(own, "--all").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "key", "word"),
    [
        ((), None, "--all"),
        (("--all", UNKNOWN), None, "--all"),
        (("--all",), "", "AVALA_EDGE_KEY"),
        (("--all",), "avk_wrong", "Invalid API key"),
        (("sha256:x",), None, "images.0"),
        (("--all", "--server", "http://127.0.0.1:9"), None, "--server"),
        (("--all", "--server", "nonsense"), None, "--server"),
    ],
)
def test_what_cannot_begin_ends_with_2(own: Server, arguments: tuple[str, ...], key: str | None, word: str) -> None:
    done = run(own, *arguments, key=key)
    assert done.returncode == 2, done.stderr
    assert word in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_ctrl_c_cancels_the_job(own: Server) -> None:
    count = 240  # all different, and more than are done before the signal arrives, however busy the machine
    with Client(own.base, own.key) as client:
        uids = [client.images.add(jpeg).uid for jpeg in many_photos(count)]
    assert len(set(uids)) == count
    process = subprocess.Popen(
        [*COMMAND, "--server", own.base, *uids],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(own.key),
        start_new_session=True,
    )
    with Client(own.base, own.key) as client:
        while not (jobs := list(client.jobs.list(status="running"))):
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        said, complaints = process.communicate(timeout=30)
        assert process.returncode == 1, complaints
        assert "cancelled" in said
        (job,) = jobs
        after = client.jobs.get(job.uid)
        assert after.status == "cancelled"
        assert after.progress.done < count


def test_a_server_that_stops_is_said(tmp_path: Path) -> None:
    short = start(tmp_path)
    uids = upload(short, 60)
    process = subprocess.Popen(
        [*COMMAND, "--server", short.base, *uids],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(short.key),
    )
    with Client(short.base, short.key) as client:
        while not list(client.jobs.list(status="running")):
            assert process.poll() is None
    assert stop(short) == 0
    _, complaints = process.communicate(timeout=60)
    assert process.returncode == 1, complaints
    assert "does not tell about job_" in complaints
    assert "Traceback" not in complaints
