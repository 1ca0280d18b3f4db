"""Objects carried by the memory of a SAM 2 that was imported and activated, as jobs over HTTP."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from avala_edge.assembly import Site
from avala_edge.config import Config
from avala_edge.formats.records import Photo, Shape, mask_of
from avala_edge.video.following import Following
from tests.api.calls import Client, said
from tests.api.streams import ended
from tests.api.test_videos import bring, frames_of, sequences_of
from tests.coloured_film import BLUE, NAME, RADIUS, RED, SIZE, Disc, disc, let_colours_serve, picture
from tests.films import film

FRAMES = 14


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("colours")
    let_colours_serve(folder / "data", folder)
    return folder / "data" / "models"


@pytest.fixture
def config(config: Config, models: Path, tmp_path: Path) -> Config:
    config.data_dir.mkdir(parents=True, exist_ok=True)
    (config.data_dir / "models").symlink_to(models)
    (tmp_path / "clips").mkdir()
    return replace(config, import_roots=(tmp_path / "clips",))


def red_at(number: int) -> tuple[float, float]:
    return 60.0 + 22 * number, 90.0  # from frame 14 on it is outside


def blue_at(number: int) -> tuple[float, float]:
    return 160.0, 190.0 - 2 * number


def discs(number: int) -> list[Disc]:
    return [(red_at(number), RED), *([(blue_at(number), BLUE)] if number < 8 else [])]  # which somebody takes away


class Reel:
    """A project with the film, and what people do with it."""

    def __init__(self, client: Client, project: str, sequence: str, frames: list[dict[str, Any]]) -> None:
        self.client, self.project, self.sequence, self.frames = client, project, sequence, frames

    async def draw(self, place: tuple[float, float], frame: int = 0) -> dict[str, Any]:
        x, y = place
        angles = np.linspace(0, 2 * np.pi, 60, endpoint=False)
        ring = [[max(0.0, x + RADIUS * float(np.cos(a))), y + RADIUS * float(np.sin(a))] for a in angles]
        body = {
            "project": self.project,
            "type": "polygon",
            "geometry": {"polygons": [{"exterior": ring}]},
            "label": "disc",
        }
        return await said(self.client, "POST", f"items/{self.frames[frame]['item']}/annotations/", 201, json=body)

    async def propagate(self, **body: Any) -> dict[str, Any]:
        job = await said(self.client, "POST", f"sequences/{self.sequence}/propagate/", 202, json=body)
        return await ended(self.client, job["uid"])

    async def shapes(self, key: dict[str, Any]) -> dict[int, dict[str, Any]]:
        """Return what was drawn of the track that a key frame is of, by frame."""
        answer = await said(self.client, "GET", f"sequences/{self.sequence}/tracks/?project={self.project}", 200)
        for track in answer["tracks"]:
            if any(point["annotation"] == key["uid"] for point in track["points"]):
                return {
                    point["frame"]: await said(self.client, "GET", f"annotations/{point['annotation']}/", 200)
                    for point in track["points"]
                }
        raise AssertionError(answer)


def iou(drawn: dict[str, Any], place: tuple[float, float]) -> float:
    mask = mask_of(Shape(drawn["type"], drawn["geometry"]), Photo("", *SIZE)) != 0
    truth = disc(*place) != 0
    return float((mask & truth).sum() / (mask | truth).sum())


@pytest.fixture
async def reel(client: Client, site: Site, tmp_path: Path) -> Reel:
    film(
        tmp_path / "clips" / "discs.mp4",
        frames=FRAMES,
        size=SIZE,
        draw=lambda number, _: picture(*discs(number)),
        pix_fmt="yuv444p",
        options={"crf": "8"},
    )
    dataset = (await site.datasets.create(site.keys.first(), name="Discs", data_type="video")).uid
    await bring(client, dataset)
    [found] = await sequences_of(client, dataset)
    body = {"name": "Discs", "datasets": [dataset], "labels": [{"name": "disc"}]}
    project = await said(client, "POST", "projects/", 201, json=body)
    return Reel(client, project["uid"], found["uid"], await frames_of(client, found["uid"]))


async def test_an_object_is_carried_by_the_memory_of_it(reel: Reel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Following, "__init__", lambda *_, **__: pytest.fail("motion was asked"))
    key = await reel.draw(red_at(0))
    job = await reel.propagate(annotation=key["uid"], to_frame=9)
    assert (job["status"], job["summary"]["drafts"], job["summary"].get("weak", 0)) == ("completed", 9, 0), job
    shapes = await reel.shapes(key)
    assert sorted(shapes) == list(range(10))
    for frame in range(1, 10):
        made = shapes[frame]
        assert (made["source"], made["model"], made["label"]) == ("propagated", NAME, "disc")
        assert made["confidence"] > 0.9
        assert iou(made, red_at(frame)) > 0.9, frame


async def test_two_objects_of_which_one_leaves_and_one_is_taken_away(reel: Reel) -> None:
    red, blue = await reel.draw(red_at(0)), await reel.draw(blue_at(0))
    job = await reel.propagate(annotations=[red["uid"], blue["uid"]])
    of_red, of_blue = await reel.shapes(red), await reel.shapes(blue)
    assert min(iou(of_blue[frame], blue_at(frame)) for frame in range(1, 8)) > 0.85
    assert max(of_blue) in (7, 9)  # what is doubted has no shape, or the last place of one
    ends = {name.split(":")[0]: int(name.split(":")[2]) for name in job["summary"] if name.count(":") == 2}
    assert ends["lost"] == 10
    assert ends.get("gone", 13) in (12, 13)
    assert max(of_red) >= 11
    assert job["summary"]["weak"] == 2


async def test_backwards_from_a_later_key_frame(reel: Reel) -> None:
    key = await reel.draw(red_at(6), 6)
    job = await reel.propagate(annotation=key["uid"], direction="backward")
    shapes = await reel.shapes(key)
    assert (job["summary"]["drafts"], sorted(shapes)) == (6, list(range(7)))
    assert min(iou(shapes[frame], red_at(frame)) for frame in range(6)) > 0.9
