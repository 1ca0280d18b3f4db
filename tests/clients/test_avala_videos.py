"""The unmodified `avala` client and a real video: its sequence, its frames, the health of its dataset."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from avala import Client
from avala.errors import NotFoundError

from avala_edge.imaging import ImageLimits, decode
from tests.api.calls import EDGE
from tests.films import film, frame_number
from tests.tls.process import Server, run, serving

FRAMES = 12


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with serving(tmp_path / "data", AVALA_EDGE_IMPORT_ROOTS=str(tmp_path)) as server:
        monkeypatch.setenv("AVALA_API_KEY", server.key)
        monkeypatch.setenv("AVALA_BASE_URL", f"{server.base}/api/v1")
        monkeypatch.setenv("AVALA_ALLOW_INSECURE_BASE_URL", "1")
        yield server


def test_sequences_and_frames(served: Server, tmp_path: Path) -> None:
    (tmp_path / "clips").mkdir()
    film(tmp_path / "clips" / "a.mp4", frames=FRAMES)
    with Client() as client:
        dataset = client.datasets.create(name="Clips", slug="clips", data_type="video")
        assert client.datasets.list_sequences("local", "clips").items == []
        words = ["import", str(tmp_path / "clips"), "--dataset", dataset.uid, "--server", served.base]
        done = run(*words, AVALA_EDGE_KEY=served.key)
        assert done.returncode == 0, done.stderr
        for _ in range(600):
            [found] = client.datasets.list_sequences("local", "clips").items
            if found.status == "ready":
                break
            time.sleep(0.1)
        assert (found.key, found.status, found.number_of_frames) == ("a.mp4", "ready", FRAMES)
        assert found.featured_image
        assert httpx.get(found.featured_image).headers["Content-Type"] == "image/jpeg"
        whole = client.datasets.get_sequence("local", "clips", found.uid)
        assert len(whole.frames or []) == FRAMES
        for index in (0, 7, FRAMES - 1):
            frame = client.datasets.get_frame("local", "clips", found.uid, index)
            assert frame.frame_index == index
            assert frame.images
            picture = httpx.get(str(frame.images[0].image_url)).content
            assert frame_number(decode(picture, ImageLimits())) == index
        with pytest.raises((NotFoundError, IndexError, ValueError)):
            client.datasets.get_frame("local", "clips", found.uid, FRAMES)
        health = client.datasets.get_health("local", "clips")
        assert (health.is_sequence, health.sequence_count, health.total_frames) == (True, 1, FRAMES)
        assert [(each.uid, each.status, each.frame_count) for each in health.sequences] == [
            (found.uid, "ready", FRAMES)
        ]
        assert health.ingest_ok
        items = client.datasets.list_items("local", "clips").items
        assert {each.related_sequence_uid for each in items} == {found.uid}
    with httpx.Client(base_url=served.base, headers={"X-Avala-Api-Key": served.key}) as http:
        assert http.get(f"{EDGE}/sequences/{found.uid}/").json()["status"] == "ready"
