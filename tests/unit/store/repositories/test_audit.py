from __future__ import annotations

import pytest

from avala_edge.errors import EdgeError
from avala_edge.store import AuditEvent, ItemResult, JobItems, JobRows, LabelSpec
from tests.unit.store.shelves import ALL, BOX, Shelves, box


async def newest(shelves: Shelves) -> AuditEvent:
    return (await shelves.activity.page(shelves.owner, ALL)).items[0]


async def test_every_change_is_in_the_log_with_before_and_after(shelves: Shelves) -> None:
    ann = await shelves.person("ann", "admin")
    dataset = await shelves.datasets.create(ann, name="Photos")
    event = await newest(shelves)
    assert (event.action, event.subject_type, event.subject_uid) == ("dataset.created", "dataset", dataset.uid)
    assert (event.user, event.key, event.project, event.job, event.before) == ("ann", ann.uid, None, None, None)
    assert event.after is not None
    assert (event.after["name"], event.after["slug"]) == ("Photos", "photos")

    await shelves.datasets.change(ann, dataset.uid, name="Pictures")
    event = await newest(shelves)
    assert event.before is not None
    assert event.after is not None
    assert (event.action, event.before["name"], event.after["name"]) == ("dataset.updated", "Photos", "Pictures")

    [item] = await shelves.fill(dataset, 1)
    event = await newest(shelves)
    assert (event.action, event.subject_uid, event.after) == ("item.created", item.uid, {"dataset": dataset.uid})

    project = await shelves.project(dataset)
    event = await newest(shelves)
    assert (event.action, event.subject_uid, event.project) == ("project.created", project.uid, project.uid)
    assert event.after is not None
    assert ([label["name"] for label in event.after["labels"]], event.after["datasets"]) == (
        ["cat", "dog"],
        [dataset.uid],
    )

    await shelves.projects.change(ann, project.uid, labels=[LabelSpec("cat")], members=["ann"])
    event = await newest(shelves)
    assert event.before is not None
    assert event.after is not None
    assert (event.action, len(event.before["labels"]), len(event.after["labels"])) == ("project.updated", 2, 1)
    assert (event.before["members"], event.after["members"]) == ([], ["ann"])

    drawn = await shelves.draw(item, project, box("cat", confidence=0.5))
    changed = await shelves.annotations.change(ann, drawn.uid, 1, geometry={**BOX, "x": 9})
    await shelves.annotations.delete(ann, drawn.uid, 2)
    history = (await shelves.activity.history(shelves.owner, drawn.uid, ALL)).items
    assert [(e.action, e.user, e.project) for e in history] == [
        ("annotation.created", "olga", project.uid),
        ("annotation.updated", "ann", project.uid),
        ("annotation.deleted", "ann", project.uid),
    ]
    assert history[0].before is None
    assert history[0].after == history[1].before
    assert history[1].after == history[2].before
    assert history[2].after is None
    assert history[1].after is not None
    assert (history[1].after["geometry"]["x"], history[1].after["version"]) == (9, changed.version)
    assert (history[1].after["label"], history[1].after["confidence"]) == ("cat", 0.5)

    await shelves.projects.delete(ann, project.uid)
    event = await newest(shelves)
    assert (event.action, event.subject_uid, event.after) == ("project.deleted", project.uid, None)
    await shelves.datasets.delete(ann, dataset.uid)
    event = await newest(shelves)
    assert (event.action, event.subject_uid, event.after) == ("dataset.deleted", dataset.uid, None)


async def test_the_log_can_undo(shelves: Shelves) -> None:
    """What was deleted can be drawn again, just as it was, from the log alone."""
    project, [item] = await shelves.work()
    drawn = await shelves.draw(item, project, box("dog", source="sam", confidence=0.3, model="m", track="t"))
    await shelves.annotations.delete(shelves.owner, drawn.uid, 1)
    words = (await newest(shelves)).before
    assert words is not None
    names = ("label", "source", "state", "confidence", "model", "track", "uid")
    again = await shelves.draw(item, project, box(**{name: words[name] for name in names}))
    assert words["item"] == item.uid
    assert words["project"] == project.uid
    assert {name: getattr(again, name) for name in names} == {name: getattr(drawn, name) for name in names}


async def test_what_was_refused_is_not_in_the_log(shelves: Shelves) -> None:
    project, [item] = await shelves.work()
    drawn = await shelves.draw(item, project)
    before = await newest(shelves)
    for refused in (
        shelves.annotations.change(shelves.owner, drawn.uid, 7, label="dog"),
        shelves.annotations.change(shelves.owner, drawn.uid, 1, label="bird"),
        shelves.annotations.add(shelves.owner, item.uid, project.uid, [box("cat"), box("bird")]),
        shelves.projects.change(shelves.owner, project.uid, version=9, name="x"),
        shelves.projects.change(shelves.owner, project.uid, dataset_uids=[]),
        shelves.dataset("Photos"),
    ):
        with pytest.raises(EdgeError):
            await refused
    assert await newest(shelves) == before


async def test_a_job_is_named_and_found(shelves: Shelves) -> None:
    project, [item] = await shelves.work()
    new = [box("cat", source="auto_label") for _ in range(3)]
    rows, work = JobRows(shelves.database), JobItems(shelves.database)
    job = await rows.create(shelves.owner, "auto_label", [item.uid], options={}, project=project.uid)
    assert await work.claim(job.uid, "w", most=5, lease_s=60) == [item.uid]
    await work.finish(job.uid, "w", [ItemResult(item.uid, "done", drafts=tuple(new))])
    made = (await shelves.annotations.page(shelves.owner, item.uid, ALL)).items
    await shelves.draw(item, project)
    found = (await shelves.activity.page(shelves.owner, ALL, job=job.uid)).items
    assert [event.action for event in found] == ["job.completed"] + ["annotation.created"] * 3 + ["job.created"]
    assert [event.subject_uid for event in found[1:4]] == [drawn.uid for drawn in reversed(made)]
    assert {event.job for event in found} == {job.uid}
    assert (await shelves.activity.page(shelves.owner, ALL, job="job-2")).items == ()
    of_project = (await shelves.activity.page(shelves.owner, ALL, project=project.uid)).items
    drawn = [event.action for event in of_project if event.subject_type != "job"]
    assert drawn == ["annotation.created"] * 4 + ["project.created"]
