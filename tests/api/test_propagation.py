"""Objects carried through a film: drafts of one track, corrections, what is kept, what is refused; tracks edited."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from avala_edge.api.schemas.sequences import TracksAnswer
from avala_edge.assembly import Site
from avala_edge.config import Config
from avala_edge.formats.records import Photo, Shape, mask_of
from tests.api.calls import Client, said
from tests.api.streams import ended
from tests.api.test_videos import bring, frames_of, sequences_of
from tests.cat_film import SIZE, cat_film, cat_mask, centre

LABELS = [{"name": "cat"}, {"name": "cup"}]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "clips").mkdir()
    return tmp_path / "clips"


@pytest.fixture
def config(config: Config, root: Path) -> Config:
    return replace(config, import_roots=(root,))


class Film:
    """A project with a film of the cat, and what people do with it."""

    def __init__(self, client: Client, project: str, sequence: str, frames: list[dict[str, Any]]) -> None:
        self.client, self.project, self.sequence, self.frames = client, project, sequence, frames

    async def draw(self, frame: int, *, shift: float = 0.0, **more: Any) -> dict[str, Any]:
        """Draw the cat's face by hand, as a polygon, and call it that."""
        x, y = centre(frame)
        angles = np.linspace(0, 2 * np.pi, 40, endpoint=False)
        ring = [[x + shift + 46 * float(np.cos(a)), y + 52 * float(np.sin(a))] for a in angles]
        body = {
            "project": self.project,
            "type": "polygon",
            "geometry": {"polygons": [{"exterior": ring}]},
            "label": "cat",
            **more,
        }
        return await said(self.client, "POST", f"items/{self.frames[frame]['item']}/annotations/", 201, json=body)

    async def propagate(self, **body: Any) -> dict[str, Any]:
        job = await said(self.client, "POST", f"sequences/{self.sequence}/propagate/", 202, json=body)
        return await ended(self.client, job["uid"])

    async def tracks(self) -> list[dict[str, Any]]:
        answer = await said(self.client, "GET", f"sequences/{self.sequence}/tracks/?project={self.project}", 200)
        TracksAnswer.model_validate(answer)
        tracks: list[dict[str, Any]] = answer["tracks"]
        return tracks

    async def points(self) -> dict[int, dict[str, Any]]:
        """Return the points of the only track, by frame."""
        [track] = await self.tracks()
        return {point["frame"]: point for point in track["points"]}

    async def iou(self, point: dict[str, Any]) -> float:
        drawn = await said(self.client, "GET", f"annotations/{point['annotation']}/", 200)
        mask = mask_of(Shape(drawn["type"], drawn["geometry"]), Photo("", *SIZE)) != 0
        truth = cat_mask(point["frame"])
        return float((mask & truth).sum() / (mask | truth).sum())


async def opened(client: Client, site: Site, root: Path, frames: int) -> Film:
    cat_film(root / "cat.mp4", frames=frames)
    dataset = (await site.datasets.create(site.keys.first(), name="Cats", data_type="video")).uid
    await bring(client, dataset)
    [found] = await sequences_of(client, dataset)
    project = await said(
        client, "POST", "projects/", 201, json={"name": "Cats", "datasets": [dataset], "labels": LABELS}
    )
    return Film(client, project["uid"], found["uid"], await frames_of(client, found["uid"]))


@pytest.fixture
async def film(client: Client, site: Site, root: Path) -> Film:
    return await opened(client, site, root, 16)


async def test_an_object_is_carried_to_the_end_as_drafts_of_one_track(film: Film) -> None:
    drawn = await film.draw(4)
    job = await film.propagate(annotation=drawn["uid"])
    assert (job["kind"], job["status"], job["progress"]["done"]) == ("propagation", "completed", 11), job
    assert job["summary"]["drafts"] == 11
    points = await film.points()
    assert sorted(points) == list(range(4, 16))
    assert points[4]["is_key"]
    assert (points[4]["source"], points[4]["state"]) == ("human", "accepted")
    for frame in range(5, 16):
        point = points[frame]
        assert (point["source"], point["state"], point["is_key"]) == ("propagated", "draft", False)
        assert 0 < point["confidence"] <= 1
        assert await film.iou(point) > 0.75, frame
    made = await said(film.client, "GET", f"annotations/{points[9]['annotation']}/", 200)
    assert (made["label"], made["type"], made["track"]) == ("cat", "polygon", (await film.tracks())[0]["track"])
    assert made["model"]


async def test_backwards_and_both_ways(film: Film) -> None:
    drawn = await film.draw(8)
    await film.propagate(annotation=drawn["uid"], direction="backward", from_frame=3)
    assert sorted(await film.points()) == list(range(3, 9))
    await film.propagate(annotation=drawn["uid"], direction="both")
    points = await film.points()
    assert sorted(points) == list(range(16))
    assert min([await film.iou(point) for point in points.values()]) > 0.7


async def test_a_correction_is_a_key_frame_and_only_what_follows_it_is_made_anew(film: Film) -> None:
    first = await film.draw(0)
    await film.propagate(annotation=first["uid"])
    before = await film.points()
    wrong = before[9]
    now = await said(film.client, "GET", f"annotations/{wrong['annotation']}/", 200)
    moved = {"polygons": [{"exterior": [[x + 2, y] for x, y in now["geometry"]["polygons"][0]["exterior"]]}]}
    changed = await said(
        film.client,
        "PATCH",
        f"annotations/{wrong['annotation']}/",
        200,
        json={"geometry": moved},
        headers={"If-Match": str(now["version"])},
    )
    assert changed["is_key"]
    await film.propagate(annotation=wrong["annotation"], direction="forward")
    after = await film.points()
    assert sorted(after) == list(range(16))
    assert [f for f in range(16) if before[f]["annotation"] == after[f]["annotation"]] == list(range(10))
    assert after[9]["version"] == 2
    # From the beginning again: it ends before the correction.
    await film.propagate(annotation=first["uid"])
    again = await film.points()
    assert [f for f in range(16) if after[f]["annotation"] == again[f]["annotation"]] == [0, *range(9, 16)]


async def test_what_a_person_confirmed_or_refused_stays(film: Film) -> None:
    first = await film.draw(0)
    await film.propagate(annotation=first["uid"], to_frame=8)
    points = await film.points()
    for frame, decision in ((4, "accept"), (2, "reject")):
        path = f"annotations/{points[frame]['annotation']}/review/"
        await said(film.client, "POST", path, 200, json={"decision": decision})
    await film.propagate(annotation=first["uid"])
    again = await film.points()
    kept = [f for f in points if points[f]["annotation"] == again[f]["annotation"]]
    assert kept == [0, 2, 4, 5, 6, 7, 8]  # it ended before the accepted one
    assert again[2]["state"] == "rejected"
    assert max(again) == 8


async def test_an_object_that_leaves_is_followed_until_it_is_gone(client: Client, site: Site, root: Path) -> None:
    film = await opened(client, site, root, 70)
    drawn = await film.draw(30)
    job = await film.propagate(annotation=drawn["uid"])
    [track] = await film.tracks()
    last = max(point["frame"] for point in track["points"])
    gone_at = next(f for f in range(70) if not cat_mask(f).any())
    assert abs(last - gone_at) <= 5, (last, gone_at)
    assert job["summary"][f"gone:{track['track']}:{last + 1}"] == 1
    [told] = job["left_out"]
    assert told["code"] == "gone"
    assert "right" in told["detail"]
    assert job["progress"]["skipped"] == 69 - last
    # Gone on the one way, it is carried on the other.
    await film.propagate(annotation=drawn["uid"], direction="both", from_frame=26)
    assert sorted(await film.points()) == list(range(26, last + 1))


async def test_two_objects_at_once_do_not_take_pixels_from_each_other(film: Film) -> None:
    cat = await film.draw(0)
    ring = [[115.0, 15.0], [205.0, 15.0], [205.0, 60.0], [160.0, 100.0], [115.0, 60.0]]
    body = {"project": film.project, "type": "polygon", "geometry": {"polygons": [{"exterior": ring}]}, "label": "cup"}
    cup = await said(film.client, "POST", f"items/{film.frames[0]['item']}/annotations/", 201, json=body)
    job = await film.propagate(annotations=[cat["uid"], cup["uid"]], to_frame=10)
    assert job["progress"]["done"] == 10
    tracks = {track["label"]: {p["frame"]: p for p in track["points"]} for track in await film.tracks()}
    for frame in range(1, 11):
        masks = []
        for label in ("cat", "cup"):
            drawn = await said(film.client, "GET", f"annotations/{tracks[label][frame]['annotation']}/", 200)
            masks.append(mask_of(Shape(drawn["type"], drawn["geometry"]), Photo("", *SIZE)) != 0)
        shared = (masks[0] & masks[1]).sum()
        assert shared < 0.03 * masks[0].sum()  # outlines are within a pixel of their masks


async def test_several_key_frames_of_one_track(film: Film) -> None:
    first = await film.draw(2)
    job = await said(
        film.client,
        "POST",
        f"sequences/{film.sequence}/propagate/",
        202,
        json={"annotation": first["uid"], "to_frame": 3},
    )
    await ended(film.client, job["uid"])
    track = (await film.tracks())[0]["track"]
    second = await film.draw(10, track=track)
    assert second["is_key"]
    job = await film.propagate(annotations=[first["uid"], second["uid"]], direction="both")
    points = await film.points()
    assert sorted(points) == list(range(16))
    assert [f for f, point in points.items() if point["is_key"]] == [2, 10]
    assert job["progress"]["done"] == 14


async def test_a_box_is_carried_as_a_box(film: Film) -> None:
    x, y = centre(0)
    box = {"x": x - 47, "y": y - 53, "width": 94, "height": 106}
    body = {"project": film.project, "type": "bounding_box", "geometry": box, "label": "cat"}
    drawn = await said(film.client, "POST", f"items/{film.frames[0]['item']}/annotations/", 201, json=body)
    await film.propagate(annotation=drawn["uid"], to_frame=6)
    points = await film.points()
    last = await said(film.client, "GET", f"annotations/{points[6]['annotation']}/", 200)
    assert last["type"] == "bounding_box"
    middle = last["geometry"]["x"] + last["geometry"]["width"] / 2
    assert abs(middle - centre(6)[0]) < 8


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "annotation"),
        ({"annotation": "nobody"}, None),
        ({"annotation": "its", "direction": "sideways"}, "direction"),
        ({"annotation": "its", "from_frame": 9, "to_frame": 5}, "from_frame"),
        ({"annotation": "its", "from_frame": 7}, "from_frame"),
        ({"annotation": "its", "from_frame": -1}, "from_frame"),
        ({"annotation": "its", "direction": "backward", "from_frame": 5}, "direction"),
    ],
)
async def test_what_cannot_be_carried_is_refused(film: Film, body: dict[str, Any], field: str | None) -> None:
    drawn = await film.draw(5)
    body = {name: drawn["uid"] if value == "its" else value for name, value in body.items()}
    status = 404 if body.get("annotation") == "nobody" else 422
    answer = await said(film.client, "POST", f"sequences/{film.sequence}/propagate/", status, json=body)
    if field is not None:
        assert field in str(answer)


async def test_a_track_is_filled_between_key_frames_without_a_model(film: Film) -> None:
    first = await film.draw(1, track="by-hand")
    await film.draw(9, track="by-hand")
    body = {"project": film.project, "track": "by-hand"}
    job = await said(film.client, "POST", f"sequences/{film.sequence}/interpolate/", 202, json=body)
    job = await ended(film.client, job["uid"])
    assert (job["kind"], job["progress"]["done"]) == ("interpolation", 7)
    points = await film.points()
    assert sorted(points) == list(range(1, 10))
    assert min([await film.iou(point) for point in points.values()]) > 0.97  # it moves evenly
    made = await said(film.client, "GET", f"annotations/{points[5]['annotation']}/", 200)
    assert (made["source"], made["model"], made["state"]) == ("propagated", "interpolation", "draft")
    assert first["uid"] == points[1]["annotation"]
    refused = {"project": film.project, "track": "nobody's"}
    await said(film.client, "POST", f"sequences/{film.sequence}/interpolate/", 404, json=refused)


async def test_a_track_is_split_merged_and_trimmed(film: Film) -> None:
    drawn = await film.draw(0)
    await film.propagate(annotation=drawn["uid"], to_frame=9)
    track = (await film.tracks())[0]["track"]
    base, of = f"sequences/{film.sequence}/tracks", {"project": film.project}
    new = (await said(film.client, "POST", f"{base}/{track}/split/", 200, json={**of, "frame": 6}))["track"]
    ranges = {each["track"]: [p["frame"] for p in each["points"]] for each in await film.tracks()}
    assert ranges == {track: list(range(6)), new: [6, 7, 8, 9]}
    for frame in (0, 10):
        await said(film.client, "POST", f"{base}/{track}/split/", 422, json={**of, "frame": frame})
    await said(film.client, "POST", f"{base}/{track}/trim/", 422, json={**of, "first": 8, "last": 12})
    gone = await said(film.client, "POST", f"{base}/{track}/trim/", 200, json={**of, "first": 0, "last": 4})
    assert gone == {"deleted": 1}
    await film.draw(6, track=track)
    both = await said(film.client, "POST", f"{base}/{track}/merge/", 409, json={**of, "other": new})
    assert "frame 6" in both["detail"]
    await said(film.client, "POST", f"{base}/{track}/trim/", 200, json={**of, "first": 0, "last": 4})
    await said(film.client, "POST", f"{base}/{track}/merge/", 204, json={**of, "other": new})
    [merged] = await film.tracks()
    assert [p["frame"] for p in merged["points"]] == [0, 1, 2, 3, 4, 6, 7, 8, 9]
    await said(film.client, "POST", f"{base}/{track}/merge/", 404, json={**of, "other": track})
    history = await said(film.client, "GET", f"annotations/{merged['points'][-1]['annotation']}/history/", 200)
    assert [each["action"] for each in history["results"]][-1] == "annotation.updated"
