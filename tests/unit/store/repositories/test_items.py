from __future__ import annotations

import pytest

from avala_edge.errors import InvalidInput, NotFound
from avala_edge.store import Item, NewItem, Project
from tests.unit.store.shelves import ALL, Shelves, box


async def test_an_image_in_a_dataset_is_an_item(shelves: Shelves) -> None:
    dataset, uid = await shelves.dataset("Photos"), await shelves.image("a")
    [(item, is_new)] = await shelves.items.add(shelves.owner, dataset.uid, [NewItem(uid, "b/a.png", {"iso": 100})])
    assert is_new
    assert (item.key, item.dataset, item.dataset_owner_name, item.dataset_slug) == (
        "b/a.png",
        dataset.uid,
        "local",
        "photos",
    )
    assert (item.image, item.metadata, item.is_hidden) == (await shelves.images.get(uid), {"iso": 100}, False)
    assert (item.sequence, item.frame_index) == (None, None)
    assert await shelves.items.get(shelves.owner, item.uid) == item
    assert await shelves.items.get(shelves.owner, item.uid, dataset=dataset.uid) == item
    with pytest.raises(NotFound):
        await shelves.items.get(shelves.owner, item.uid, dataset=(await shelves.dataset("Other")).uid)
    with pytest.raises(NotFound):
        await shelves.items.get(shelves.owner, "none")


async def test_the_same_image_again_stays_one_item(shelves: Shelves) -> None:
    dataset, uid = await shelves.dataset("Photos"), await shelves.image("a")
    [(first, _)] = await shelves.items.add(shelves.owner, dataset.uid, [NewItem(uid, "a.png")])
    again = await shelves.items.add(shelves.owner, dataset.uid, [NewItem(uid, "a.png"), NewItem(uid, "b.png")])
    assert [(item.key, is_new) for item, is_new in again] == [("a.png", False), ("b.png", True)]
    assert again[0][0] == first
    assert (await shelves.datasets.get(shelves.owner, dataset.uid)).item_count == 2
    assert await shelves.items.image_uids(shelves.owner, dataset.uid) == [uid]


async def test_another_image_under_the_same_name_is_refused_and_nothing_is_added(shelves: Shelves) -> None:
    dataset = await shelves.dataset("Photos", 1)
    new = [NewItem(await shelves.image("new"), "new.png"), NewItem(await shelves.image("other"), "0.png")]
    with pytest.raises(InvalidInput) as refusal:
        await shelves.items.add(shelves.owner, dataset.uid, new)
    assert refusal.value.field == "key"
    assert (await shelves.datasets.get(shelves.owner, dataset.uid)).item_count == 1
    assert len((await shelves.items.page(shelves.owner, dataset.uid, ALL)).items) == 1


async def test_an_image_that_nobody_uploaded_is_not_found(shelves: Shelves) -> None:
    dataset = await shelves.dataset("Photos")
    with pytest.raises(NotFound) as refusal:
        await shelves.items.add(shelves.owner, dataset.uid, [NewItem("sha256:" + "0" * 64, "a.png")])
    assert refusal.value.field == "image"
    with pytest.raises(NotFound):
        await shelves.items.add(shelves.owner, "none", [NewItem(await shelves.image("a"), "a.png")])


async def test_new_items_are_tasks_of_the_projects_of_their_dataset(shelves: Shelves) -> None:
    dataset = await shelves.dataset("Photos", 1)
    projects = [await shelves.project(dataset, name=name) for name in "ab"]
    await shelves.fill(dataset, 3)  # one of them is there already
    for project in projects:
        found = (await shelves.tasks.page(shelves.owner, ALL, project=project.uid)).items
        assert [(task.name, task.status) for task in found] == [(f"{n}.png", "pending") for n in range(3)]


async def filtered(shelves: Shelves, project: Project, **filters: str) -> list[tuple[str, dict[str, int]]]:
    number = await shelves.projects.number(shelves.owner, project.uid)
    page = await shelves.items.project_page(number, ALL, **filters)
    return [(item.key, dict(states)) for item, states in page.items]


async def test_items_of_a_project_with_their_counts_and_filters(shelves: Shelves) -> None:
    photos, more = await shelves.dataset("Photos", 3), await shelves.dataset("More")
    await shelves.fill(more, 1, 10)
    project, other = await shelves.project(photos, more), await shelves.project(photos, name="Other")
    items: list[Item] = [*(await shelves.items.page(shelves.owner, photos.uid, ALL)).items]
    await shelves.draw(items[0], project, box("cat"))
    await shelves.draw(items[0], project, box("dog", source="auto_label", confidence=0.5))
    await shelves.draw(items[1], project, box("cat", source="sam", state="rejected"))
    await shelves.draw(items[2], other, box("cat"))
    none: dict[str, int] = {}
    zero, one = ("0.png", {"accepted": 1, "draft": 1}), ("1.png", {"rejected": 1})
    assert await filtered(shelves, project) == [zero, one, ("2.png", none), ("10.png", none)]
    assert await filtered(shelves, project, state="empty") == [("2.png", none), ("10.png", none)]
    assert await filtered(shelves, project, label="cat") == [zero, one]
    assert (
        await filtered(shelves, project, source="auto_label")
        == await filtered(shelves, project, state="draft")
        == [zero]
    )
    assert await filtered(shelves, project, label="dog", source="auto_label", state="draft") == [zero]
    assert await filtered(shelves, project, label="cat", source="auto_label") == []  # not of two different ones
    assert await filtered(shelves, project, label="bird") == []
