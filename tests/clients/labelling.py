"""A site whose project a real detector can label: photos, labels, and an installed YOLOv8 that always says the same."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from avala_edge.assembly import open_site
from avala_edge.config import Config
from avala_edge.models.detectors import DetectorManifest, Library
from avala_edge.models.detectors.families import Yolov8
from avala_edge.models.detectors.inputs import DetectorInputs, Letterbox, Preparation
from avala_edge.store import LabelSpec, NewAnnotation, NewItem
from tests.api.conftest import EDGE
from tests.api.photos import photo
from tests.tls.process import Server
from tests.unit.detectors.graphs import write_constant

# columns of YOLOv8: centre x, y, width, height, scores of cat and dog; in pixels of a 64 x 64 rectangle
TWO_CATS_AND_A_DOG = np.array(
    [[16, 48, 32], [20, 20, 46], [20, 16, 20], [20, 20, 20], [0.9, 0.1, 0.7], [0.1, 0.8, 0.1]], np.float32
)[None]
BOX = {"x": 1.0, "y": 2.0, "width": 30.0, "height": 40.0}


@dataclass(frozen=True)
class Site:
    """What is on it."""

    data_dir: Path
    key: str
    annotator: str
    project: str
    labelled: str
    items: tuple[str, ...]
    images: tuple[str, ...]


def install_detector(data_dir: Path, scratch: Path, name: str = "cats-and-dogs") -> None:
    """Install a real ONNX model: two cats (0.9, 0.7) and a dog (0.8) on every photo."""
    source = write_constant(scratch / f"{name}.onnx", {"output0": TWO_CATS_AND_A_DOG})
    with Library(data_dir).staged() as staged:
        staged.install(
            DetectorManifest(
                name=name,
                file=staged.take(source, "model.onnx"),
                inputs=DetectorInputs(picture="images"),
                preparation=Preparation(fit=Letterbox(height=64, width=64, placement="centre", pad=114)),
                reading=Yolov8(output="output0"),
                labels=("cat", "dog"),
                score_threshold=0.25,
            )
        )


def make_site(data_dir: Path, items: int, database_url: str = "") -> Site:
    """Fill a site with `items` photos, the first of which somebody has labelled."""
    return asyncio.run(_make(data_dir, items, database_url))


async def _make(data_dir: Path, items: int, database_url: str) -> Site:
    config = Config(data_dir=data_dir, database_url=database_url, demo=False, threads=1, engine="onnxruntime-fp32")
    async with open_site(config) as site:
        _, key = await site.keys.create("lead")
        _, annotator = await site.keys.create("anna", role="annotator")
        boss = site.keys.first()
        dataset = await site.datasets.create(boss, name="Pets", slug="pets")
        images = [(await site.intake.add(photo(shift=number)))[0].uid for number in range(items)]
        new = [NewItem(image, f"{number:05}.png") for number, image in enumerate(images)]
        added = await site.items.add(boss, dataset.uid, new)
        labels = [LabelSpec("cat"), LabelSpec("dog"), LabelSpec("bird")]
        project = await site.projects.create(boss, name="Pets", dataset_uids=[dataset.uid], labels=labels)
        drawn = NewAnnotation("bounding_box", BOX, label="bird")
        await site.annotations.add(boss, added[0][0].uid, project.uid, [drawn])
    uids = tuple(item.uid for item, _ in added)
    return Site(data_dir, key, annotator, project.uid, uids[0], uids[1:], tuple(images[1:]))


class Edge:
    """What the official client has no call for."""

    def __init__(self, server: Server, site: Site) -> None:
        self.site = site
        self.http = httpx.Client(base_url=server.base, headers={"X-Avala-Api-Key": site.key}, timeout=60)

    def order(self, status: int = 202, **body: Any) -> dict[str, Any]:
        answer = self.http.post(f"/api/v1/projects/{self.site.project}/auto-label/", json=body)
        assert answer.status_code == status, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def drafts(self, item: str) -> list[dict[str, Any]]:
        answer = self.http.get(f"{EDGE}/items/{item}/annotations/", params={"limit": 1000})
        rows: list[dict[str, Any]] = answer.json()["results"]
        return rows

    def job(self, uid: str) -> dict[str, Any]:
        found: dict[str, Any] = self.http.get(f"{EDGE}/jobs/{uid}/").json()
        return found
