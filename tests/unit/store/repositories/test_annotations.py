from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from avala_edge.errors import Conflict, InvalidInput, NotFound, Stale
from tests.unit.store.shelves import ALL, BOX, Shelves, box


async def test_what_was_drawn_comes_back(shelves: Shelves) -> None:
    project, [item] = await shelves.work()
    ann = await shelves.person("ann")
    new = box("cat", source="sam", confidence=0.25, model="avala-mini", track="t1", state="draft")
    [(drawn, is_new)] = await shelves.annotations.add(ann, item.uid, project.uid, [new])
    assert is_new
    assert (drawn.project, drawn.item, drawn.label, drawn.type) == (project.uid, item.uid, "cat", "bounding_box")
    assert (drawn.geometry, drawn.attributes, drawn.source, drawn.state) == (BOX, {}, "sam", "draft")
    assert (drawn.confidence, drawn.model, drawn.track, drawn.version) == (0.25, "avala-mini", "t1", 1)
    assert (drawn.created_by, drawn.updated_by) == ("ann", "ann")
    assert await shelves.annotations.get(shelves.owner, drawn.uid) == drawn
    assert (await shelves.annotations.page(shelves.owner, item.uid, ALL)).items == (drawn,)
    assert await shelves.annotations.of_items(shelves.owner, [item.id]) == {item.id: [drawn]}


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({}, "accepted"),
        ({"source": "sam"}, "draft"),
        ({"source": "imported"}, "draft"),
        ({"source": "imported", "state": "accepted"}, "accepted"),
        ({"source": "auto_label"}, "draft"),
        ({"source": "propagated", "state": "draft"}, "draft"),
    ],
)
async def test_what_a_person_drew_is_accepted_and_the_rest_a_draft(
    shelves: Shelves, values: dict[str, Any], state: str
) -> None:
    project, [item] = await shelves.work()
    drawn = await shelves.draw(item, project, box("cat", **values))
    assert drawn.state == state
    assert (drawn.model, drawn.confidence, drawn.track) == (None, None, None)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"source": "ghost"}, "source"),
        ({"state": "lost"}, "state"),
        ({"source": "auto_label", "state": "accepted"}, "state"),
        ({"source": "propagated", "state": "rejected"}, "state"),
        ({"label": "bird"}, "label"),
    ],
)
async def test_a_value_that_is_none_is_named_and_nothing_is_made(
    shelves: Shelves, values: dict[str, Any], field: str
) -> None:
    project, [item] = await shelves.work()
    with pytest.raises(InvalidInput) as refusal:
        await shelves.annotations.add(
            shelves.owner, item.uid, project.uid, [box("cat"), box(**{"label": "cat", **values})]
        )
    assert refusal.value.field == field
    assert (await shelves.annotations.page(shelves.owner, item.uid, ALL)).items == ()


async def test_an_item_of_another_dataset_is_not_in_the_project(shelves: Shelves) -> None:
    project, [item] = await shelves.work()
    other = await shelves.dataset("Other")
    [stray] = await shelves.fill(other, 1, 5)
    with pytest.raises(InvalidInput) as refusal:
        await shelves.draw(stray, project)
    assert refusal.value.field == "project"
    for wrong in ((item.uid, "none"), ("none", project.uid)):
        with pytest.raises(NotFound):
            await shelves.annotations.add(shelves.owner, *wrong, [box("cat")])


async def test_a_second_try_makes_nothing_twice(shelves: Shelves) -> None:
    project, [item] = await shelves.work()
    uids = [str(uuid4()) for _ in range(2)]
    first = await shelves.annotations.add(shelves.owner, item.uid, project.uid, [box("cat", uid=uids[0])])
    await shelves.annotations.change(shelves.owner, uids[0], 1, label="dog")
    again = await shelves.annotations.add(
        shelves.owner, item.uid, project.uid, [box("cat", uid=uids[1]), box("cat", uid=uids[0]), box()]
    )
    assert [is_new for _, is_new in first + again] == [True, True, False, True]
    assert [drawn.uid for drawn, _ in again][:2] == [uids[1], uids[0]]
    assert (again[1][0].label, again[1][0].version) == ("dog", 2)  # as it is now
    history = (await shelves.activity.history(shelves.owner, uids[0], ALL)).items
    assert [event.action for event in history] == ["annotation.created", "annotation.updated"]


async def test_tries_at_the_same_time_make_one(shelves: Shelves) -> None:
    project, [item] = await shelves.work()
    uid = str(uuid4())
    made = await asyncio.gather(
        *(shelves.annotations.add(shelves.owner, item.uid, project.uid, [box("cat", uid=uid)]) for _ in range(10))
    )
    assert sorted(is_new for [(_, is_new)] in made) == [False] * 9 + [True]
    assert len({drawn.id for [(drawn, _)] in made}) == 1


async def test_a_uid_twice_in_one_call_is_refused(shelves: Shelves) -> None:
    project, [item] = await shelves.work()
    twice = [box("cat", uid="same"), box("dog", uid="same")]
    with pytest.raises(InvalidInput) as refusal:
        await shelves.annotations.add(shelves.owner, item.uid, project.uid, twice)
    assert refusal.value.field == "uid"


async def test_a_uid_of_somewhere_else_is_a_conflict(shelves: Shelves) -> None:
    project, items = await shelves.work(2)
    drawn = await shelves.draw(items[0], project)
    with pytest.raises(Conflict):
        await shelves.annotations.add(shelves.owner, items[1].uid, project.uid, [box("cat", uid=drawn.uid)])


async def test_a_change_raises_the_version_and_leaves_the_rest(shelves: Shelves) -> None:
    project, [item] = await shelves.work()
    ann = await shelves.person("ann")
    drawn = await shelves.draw(item, project, box("cat", source="sam", confidence=0.5, model="m"))
    moved = {**BOX, "x": 9}
    changed = await shelves.annotations.change(ann, drawn.uid, 1, geometry=moved)
    assert (changed.geometry, changed.version, changed.updated_by, changed.created_by) == (moved, 2, "ann", "olga")
    assert (changed.label, changed.source, changed.state, changed.confidence) == ("cat", "sam", "draft", 0.5)
    assert changed.updated_at > drawn.updated_at
    assert changed.created_at == drawn.created_at
    none = await shelves.annotations.change(ann, drawn.uid, 2, label=None, track="t", confidence=None)
    assert (none.label, none.track, none.confidence, none.version) == (None, "t", None, 3)
    again = await shelves.annotations.change(ann, drawn.uid, 3, label="dog")
    assert again.label == "dog"
    with pytest.raises(InvalidInput) as refusal:
        await shelves.annotations.change(ann, drawn.uid, 4, label="bird")
    assert refusal.value.field == "label"


@pytest.mark.parametrize("version", [0, 1, 3, 999_999_999])
async def test_a_wrong_version_is_stale_and_shows_what_there_is(shelves: Shelves, version: int) -> None:
    project, [item] = await shelves.work()
    drawn = await shelves.draw(item, project)
    now = await shelves.annotations.change(shelves.owner, drawn.uid, 1, label="dog")
    for late in (
        shelves.annotations.change(shelves.owner, drawn.uid, version, label="cat"),
        shelves.annotations.delete(shelves.owner, drawn.uid, version),
    ):
        with pytest.raises(Stale) as refusal:
            await late
        assert refusal.value.current == now
    assert await shelves.annotations.get(shelves.owner, drawn.uid) == now


async def test_of_many_who_save_the_same_version_one_does(shelves: Shelves) -> None:
    project, [item] = await shelves.work()
    drawn = await shelves.draw(item, project)
    tries = await asyncio.gather(
        *(shelves.annotations.change(shelves.owner, drawn.uid, 1, track=f"t{n}") for n in range(12)),
        return_exceptions=True,
    )
    [saved] = [each for each in tries if not isinstance(each, BaseException)]
    refused = [each for each in tries if isinstance(each, Stale)]
    assert len(refused) == 11
    assert all(each.current == saved for each in refused)
    assert await shelves.annotations.get(shelves.owner, drawn.uid) == saved


async def test_a_deleted_annotation_is_gone_but_not_from_the_log(shelves: Shelves) -> None:
    project, [item] = await shelves.work()
    drawn = await shelves.draw(item, project)
    await shelves.annotations.delete(shelves.owner, drawn.uid, 1)
    for ask in (
        shelves.annotations.get(shelves.owner, drawn.uid),
        shelves.annotations.delete(shelves.owner, drawn.uid, 1),
        shelves.annotations.change(shelves.owner, drawn.uid, 1, label="dog"),
    ):
        with pytest.raises(NotFound):
            await ask
    last = (await shelves.activity.history(shelves.owner, drawn.uid, ALL)).items[-1]
    assert (last.action, last.after) == ("annotation.deleted", None)
    assert last.before is not None
    assert last.before["geometry"] == BOX


async def test_annotations_are_found_by_project_and_state(shelves: Shelves) -> None:
    dataset = await shelves.dataset("Photos")
    [item] = await shelves.fill(dataset, 1)
    one, two = await shelves.project(dataset, name="One"), await shelves.project(dataset, name="Two")
    mine, draft = await shelves.draw(item, one), await shelves.draw(item, one, box("cat", source="sam"))
    theirs = await shelves.draw(item, two)

    async def found(**filters: str) -> list[str]:
        return [a.uid for a in (await shelves.annotations.page(shelves.owner, item.uid, ALL, **filters)).items]

    assert await found() == [mine.uid, draft.uid, theirs.uid]
    assert await found(project=one.uid) == [mine.uid, draft.uid]
    assert await found(project=one.uid, state="draft") == [draft.uid]
    assert await found(state="rejected") == []
    with pytest.raises(NotFound):
        await found(project="none")


async def test_geometry_comes_back_number_for_number(shelves: Shelves) -> None:
    project, [item] = await shelves.work()
    rings = [[[0.1 + 0.2, 1e-9], [1 / 3, 12345.678901234567], [4032, 3024.5]]]
    geometry = {"polygons": [{"exterior": rings[0], "holes": rings}], "note": "ä€\N{GRINNING FACE}"}
    drawn = await shelves.draw(item, project, box("cat"))
    changed = await shelves.annotations.change(shelves.owner, drawn.uid, 1, type="polygon", geometry=geometry)
    assert changed.geometry == geometry
    assert (await shelves.annotations.get(shelves.owner, drawn.uid)).geometry == geometry
