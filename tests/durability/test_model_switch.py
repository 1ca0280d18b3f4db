"""A model that is activated while a server runs: it starts again with it, at the same address, nothing is lost."""

from __future__ import annotations

from pathlib import Path

import httpx
import numpy as np

from avala_edge.imaging import encode_png
from tests.tls.process import Server, run, serving
from tests.unit.promptables.pairs import DIALECTS, write_pair


def starts(server: Server) -> int:
    return sum("Ready at" in line for line in server.said)


def clicked(http: httpx.Client, image: str) -> str:
    answer = http.post("/api/edge/v1/segment/", json={"image": image, "points": [{"x": 60, "y": 40, "label": 1}]})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["model"]["name"])


def test_a_running_server_takes_up_the_model_that_is_activated(tmp_path: Path) -> None:
    data = tmp_path / "data"
    pair = write_pair(tmp_path / "toy", DIALECTS["sam2"])
    with serving(data) as server:
        with httpx.Client(base_url=server.base, headers={"X-Avala-Api-Key": server.key}, timeout=30) as http:
            png = encode_png(np.full((90, 120), 127, np.uint8))
            image = http.post("/api/edge/v1/images/", content=png, headers={"Content-Type": "image/png"}).json()["uid"]
            assert clicked(http, image) == "avala-mini"
            for words in (("import", str(pair), "--yes"), ("activate", "toy")):
                done = run("models", *words, "--data-dir", str(data))
                assert done.returncode == 0, done.stderr
        with server.changed:
            assert server.changed.wait_for(lambda: starts(server) == 2, 60), server.said
        with httpx.Client(base_url=server.base, headers={"X-Avala-Api-Key": server.key}, timeout=30) as http:
            assert clicked(http, image) == "toy"
            assert http.post("/api/edge/v1/models/avala-mini/activate/").status_code == 202
            with server.changed:
                assert server.changed.wait_for(lambda: starts(server) == 3, 60), server.said
            assert http.get("/readyz").json() == {"status": "ready"}
            assert clicked(http, image) == "avala-mini"
