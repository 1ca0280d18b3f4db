"""Our own client: large files over lines that break, servers that die and clients that are killed."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from avala_edge.client import EdgeError, ImageRefused, InvalidInput, Unreachable
from tests.api.photos import photo
from tests.clients.breaking_line import breaking_line
from tests.clients.conftest import Stage
from tests.clients.driven import driven
from tests.tls.process import serving

PART = 16_384
UPLOADER = """
import sys, time
from avala_edge.client import Client
def say(there, length):
    print(there, flush=True)
    time.sleep(0.05)
base, key, ca, dataset, path, notes = sys.argv[1:]
with Client(base, key, ca=ca or None) as client:
    client.uploads.send(path, dataset=dataset, progress=say, part_bytes=16384, notes=notes)
"""


@pytest.fixture
def large(tmp_path: Path, kind: str) -> Path:
    """A photo of eight parts, another one for each kind of client."""
    path = tmp_path / f"{kind}.bmp"
    path.write_bytes(photo("BMP", shift={"blocking": 11, "awaited": 12}[kind]))
    assert 7 * PART < path.stat().st_size < 8 * PART
    return path


def send(client: Any, path: Path, dataset: str, **named: object) -> tuple[Any, list[int]]:
    """The item, and the offsets that were told."""
    told: list[int] = []
    item = client.uploads.send(
        path,
        dataset=dataset,
        part_bytes=PART,
        notes=path.parent / "notes",
        progress=lambda there, _: told.append(there),
        **named,
    )
    return item, told


def test_a_file(edge: Any, edge_stage: Stage, kind: str, large: Path) -> None:
    length = large.stat().st_size
    key = f"{edge_stage.server.port}/{kind}.bmp"
    item, told = send(edge, large, edge_stage.dataset, key=key, metadata={"camera": "links"})
    assert told == [*range(0, length, PART), length]
    assert (item.key, item.metadata["camera"], item.image.bytes) == (key, "links", length)
    assert edge.images.content(item.image.uid) == large.read_bytes()
    assert list((large.parent / "notes").iterdir()) == []
    again, _ = send(edge, large, edge_stage.dataset, key=key, metadata={"camera": "links"})
    assert again.uid == item.uid


def test_what_is_refused(edge: Any, edge_stage: Stage, kind: str, large: Path) -> None:
    (large.parent / "words.png").write_text("no photo at all")
    for _ in range(2):  # nothing of the first time is in the way of the second
        with pytest.raises(InvalidInput, match="text") as refused:
            send(edge, large.parent / "words.png", edge_stage.dataset)
        assert not isinstance(refused.value, ImageRefused)
    with pytest.raises(InvalidInput, match="cannot be read"):
        send(edge, large.parent / "absent.png", edge_stage.dataset)
    (large.parent / "empty.png").write_bytes(b"")
    with pytest.raises(InvalidInput, match="empty"):
        send(edge, large.parent / "empty.png", edge_stage.dataset)
    with pytest.raises(InvalidInput, match="has changed"):
        edge.uploads.send(
            large,
            dataset=edge_stage.dataset,
            part_bytes=PART,
            notes=large.parent / "notes",
            progress=lambda *_: large.write_bytes(b"other"),
        )
    (large.parent / "file").write_text("")
    with pytest.raises(EdgeError, match="cannot be written"):
        edge.uploads.send(large.parent / "words.png", dataset=edge_stage.dataset, notes=large.parent / "file" / "notes")


def test_a_client_that_is_killed(edge_stage: Stage, kind: str, large: Path) -> None:
    notes = large.parent / "notes"
    stage = (edge_stage.server.base, edge_stage.key, str(edge_stage.authority or ""), edge_stage.dataset)
    first = subprocess.Popen(
        [sys.executable, "-c", UPLOADER, *stage, str(large), str(notes)], stdout=subprocess.PIPE, text=True
    )
    assert first.stdout is not None
    acknowledged = next(int(line) for line in first.stdout if int(line) >= 3 * PART)
    first.kill()
    assert first.wait(10) == -signal.SIGKILL
    first.stdout.close()
    assert len(list(notes.iterdir())) == 1
    with driven(kind, stage[0], edge_stage.key, ca=edge_stage.authority) as client:
        item, told = send(client, large, edge_stage.dataset)
        assert told[0] >= acknowledged
        assert client.images.content(item.image.uid) == large.read_bytes()
    assert list(notes.iterdir()) == []


def test_a_note_that_leads_nowhere(edge: Any, edge_stage: Stage, kind: str, large: Path) -> None:
    key = f"{kind}-again.bmp"
    with pytest.raises(KeyboardInterrupt):
        edge.uploads.send(
            large,
            dataset=edge_stage.dataset,
            key=key,
            notes=large.parent / "notes",
            progress=_stop,
        )
    (note,) = (large.parent / "notes").iterdir()
    for text in (json.dumps({"upload": "0" * 32}), json.dumps({"upload": "../jobs"}), "damaged", "[]"):
        note.write_text(text)
        item, told = send(edge, large, edge_stage.dataset, key=key)
        assert (told[0], item.key) == (0, key)


def _stop(there: int, length: int) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("edge_stage", ["http"], indirect=True)
def test_a_line_that_breaks(edge_stage: Stage, kind: str, large: Path) -> None:
    with (
        breaking_line(edge_stage.server.port, 3, up=40_000) as line,
        driven(kind, line.base, edge_stage.key, timeout_s=20) as client,
    ):
        item, told = send(client, large, edge_stage.dataset, key=f"{kind}-broken.bmp")
        assert line.broken == 3
        assert told == sorted(told)
        assert client.images.content(item.image.uid) == large.read_bytes()


def test_a_server_that_dies(kind: str, large: Path, tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    with serving(data_dir, ends=-signal.SIGKILL) as server:
        port, key = server.port, server.key
        dataset = _dataset(server.base, key)
        told: list[int] = []

        def die(there: int, length: int) -> None:
            told.append(there)
            if there == 3 * PART:
                server.process.kill()
                server.process.wait()

        with driven(kind, server.base, key) as client, pytest.raises(Unreachable):
            client.uploads.send(large, dataset=dataset, part_bytes=PART, progress=die, notes=tmp_path / "notes")
    with serving(data_dir, "--port", str(port)) as server, driven(kind, server.base, key) as client:
        item, more = send(client, large, dataset)
        assert more[0] >= told[-1] == 3 * PART
        assert client.images.content(item.image.uid) == large.read_bytes()


def _dataset(base: str, key: str) -> str:
    answer = httpx.post(f"{base}/api/v1/datasets/", json={"name": "Bad lines"}, headers={"X-Avala-Api-Key": key})
    return str(answer.json()["uid"])
