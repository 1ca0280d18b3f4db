"""Who sees what: every method is asked for something of a project for members only, by those who may not know of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from avala_edge.errors import NotFound
from avala_edge.store import Annotation, Dataset, Item, NewItem, Principal, Project, Task
from tests.unit.store.shelves import ALL, Shelves, box


@dataclass
class Secret:
    """Everything of one project for members only."""

    shelves: Shelves
    dataset: Dataset
    project: Project
    item: Item
    drawn: Annotation
    task: Task
    member: Principal
    stranger: Principal
    admin: Principal


@pytest.fixture
async def secret(shelves: Shelves) -> Secret:
    member, stranger = await shelves.person("mem", "annotator"), await shelves.person("str", "reviewer")
    dataset = await shelves.dataset("Photos", 1)
    project = await shelves.project(dataset, members_only=True, members=["mem"])
    [item] = (await shelves.items.page(shelves.owner, dataset.uid, ALL)).items
    drawn = await shelves.draw(item, project)
    [task] = (await shelves.tasks.page(shelves.owner, ALL)).items
    admin = await shelves.person("adm", "admin")
    return Secret(shelves, dataset, project, item, drawn, task, member, stranger, admin)


Ask = Callable[[Secret, Principal], Awaitable[Any]]
ASKS: dict[str, Ask] = {
    "projects.get": lambda s, who: s.shelves.projects.get(who, s.project.uid),
    "projects.number": lambda s, who: s.shelves.projects.number(who, s.project.uid),
    "projects.change": lambda s, who: s.shelves.projects.change(who, s.project.uid, name="Mine"),
    "projects.delete": lambda s, who: s.shelves.projects.delete(who, s.project.uid),
    "datasets.get": lambda s, who: s.shelves.datasets.get(who, s.dataset.uid),
    "datasets.get by slug": lambda s, who: s.shelves.datasets.get(who, owner="local", slug="photos"),
    "datasets.change": lambda s, who: s.shelves.datasets.change(who, s.dataset.uid, name="Mine"),
    "items.get": lambda s, who: s.shelves.items.get(who, s.item.uid),
    "items.page": lambda s, who: s.shelves.items.page(who, s.dataset.uid, ALL),
    "items.image_uids": lambda s, who: s.shelves.items.image_uids(who, s.dataset.uid),
    "items.add": lambda s, who: s.shelves.items.add(who, s.dataset.uid, [NewItem(s.item.image.uid, "x.png")]),
    "annotations.add": lambda s, who: s.shelves.annotations.add(who, s.item.uid, s.project.uid, [box("cat")]),
    "annotations.get": lambda s, who: s.shelves.annotations.get(who, s.drawn.uid),
    "annotations.page": lambda s, who: s.shelves.annotations.page(who, s.item.uid, ALL),
    "annotations.page of it": lambda s, who: s.shelves.annotations.page(who, s.item.uid, ALL, project=s.project.uid),
    "annotations.change": lambda s, who: s.shelves.annotations.change(who, s.drawn.uid, 1, label="dog"),
    "annotations.delete": lambda s, who: s.shelves.annotations.delete(who, s.drawn.uid, 1),
    "tasks.get": lambda s, who: s.shelves.tasks.get(who, s.task.uid),
    "tasks.page of it": lambda s, who: s.shelves.tasks.page(who, ALL, project=s.project.uid),
    "activity.history": lambda s, who: s.shelves.activity.history(who, s.drawn.uid, ALL),
}
LISTS: dict[str, Ask] = {
    "projects.page": lambda s, who: s.shelves.projects.page(who, ALL),
    "datasets.page": lambda s, who: s.shelves.datasets.page(who, ALL),
    "tasks.page": lambda s, who: s.shelves.tasks.page(who, ALL),
    "activity.page of it": lambda s, who: s.shelves.activity.page(who, ALL, project=s.project.uid),
}


@pytest.mark.parametrize("ask", ASKS)
async def test_a_stranger_cannot_find_it_and_changes_nothing(secret: Secret, ask: str) -> None:
    before = await everything(secret)
    with pytest.raises(NotFound):
        await ASKS[ask](secret, secret.stranger)
    assert await everything(secret) == before


async def everything(secret: Secret) -> tuple[Any, ...]:
    shelves, owner = secret.shelves, secret.shelves.owner
    return (
        await shelves.projects.get(owner, secret.project.uid),
        await shelves.datasets.get(owner, secret.dataset.uid),
        await shelves.annotations.page(owner, secret.item.uid, ALL),
        await shelves.activity.page(owner, ALL),
    )


@pytest.mark.parametrize("ask", ASKS)
@pytest.mark.parametrize("who", ["member", "admin", "owner"])
async def test_a_member_and_an_admin_can(secret: Secret, ask: str, who: str) -> None:
    await ASKS[ask](secret, secret.shelves.owner if who == "owner" else getattr(secret, who))


@pytest.mark.parametrize("ask", LISTS)
async def test_lists_leave_it_out(secret: Secret, ask: str) -> None:
    assert (await LISTS[ask](secret, secret.stranger)).items == ()
    for who in (secret.member, secret.admin):
        assert (await LISTS[ask](secret, who)).items


def every_public_method(shelf: object) -> list[str]:
    return [name for name in vars(type(shelf)) if not name.startswith("_")]


async def test_no_method_was_forgotten(secret: Secret) -> None:
    """A new method must be asked for a secret here, or stand in this list with its reason."""
    shelves = secret.shelves
    asked = {name.split(" ")[0] for name in (*ASKS, *LISTS)}
    by_number = {"items.project_page", "projects.counts", "projects.task_counts"}  # who has the number may see it
    makes_new = {"projects.create", "datasets.create"}
    below = {"datasets.delete", "annotations.of_items", "activity.page"}
    rooms = ("projects", "datasets", "items", "annotations", "tasks", "activity")
    there = {f"{room}.{name}" for room in rooms for name in every_public_method(getattr(shelves, room))}
    assert there - asked - by_number - makes_new - below == set()


async def test_annotations_of_many_items_leave_it_out(secret: Secret) -> None:
    of_items = secret.shelves.annotations.of_items
    number = secret.item.id
    assert await of_items(secret.stranger, [number]) == {number: []}
    assert [drawn.uid for drawn in (await of_items(secret.member, [number]))[number]] == [secret.drawn.uid]


async def test_a_hidden_dataset_cannot_be_deleted_nor_taken_into_another_project(secret: Secret) -> None:
    with pytest.raises(NotFound):
        await secret.shelves.datasets.delete(secret.stranger, secret.dataset.uid)
    with pytest.raises(NotFound):
        await secret.shelves.projects.create(secret.stranger, name="Mine", dataset_uids=[secret.dataset.uid])


async def test_what_is_of_no_project_in_the_log_is_for_admins(secret: Secret) -> None:
    page = secret.shelves.activity.page
    assert all(event.project == secret.project.uid for event in (await page(secret.member, ALL)).items)
    assert any(event.project is None for event in (await page(secret.admin, ALL)).items)


async def test_of_a_dataset_in_two_projects_only_the_open_one_shows(secret: Secret) -> None:
    shelves, who = secret.shelves, secret.stranger
    opened = await shelves.project(secret.dataset, name="Open")
    seen = await shelves.draw(secret.item, opened)
    assert (await shelves.items.get(who, secret.item.uid)).uid == secret.item.uid
    assert [a.uid for a in (await shelves.annotations.page(who, secret.item.uid, ALL)).items] == [seen.uid]
    assert [p.uid for p in (await shelves.projects.page(who, ALL)).items] == [opened.uid]
    assert {task.project for task in (await shelves.tasks.page(who, ALL)).items} == {opened.uid}
    with pytest.raises(NotFound):
        await shelves.annotations.get(who, secret.drawn.uid)
    with pytest.raises(NotFound):
        await shelves.annotations.add(who, secret.item.uid, secret.project.uid, [box("cat")])


async def test_who_joins_sees_it_and_who_leaves_does_not(secret: Secret) -> None:
    shelves, who = secret.shelves, secret.stranger
    await shelves.projects.change(shelves.owner, secret.project.uid, members=["mem", "str"])
    assert (await shelves.annotations.get(who, secret.drawn.uid)).uid == secret.drawn.uid
    await shelves.projects.change(shelves.owner, secret.project.uid, members=["mem"])
    with pytest.raises(NotFound):
        await shelves.annotations.get(who, secret.drawn.uid)
    await shelves.projects.change(shelves.owner, secret.project.uid, members_only=False)
    assert (await shelves.annotations.get(who, secret.drawn.uid)).uid == secret.drawn.uid


async def test_a_dataset_of_a_deleted_project_is_as_open_as_the_project_was(secret: Secret) -> None:
    shelves, who = secret.shelves, secret.stranger
    dataset = await shelves.dataset("More", 1)
    opened = await shelves.project(dataset, name="Open")
    for project in (secret.project, opened):
        await shelves.projects.delete(shelves.owner, project.uid)
    assert [found.uid for found in (await shelves.datasets.page(who, ALL)).items] == [dataset.uid]
    with pytest.raises(NotFound):
        await shelves.items.get(who, secret.item.uid)


async def test_a_dataset_of_no_project_is_for_everybody(secret: Secret) -> None:
    free = await secret.shelves.dataset("Free")
    assert (await secret.shelves.datasets.get(secret.stranger, free.uid)).uid == free.uid
