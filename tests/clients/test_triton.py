"""A detector that a real Triton runs is a connected model: registered by the official client, asked by auto-label."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from avala import Client
from avala.errors import ValidationError

from tests.clients.labelling import Edge, Site, make_site
from tests.clients.test_avala_auto_label import poll
from tests.tls.process import Server, serving
from tests.triton_server import Triton, serving_triton

# A YOLOv8 of one thought: what is bright is a cat.
CONFIG = """
name: "bright"
backend: "python"
max_batch_size: 0
input [{ name: "images" data_type: TYPE_FP32 dims: [1, 3, 64, 64] }]
output [{ name: "output0" data_type: TYPE_FP32 dims: [1, 6, 3] }]
instance_group [{ kind: KIND_CPU }]
"""
CODE = """
import numpy as np
import triton_python_backend_utils as triton


class TritonPythonModel:
    def execute(self, requests):
        return [self._answer(np.from_dlpack(triton.get_input_tensor_by_name(each, "images"))) for each in requests]

    def _answer(self, images):
        rows, columns = np.nonzero(images[0].mean(0) > 0.5)
        found = np.zeros((1, 6, 3), np.float32)
        if len(rows):
            left, top, right, bottom = columns.min(), rows.min(), columns.max() + 1, rows.max() + 1
            found[0, :5, 0] = (left + right) / 2, (top + bottom) / 2, right - left, bottom - top, 0.9
        return triton.InferenceResponse([triton.Tensor.from_dlpack("output0", found)])
"""
DETECTOR = {
    "inputs": {"picture": "images"},
    "preparation": {"fit": {"how": "letterbox", "height": 64, "width": 64, "placement": "centre", "pad": 114}},
    "reading": {"family": "yolov8", "output": "output0"},
    "labels": ["cat", "dog"],
    "score_threshold": 0.25,
}


@pytest.fixture(scope="module")
def triton(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Triton]:
    with serving_triton(tmp_path_factory.mktemp("triton"), {"bright": (CONFIG, CODE)}) as server:
        yield server


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, triton: Triton) -> Iterator[tuple[Server, Site]]:
    site = make_site(tmp_path_factory.mktemp("labelled") / "data", 3)
    with serving(site.data_dir, AVALA_EDGE_PROVIDER_TARGETS=f"127.0.0.1:{triton.port}") as server:
        yield server, site


@pytest.fixture
def client(served: tuple[Server, Site], monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    monkeypatch.setenv("AVALA_ALLOW_INSECURE_BASE_URL", "1")
    with Client(api_key=served[1].key, base_url=f"{served[0].base}/api/v1") as opened:
        yield opened


def config(triton: Triton, **more: Any) -> dict[str, Any]:
    return {"endpoint_url": triton.url, "protocol": "kserve-v2", "model": "bright", "detector": DETECTOR, **more}


@pytest.mark.parametrize("more", [{}, {"binary": False}, {"model_version": "1"}])
def test_photos_are_labelled(
    triton: Triton, served: tuple[Server, Site], client: Client, more: dict[str, Any], tmp_path: Path
) -> None:
    server, site = served
    made = client.inference_providers.create(name="bright", provider_type="http", config=config(triton, **more))
    tried = client.inference_providers.test(made.uid)
    assert tried["success"], tried
    edge = Edge(server, site)
    job = client.auto_label_jobs.get(edge.order(model=made.uid, items=[site.items[0]])["uid"])
    assert poll(client, job).successful_items == 1
    (draft,) = [row for row in edge.drafts(site.items[0]) if row["source"] == "auto_label"]
    assert (draft["label"], draft["model"], draft["confidence"]) == ("cat", "bright", 0.9)
    box = draft["geometry"]
    disc = (71, 30, 101, 101)  # of the photo with shift 1
    assert [box[name] for name in ("x", "y", "width", "height")] == pytest.approx(disc, abs=5)
    match = {"If-Match": f'"{draft["version"]}"'}
    edge.http.delete(f"/api/edge/v1/annotations/{draft['uid']}/", headers=match).raise_for_status()
    edge.http.close()
    client.inference_providers.delete(made.uid)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"model": "absent"}, "404: Request for unknown model: 'absent'"),
        ({"model_version": "7"}, "version"),
        ({"detector": {**DETECTOR, "inputs": {"picture": "image"}}}, "The model has no input 'image'; it has images."),
        (
            {"detector": {**DETECTOR, "reading": {"family": "yolov8", "output": "out"}}},
            "The model has no output 'out'; it has output0.",
        ),
        ({"detector": {**DETECTOR, "labels": ["cat"]}}, "cannot be read"),
        (
            {"detector": {**DETECTOR, "inputs": {"picture": "images", "layout": "NHWC"}}},
            "unexpected shape for input 'images'",
        ),
    ],
)
def test_a_test_says_what_is_wrong(triton: Triton, client: Client, change: dict[str, Any], words: str) -> None:
    made = client.inference_providers.create(name="x", provider_type="http", config=config(triton, **change))
    tried = client.inference_providers.test(made.uid)
    assert (tried["success"], words in tried["message"]) == (False, True), tried
    client.inference_providers.delete(made.uid)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"model": ""}, "config.model"),
        ({"model": "a/../b"}, "config.model"),
        ({"model_version": "1/"}, "config.model_version"),
        ({"binary": "yes"}, "config.binary"),
        ({"detector": None}, "config.detector"),
        ({"detector": {**DETECTOR, "labels": []}}, "config.detector.labels"),
        ({"detector": {**DETECTOR, "reading": {"family": "yolov99"}}}, "config.detector.reading"),
    ],
)
def test_what_cannot_be_configured(triton: Triton, client: Client, change: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        client.inference_providers.create(name="x", provider_type="http", config=config(triton, **change))
    assert field in str(refused.value.body)
