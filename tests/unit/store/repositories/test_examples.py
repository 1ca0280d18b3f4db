"""Accepted annotations as examples: which there are, when that changes, and what they look like; on both databases."""

from __future__ import annotations

from avala_edge.store import ExampleRows, LabelSpec
from tests.unit.store.shelves import BOX, Shelves, box


async def test_the_newest_of_each_label(shelves: Shelves) -> None:
    project, items = await shelves.work(3)
    other = await shelves.project(name="Other")
    rows = ExampleRows(shelves.database)
    assert await rows.newest(project.id, each=2, most=10) == []
    cats = [await shelves.draw(items[n % 3], project) for n in range(4)]
    dog = await shelves.draw(items[0], project, box("dog"))
    await shelves.draw(items[0], project, box(None))
    await shelves.draw(items[0], project, box("dog", source="auto_label"))
    await shelves.draw(items[0], project, box("dog", source="imported", state="rejected"))
    found = await rows.newest(project.id, each=2, most=10)
    assert {each.uid for each in found} == {cats[3].uid, cats[2].uid, dog.uid}
    assert {each.image for each in found} == {items[0].image.uid, items[2].image.uid}
    assert {each.label for each in found} == {label.uid for label in project.labels}
    assert len(await rows.newest(project.id, each=2, most=2)) == 2
    assert {each.label for each in await rows.newest(project.id, each=9, most=2)} == {
        each.uid for each in project.labels
    }
    assert await rows.newest(other.id, each=2, most=10) == []

    cat = next(label for label in project.labels if label.name == "cat")
    await shelves.projects.change(shelves.owner, project.uid, labels=[LabelSpec("cat", uid=cat.uid)])  # no dogs
    assert {each.label for each in await rows.newest(project.id, each=2, most=10)} == {cat.uid}


async def test_the_state_is_another_after_every_change(shelves: Shelves) -> None:
    project, (item,) = await shelves.work()
    other = await shelves.project(name="Other")
    rows = ExampleRows(shelves.database)
    states, others = [await rows.state(project.id)], await rows.state(other.id)
    drawn = await shelves.draw(item, project)
    states.append(await rows.state(project.id))
    drawn = await shelves.annotations.change(shelves.owner, drawn.uid, drawn.version, label="dog")
    states.append(await rows.state(project.id))
    [shape] = await rows.shapes([drawn.uid, "gone"])
    assert (shape.version, shape.type, shape.image) == (2, "bounding_box", item.image)
    assert shape.geometry == BOX
    await shelves.annotations.delete(shelves.owner, drawn.uid, drawn.version)
    states.append(await rows.state(project.id))
    assert len(set(states)) == 4
    assert await rows.state(other.id) == others
    assert await rows.shapes([drawn.uid]) == []


async def test_the_items_that_follow(shelves: Shelves) -> None:
    project, items = await shelves.work(4)
    rows = ExampleRows(shelves.database)
    assert await rows.following(project.id, items[1].uid, most=2) == [items[1].uid, items[2].uid]
    assert await rows.following(project.id, items[3].uid, most=2) == [items[3].uid]
