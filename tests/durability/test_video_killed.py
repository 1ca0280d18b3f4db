"""A video that is taken apart, and objects that are carried through it, outlive what kills the server."""

from __future__ import annotations

import signal
import time
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest

from tests.api.calls import EDGE
from tests.cat_film import cat_film, centre
from tests.tls.process import Server, run, serving

FRAMES = 40


class Desk:
    """Calls on a running server; fails when they are refused."""

    def __init__(self, server: Server, key: str) -> None:
        self._http = httpx.Client(base_url=server.base, headers={"X-Avala-Api-Key": key}, timeout=60)

    def ask(self, method: str, path: str, **body: Any) -> Any:
        answer = self._http.request(method, f"{EDGE}/{path}", json=body or None)
        assert answer.status_code < 300, answer.text
        return answer.json()

    def wait(self, job: str, least: int) -> dict[str, Any]:
        """Wait until so many items of a job are through, or all."""
        for _ in range(3000):
            found: dict[str, Any] = self.ask("GET", f"jobs/{job}/")
            progress = found["progress"]
            through = progress["done"] + progress["failed"] + progress["skipped"]
            if through >= least or found["finished_at"] is not None:
                return found
            time.sleep(0.02)
        raise AssertionError(found)


def kill(server: Server) -> None:
    server.process.send_signal(signal.SIGKILL)
    server.process.wait(timeout=10)


def face(number: int) -> dict[str, Any]:
    x, y = centre(number)
    angles = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    ring = [[x + 46 * float(np.cos(a)), y + 52 * float(np.sin(a))] for a in angles]
    return {"polygons": [{"exterior": ring}]}


@pytest.mark.timeout(900)
def test_killed_while_frames_come_and_while_an_object_is_carried(tmp_path: Path, given_url: str) -> None:
    (tmp_path / "clips").mkdir()
    cat_film(tmp_path / "clips" / "cat.mp4", frames=FRAMES)
    data = tmp_path / "data"
    settings = {"AVALA_EDGE_IMPORT_ROOTS": str(tmp_path), "AVALA_EDGE_DATABASE_URL": given_url}
    with serving(data, ends=-signal.SIGKILL, **settings) as server:
        key, desk = server.key, Desk(server, server.key)
        dataset = httpx.post(
            f"{server.base}/api/v1/datasets/",
            json={"name": "Clips", "slug": "clips", "data_type": "video"},
            headers={"X-Avala-Api-Key": key},
        ).json()["uid"]
        done = run("import", str(tmp_path / "clips"), "--dataset", dataset, "--server", server.base, AVALA_EDGE_KEY=key)
        assert done.returncode == 0, done.stdout + done.stderr
        [order] = desk.ask("GET", "jobs/?kind=video_frames")["results"]
        kill(server)
    with serving(data, ends=-signal.SIGKILL, **settings) as server:
        desk = Desk(server, key)
        assert desk.wait(order["uid"], 20)["status"] == "completed"
        [sequence] = desk.ask("GET", f"datasets/{dataset}/sequences/")["results"]
        assert (sequence["status"], sequence["number_of_frames"]) == ("ready", FRAMES)
        frames = desk.ask("GET", f"sequences/{sequence['uid']}/frames/")["frames"]
        assert [each["index"] for each in frames] == list(range(FRAMES))
        labels = [{"name": "cat"}]
        project = desk.ask("POST", "projects/", name="Cats", datasets=[dataset], labels=labels)["uid"]
        drawn = desk.ask(
            "POST",
            f"items/{frames[0]['item']}/annotations/",
            project=project,
            type="polygon",
            geometry=face(0),
            label="cat",
        )
        job = desk.ask("POST", f"sequences/{sequence['uid']}/propagate/", annotation=drawn["uid"])["uid"]
        desk.wait(job, 8)
        kill(server)
    for least in (20, FRAMES):
        ends = -signal.SIGKILL if least < FRAMES else 0
        with serving(data, ends=ends, **settings) as server:
            desk = Desk(server, key)
            found = desk.wait(job, least)
            if least < FRAMES:
                kill(server)
                continue
            assert found["status"] == "completed"
            assert found["progress"] == {"total": FRAMES - 1, "done": FRAMES - 1, "failed": 0, "skipped": 0}, found
            answer = desk.ask("GET", f"sequences/{sequence['uid']}/tracks/?project={project}")
            [track] = answer["tracks"]
            assert [point["frame"] for point in track["points"]] == list(range(FRAMES))  # each once
            last = desk.ask("GET", f"annotations/{track['points'][-1]['annotation']}/")
            xs = [x for x, _ in last["geometry"]["polygons"][0]["exterior"]]
            assert abs((min(xs) + max(xs)) / 2 - centre(FRAMES - 1)[0]) < 10  # it is still the face
            assert found["summary"]["drafts"] == FRAMES - 1
