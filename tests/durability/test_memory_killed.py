"""What carries an object by a model's memory is killed, and goes on from the key frame and the last shape."""

from __future__ import annotations

import signal
from pathlib import Path

import httpx
import numpy as np
import pytest

from tests.coloured_film import BLUE, NAME, RADIUS, RED, SIZE, Disc, let_colours_serve, picture
from tests.durability.test_video_killed import Desk, kill
from tests.films import film
from tests.tls.process import run, serving

FRAMES = 30


def red_at(number: int) -> tuple[float, float]:
    return 60.0 + 7 * number, 90.0


def discs(number: int) -> list[Disc]:
    return [(red_at(number), RED), ((250.0, 200.0), BLUE)]


@pytest.mark.timeout(600)
def test_killed_while_an_object_is_remembered(tmp_path: Path) -> None:
    (tmp_path / "clips").mkdir()
    draw = {"draw": lambda number, _: picture(*discs(number)), "pix_fmt": "yuv444p", "options": {"crf": "8"}}
    film(tmp_path / "clips" / "discs.mp4", frames=FRAMES, size=SIZE, **draw)
    data = tmp_path / "data"
    let_colours_serve(data, tmp_path)
    settings = {"AVALA_EDGE_IMPORT_ROOTS": str(tmp_path)}
    with serving(data, ends=-signal.SIGKILL, **settings) as server:
        key, desk = server.key, Desk(server, server.key)
        body = {"name": "Clips", "slug": "clips", "data_type": "video"}
        made = httpx.post(f"{server.base}/api/v1/datasets/", json=body, headers={"X-Avala-Api-Key": key})
        dataset = made.json()["uid"]
        done = run("import", str(tmp_path / "clips"), "--dataset", dataset, "--server", server.base, AVALA_EDGE_KEY=key)
        assert done.returncode == 0, done.stdout + done.stderr
        [order] = desk.ask("GET", "jobs/?kind=video_frames")["results"]
        assert desk.wait(order["uid"], FRAMES)["status"] == "completed"
        [sequence] = desk.ask("GET", f"datasets/{dataset}/sequences/")["results"]
        [first, *_] = desk.ask("GET", f"sequences/{sequence['uid']}/frames/")["frames"]
        project = desk.ask("POST", "projects/", name="Discs", datasets=[dataset], labels=[{"name": "disc"}])["uid"]
        angles, (x, y) = np.linspace(0, 2 * np.pi, 60, endpoint=False), red_at(0)
        ring = [[x + RADIUS * float(np.cos(a)), y + RADIUS * float(np.sin(a))] for a in angles]
        geometry = {"polygons": [{"exterior": ring}]}
        path = f"items/{first['item']}/annotations/"
        drawn = desk.ask("POST", path, project=project, type="polygon", geometry=geometry, label="disc")
        job = desk.ask("POST", f"sequences/{sequence['uid']}/propagate/", annotation=drawn["uid"])["uid"]
        desk.wait(job, 4)
        kill(server)
    with serving(data, **settings) as server:
        desk = Desk(server, key)
        found = desk.wait(job, FRAMES)
        assert found["progress"] == {"total": FRAMES - 1, "done": FRAMES - 1, "failed": 0, "skipped": 0}, found
        [track] = desk.ask("GET", f"sequences/{sequence['uid']}/tracks/?project={project}")["tracks"]
        assert [point["frame"] for point in track["points"]] == list(range(FRAMES))  # each once
        for frame in (3, 8, FRAMES - 1):
            shape = desk.ask("GET", f"annotations/{track['points'][frame]['annotation']}/")
            corners = np.array(shape["geometry"]["polygons"][0]["exterior"])
            middle = (corners.min(0) + corners.max(0)) / 2
            assert np.abs(middle - red_at(frame)).max() < 3
            assert shape["model"] == NAME
