from __future__ import annotations

import pytest

from avala_edge.errors import Conflict, InvalidInput, NotFound, Stale
from avala_edge.store import LabelSpec
from tests.unit.store.shelves import ALL, Shelves


async def test_a_project_is_made_of_datasets_labels_and_members(shelves: Shelves) -> None:
    await shelves.person("ann")
    dataset = await shelves.dataset("Photos", 2)
    made = await shelves.project(dataset, description="d", members_only=True, members=["ann"], name="Cats")
    assert (made.name, made.description, made.status, made.task_type) == ("Cats", "d", "active", "image-annotation")
    assert (made.members_only, made.members, made.datasets, made.version) == (True, ("ann",), (dataset.uid,), 1)
    assert [label.name for label in made.labels] == ["cat", "dog"]
    assert await shelves.projects.get(shelves.owner, made.uid) == made
    assert (await shelves.projects.page(shelves.owner, ALL)).items == (made,)
    assert (await shelves.projects.page(shelves.owner, ALL, status="paused")).items == ()
    number = await shelves.projects.number(shelves.owner, made.uid)
    assert await shelves.projects.task_counts(number) == {"pending": 2}
    assert await shelves.projects.counts(number) == []


@pytest.mark.parametrize(
    ("values", "field"),
    [({"task_type": "x"}, "task_type"), ({"status": "x"}, "status"), ({"members": ["nobody"]}, "members")],
)
async def test_a_value_that_is_none_is_named(shelves: Shelves, values: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        await shelves.project(**values)
    assert refusal.value.field == field
    project = await shelves.project()
    with pytest.raises(InvalidInput) as refusal:
        await shelves.projects.change(shelves.owner, project.uid, **values)  # type: ignore[arg-type]
    assert refusal.value.field == field
    assert (await shelves.projects.page(shelves.owner, ALL)).items == (project,)


async def test_a_dataset_that_is_none_makes_no_project(shelves: Shelves) -> None:
    with pytest.raises(NotFound):
        await shelves.projects.create(shelves.owner, name="P", dataset_uids=["none"], labels=[LabelSpec("cat")])
    assert (await shelves.projects.page(shelves.owner, ALL)).items == ()


async def test_only_what_is_named_changes(shelves: Shelves) -> None:
    await shelves.person("ann")
    dataset = await shelves.dataset("Photos", 1)
    made = await shelves.project(dataset, members=["ann"])
    changed = await shelves.projects.change(shelves.owner, made.uid, version=1, name="New", status="paused")
    assert (changed.name, changed.status, changed.version) == ("New", "paused", 2)
    assert (changed.datasets, changed.labels, changed.members) == (made.datasets, made.labels, made.members)
    emptied = await shelves.projects.change(shelves.owner, made.uid, dataset_uids=[], labels=[], members=[])
    assert (emptied.datasets, emptied.labels, emptied.members, emptied.version) == ((), (), (), 3)


async def test_a_change_for_an_old_version_is_stale_and_shows_the_new_one(shelves: Shelves) -> None:
    made = await shelves.project()
    newer = await shelves.projects.change(shelves.owner, made.uid, version=1, name="Newer")
    with pytest.raises(Stale) as refusal:
        await shelves.projects.change(shelves.owner, made.uid, version=1, name="Lost", labels=[])
    assert refusal.value.current == newer == await shelves.projects.get(shelves.owner, made.uid)


async def test_datasets_come_and_go_with_their_tasks(shelves: Shelves) -> None:
    one, two = await shelves.dataset("One", 2), await shelves.dataset("Two")
    await shelves.fill(two, 3, 10)
    project = await shelves.project(one)
    number = await shelves.projects.number(shelves.owner, project.uid)
    changed = await shelves.projects.change(shelves.owner, project.uid, dataset_uids=[two.uid, one.uid, two.uid])
    assert changed.datasets == (one.uid, two.uid)
    assert await shelves.projects.task_counts(number) == {"pending": 5}
    changed = await shelves.projects.change(shelves.owner, project.uid, dataset_uids=[two.uid])
    assert changed.datasets == (two.uid,)
    assert await shelves.projects.task_counts(number) == {"pending": 3}


async def test_a_dataset_on_which_work_was_done_stays(shelves: Shelves) -> None:
    project, [item] = await shelves.work()
    drawn = await shelves.draw(item, project)
    with pytest.raises(Conflict, match="work was done"):
        await shelves.projects.change(shelves.owner, project.uid, dataset_uids=[], name="Lost")
    assert await shelves.projects.get(shelves.owner, project.uid) == project
    await shelves.annotations.delete(shelves.owner, drawn.uid, 1)
    assert (await shelves.projects.change(shelves.owner, project.uid, dataset_uids=[])).datasets == ()


async def test_a_deleted_project_is_nowhere(shelves: Shelves) -> None:
    project, [item] = await shelves.work()
    drawn = await shelves.draw(item, project)
    [task] = (await shelves.tasks.page(shelves.owner, ALL)).items
    await shelves.projects.delete(shelves.owner, project.uid)
    for ask in (
        shelves.projects.get(shelves.owner, project.uid),
        shelves.projects.change(shelves.owner, project.uid, name="x"),
        shelves.projects.delete(shelves.owner, project.uid),
        shelves.annotations.get(shelves.owner, drawn.uid),
        shelves.annotations.delete(shelves.owner, drawn.uid, 1),
        shelves.annotations.add(shelves.owner, item.uid, project.uid, []),
        shelves.tasks.get(shelves.owner, task.uid),
        shelves.tasks.page(shelves.owner, ALL, project=project.uid),
    ):
        with pytest.raises(NotFound):
            await ask
    assert (await shelves.tasks.page(shelves.owner, ALL)).items == ()
    assert (await shelves.annotations.page(shelves.owner, item.uid, ALL)).items == ()
    assert [event.action for event in (await shelves.activity.history(shelves.owner, drawn.uid, ALL)).items] == [
        "annotation.created"
    ]


async def test_tasks_are_found_by_project_and_status(shelves: Shelves) -> None:
    project, items = await shelves.work(3)
    other = await shelves.project(name="Other")
    tasks = (await shelves.tasks.page(shelves.owner, ALL, project=project.uid, status="pending")).items
    assert [(task.name, task.item, task.project) for task in tasks] == [(i.key, i.uid, project.uid) for i in items]
    assert tasks[0].type == "image-annotation"
    assert await shelves.tasks.get(shelves.owner, tasks[0].uid) == tasks[0]
    assert (await shelves.tasks.page(shelves.owner, ALL, project=other.uid)).items == ()
    assert (await shelves.tasks.page(shelves.owner, ALL, status="completed")).items == ()
    with pytest.raises(NotFound):
        await shelves.tasks.get(shelves.owner, "none")
    with pytest.raises(NotFound):
        await shelves.tasks.page(shelves.owner, ALL, project="none")
