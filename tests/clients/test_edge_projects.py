"""Our own client: projects, items, annotations and what happened to them."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import pytest

from avala_edge.client import (
    Conflict,
    Forbidden,
    InvalidInput,
    Label,
    LabelAttribute,
    NotFound,
    Stale,
    StaleAnnotation,
    StaleProject,
)
from tests.api.photos import photo
from tests.clients.conftest import PHOTOS, Stage
from tests.clients.driven import driven

BOX = {"x": 1.0, "y": 2.0, "width": 30.0, "height": 40.0}


@pytest.fixture
def project(edge: Any, edge_stage: Stage) -> Any:
    """A project of the test's own."""
    seen = LabelAttribute("seen", "checkbox")
    labels = [Label("car"), Label("van", attributes=(seen,))]
    return edge.projects.create("Mine", datasets=[edge_stage.dataset], labels=labels)


def test_projects(edge: Any, edge_stage: Stage) -> None:
    wide = LabelAttribute("size", "dropdown", options=("small", "large"), required=True)
    labels = [Label("lorry", color="#4477aa", shortcut="l", attributes=(wide,)), Label("bus")]
    made = edge.projects.create("Vans", datasets=[edge_stage.dataset], labels=labels, description="Only vans.")
    assert (made.version, made.datasets, made.labels[0].attributes) == (1, (edge_stage.dataset,), (wide,))
    assert made == edge.projects.get(made.uid)
    assert made in list(edge.projects.list(status="active"))
    kept = edge.projects.change(made, name="Lorries", labels=made.labels[:1])
    assert (kept.name, kept.description, [label.uid for label in kept.labels]) == (
        "Lorries",
        "Only vans.",
        [made.labels[0].uid],
    )
    with pytest.raises(StaleProject) as stale:
        edge.projects.change(made, name="Buses")
    assert stale.value.current == kept
    assert edge.projects.change(stale.value.current, status="archived").status == "archived"
    assert made.uid not in [project.uid for project in edge.projects.list(status="active")]
    edge.projects.delete(made.uid)
    with pytest.raises(NotFound):
        edge.projects.get(made.uid)


def test_what_projects_are_not(edge: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        edge.projects.create("Vans", labels=[Label("lorry", color="blue")])
    assert refused.value.field == "labels.0.color"
    with pytest.raises(NotFound):
        edge.projects.create("Vans", datasets=["none"])
    with pytest.raises(NotFound):
        list(edge.projects.items("../projects"))


def test_items_and_progress(edge: Any, edge_stage: Stage, project: Any) -> None:
    items = list(edge.projects.items(project.uid))
    assert len(items) >= PHOTOS
    assert items[0].counts == {}
    assert edge.items.get(items[0].uid).image == items[0].image
    edge.annotations.create(items[1].uid, project=project.uid, type="bounding_box", geometry=BOX, label="car")
    (one,) = edge.projects.items(project.uid, label="car", source="human", state="accepted")
    assert (one.uid, one.counts) == (items[1].uid, {"accepted": 1})
    assert one.uid not in [item.uid for item in edge.projects.items(project.uid, state="empty")]
    progress = edge.projects.progress(project.uid)
    assert (progress.annotations, progress.by_source) == (1, {"human": {"accepted": 1}})
    assert (progress.counts[0].label, progress.counts[0].count) == ("car", 1)


def test_lists_longer_than_a_page(edge: Any, edge_stage: Stage, project: Any) -> None:
    uids = set()
    for _ in range(105):  # a page has 100, unless asked for more
        made = edge.annotations.create(edge_stage.item, project=project.uid, type="bounding_box", geometry=BOX)
        uids.add(made.uid)
    listed = [each.uid for each in edge.annotations.list(edge_stage.item, project=project.uid)]
    assert len(listed) == 105
    assert set(listed) == uids


def test_annotations(edge: Any, edge_stage: Stage, project: Any) -> None:
    item = edge_stage.item
    mine = str(uuid.uuid4())
    values = {"project": project.uid, "type": "bounding_box", "geometry": BOX, "label": "car", "uid": mine}
    made = edge.annotations.create(item, **values)
    assert edge.annotations.create(item, **values) == made == edge.annotations.get(mine)
    outline = {"polygons": [{"exterior": [[1.0, 1.0], [9.0, 1.0], [5.0, 8.0]], "holes": []}]}
    changed = edge.annotations.change(made, type="polygon", geometry=outline, track="t1")
    assert (changed.geometry, changed.label, changed.version) == (outline, "car", 2)
    with pytest.raises(StaleAnnotation) as stale:
        edge.annotations.change(made, label="van")
    assert stale.value.current == changed
    assert isinstance(stale.value, Stale)
    van = edge.annotations.change(stale.value.current, label="van", attributes={"seen": True})
    assert (van.label, van.attributes, van.track) == ("van", {"seen": True}, "t1")
    bare = edge.annotations.change(van, label=None, attributes={})
    assert (bare.label, bare.attributes) == (None, {})
    with pytest.raises(StaleAnnotation):
        edge.annotations.delete(changed)
    edge.annotations.delete(bare)
    with pytest.raises(NotFound):
        edge.annotations.get(mine)
    history = list(edge.annotations.history(mine))
    assert [event.action.rpartition(".")[2] for event in history] == [
        "created",
        "updated",
        "updated",
        "updated",
        "deleted",
    ]
    assert history[1].after["version"] == 2
    newest = next(iter(edge.activity(project=project.uid)))
    assert (newest.action, newest.subject_uid) == (history[-1].action, mine)


def test_what_annotations_are_not(edge: Any, edge_stage: Stage, project: Any) -> None:
    with pytest.raises(InvalidInput, match="label"):
        edge.annotations.create(
            edge_stage.item, project=project.uid, type="bounding_box", geometry=BOX, label="aeroplane"
        )
    with pytest.raises(InvalidInput) as refused:
        edge.annotations.create(edge_stage.item, project=project.uid, type="polygon", geometry=BOX)
    assert refused.value.field == "geometry"
    with pytest.raises(NotFound):
        edge.annotations.create("none", project=project.uid, type="bounding_box", geometry=BOX)
    taken = edge.annotations.create(edge_stage.item, project=project.uid, type="bounding_box", geometry=BOX)
    other = next(each for each in edge.projects.items(project.uid) if each.uid != edge_stage.item)
    with pytest.raises(Conflict):
        edge.annotations.create(other.uid, project=project.uid, type="bounding_box", geometry=BOX, uid=taken.uid)


def test_who_may_not(edge_stage: Stage, kind: str) -> None:
    with (
        driven(kind, edge_stage.server.base, edge_stage.annotator, ca=edge_stage.authority) as client,
        pytest.raises(Forbidden, match=r"projects\.write"),
    ):
        client.projects.create("No")


def test_many_files(edge: Any, edge_stage: Stage, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("avala_edge.client.items.BATCH_FILES", 3)
    (tmp_path / "a.png").write_bytes(photo(shift=3))
    files = [(f"{kind}/straße/é{n}.png", photo(shift=n)) for n in range(7)]
    added = list(edge.items.add(edge_stage.dataset, [*files, ("bad.png", b"no photo"), tmp_path / "a.png"]))
    assert [each.status for each in added[:8]] == [*["added"] * 7, "refused"]
    assert "text" in added[7].detail
    assert [each.key for each in added] == [*(name for name, _ in files), "bad.png", "a.png"]
    assert added[3].item.image.uid == added[8].item.image.uid
    assert [each.status for each in edge.items.add(edge_stage.dataset, files)] == ["known"] * 7
    assert list(edge.items.add(edge_stage.dataset, [])) == []
    with pytest.raises(InvalidInput, match=r"none\.png cannot be read"):
        list(edge.items.add(edge_stage.dataset, [tmp_path / "none.png"]))
    with pytest.raises(NotFound):
        list(edge.items.add("none", files))
