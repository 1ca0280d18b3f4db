"""Our own client: videos sent over a bad line, their frames, objects carried through them, tracks."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from avala_edge.client import Conflict, InvalidInput, Label, NotFound
from tests.api.photos import photo
from tests.cat_film import cat_film
from tests.clients.conftest import Stage
from tests.durability.test_video_killed import face

FRAMES = 6


def ready(edge: Any, uid: str) -> Any:
    for _ in range(600):
        if (found := edge.sequences.get(uid)).status != "processing":
            return found
        time.sleep(0.1)
    raise AssertionError(found)


def test_a_video_and_what_moves_in_it(edge: Any, edge_stage: Stage, kind: str, tmp_path: Path) -> None:
    film = cat_film(tmp_path / "cat.mp4", frames=FRAMES + (kind == "awaited"))
    key, notes = f"{edge_stage.server.port}/{kind}.mp4", tmp_path / "notes"
    sent: list[int] = []
    made = edge.uploads.send_video(
        film,
        dataset=edge_stage.dataset,
        key=key,
        notes=notes,
        part_bytes=16_384,
        progress=lambda there, _: sent.append(there),
    )
    assert sent[-1] == film.stat().st_size
    assert len(sent) > 2
    found = ready(edge, made.uid)
    assert (found.key, found.status) == (key, "ready")
    assert found.uid in [each.uid for each in edge.sequences.list(edge_stage.dataset)]
    frames = list(edge.sequences.frames(found.uid))
    assert [frame.index for frame in frames] == list(range(found.number_of_frames))
    assert list(edge.sequences.frames(found.uid, first=4)) == frames[4:]
    project = edge.projects.create(f"Cats {kind}", datasets=[edge_stage.dataset], labels=[Label("cat")])
    of = {"project": project.uid}
    drawn = edge.annotations.create(frames[0].item, type="polygon", geometry=face(0), label="cat", **of)
    job = edge.jobs.wait(edge.sequences.propagate(found.uid, [drawn.uid], to_frame=3).uid)
    assert (job.kind, job.progress.done) == ("propagation", 3)
    [track] = edge.sequences.tracks(found.uid, **of)
    assert [(point.frame, point.is_key) for point in track.points] == [(0, True), (1, False), (2, False), (3, False)]
    carried = edge.annotations.get(track.points[2].annotation)
    assert (carried.track, carried.source, carried.is_key) == (track.track, "propagated", False)
    new = edge.sequences.split(found.uid, track.track, frame=2, **of)
    assert edge.sequences.trim(found.uid, new, first=2, last=2, **of) == 1
    last = edge.annotations.create(frames[5].item, type="polygon", geometry=face(5), label="cat", track=new, **of)
    job = edge.jobs.wait(edge.sequences.interpolate(found.uid, new, **of).uid)
    assert job.progress.done == 2
    edge.sequences.merge(found.uid, track.track, other=new, **of)
    [track] = edge.sequences.tracks(found.uid, **of)
    assert [point.frame for point in track.points] == [0, 1, 2, 3, 4, 5]
    assert track.points[-1].annotation == last.uid
    with pytest.raises(NotFound):
        edge.sequences.merge(found.uid, track.track, other=new, **of)
    other = edge.annotations.create(frames[5].item, type="polygon", geometry=face(4), track="b", **of)
    with pytest.raises(Conflict):
        edge.sequences.merge(found.uid, track.track, other=other.track, **of)


def test_a_video_is_no_photo_and_a_photo_no_video(edge: Any, edge_stage: Stage, kind: str, tmp_path: Path) -> None:
    film = cat_film(tmp_path / f"{kind}-twice.mp4", frames=2)
    notes = tmp_path / "notes"
    with pytest.raises(InvalidInput, match="send_video"):
        edge.uploads.send(film, dataset=edge_stage.dataset, notes=notes, key=f"{edge_stage.server.port}{film.name}")
    picture = tmp_path / f"{kind}-{edge_stage.server.port}.png"
    picture.write_bytes(photo("PNG", shift=77))
    with pytest.raises(InvalidInput, match="`send`"):
        edge.uploads.send_video(picture, dataset=edge_stage.dataset, notes=notes)
    (tmp_path / "cut.mp4").write_bytes(film.read_bytes()[:-3000])
    with pytest.raises(InvalidInput, match="moov"):
        edge.uploads.send_video(tmp_path / "cut.mp4", dataset=edge_stage.dataset, notes=notes)
