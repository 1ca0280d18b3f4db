from __future__ import annotations

from collections.abc import Callable

import pytest

from avala_edge.errors import InvalidInput
from avala_edge.store import Label, LabelSpec, Project
from tests.unit.store.shelves import Shelves, box

OCCLUDED = {"name": "occluded", "type": "checkbox"}


async def relabel(shelves: Shelves, project: Project, *specs: LabelSpec) -> tuple[Label, ...]:
    return (await shelves.projects.change(shelves.owner, project.uid, labels=specs)).labels


def names(labels: tuple[Label, ...]) -> list[str]:
    return [label.name for label in labels]


async def test_labels_keep_their_order_and_get_colours(shelves: Shelves) -> None:
    project = await shelves.project(labels=("dog", "cat", "ant"))
    assert names(project.labels) == ["dog", "cat", "ant"]
    assert len({label.color for label in project.labels}) == 3
    turned = await relabel(shelves, project, *(LabelSpec(name) for name in ("ant", "dog", "cat")))
    assert names(turned) == ["ant", "dog", "cat"]
    assert {label.uid: label.color for label in turned} == {label.uid: label.color for label in project.labels}


async def test_a_label_is_renamed_with_all_that_it_was_given_to(shelves: Shelves) -> None:
    project, [item] = await shelves.work()
    drawn = await shelves.draw(item, project, box("cat"))
    cat, dog = project.labels
    spec = LabelSpec("lion", "#112233", "l", [OCCLUDED], cat.uid)
    [lion, _] = await relabel(shelves, project, spec, LabelSpec("dog", uid=dog.uid))
    assert (lion.uid, lion.color, lion.shortcut, lion.attributes) == (cat.uid, "#112233", "l", (OCCLUDED,))
    assert (await shelves.annotations.get(shelves.owner, drawn.uid)).label == "lion"
    [count] = await shelves.projects.counts(await shelves.projects.number(shelves.owner, project.uid))
    assert (count.label, count.count) == ("lion", 1)


async def test_two_labels_swap_their_names(shelves: Shelves) -> None:
    project, [item] = await shelves.work()
    drawn = await shelves.draw(item, project, box("cat"))
    cat, dog = project.labels
    swapped = await relabel(shelves, project, LabelSpec("dog", uid=cat.uid), LabelSpec("cat", uid=dog.uid))
    assert [(label.uid, label.name) for label in swapped] == [(cat.uid, "dog"), (dog.uid, "cat")]
    assert (await shelves.annotations.get(shelves.owner, drawn.uid)).label == "dog"


async def test_a_name_that_a_label_gave_up_can_be_given_to_a_new_one(shelves: Shelves) -> None:
    project = await shelves.project(labels=("cat",))
    [cat] = project.labels
    for specs in (
        [LabelSpec("lion", uid=cat.uid), LabelSpec("cat")],
        [LabelSpec("lion"), LabelSpec("cat", uid=cat.uid)],
    ):
        found = {label.name: label.uid for label in await relabel(shelves, project, *specs)}
        assert found.keys() == {"lion", "cat"}
        assert found["lion" if specs[0].uid else "cat"] == cat.uid


async def test_odd_names_do_not_collide(shelves: Shelves) -> None:
    project = await shelves.project(labels=("~1", "~2", "~3", "~4"))
    labels = project.labels
    turned = [LabelSpec(labels[n - 1].name, uid=labels[n].uid) for n in range(4)]
    assert names(await relabel(shelves, project, *turned)) == ["~4", "~1", "~2", "~3"]


async def test_a_label_that_nobody_used_is_gone(shelves: Shelves) -> None:
    project = await shelves.project()
    old = project.labels[0].uid
    assert names(await relabel(shelves, project, LabelSpec("dog"))) == ["dog"]
    again = await relabel(shelves, project, LabelSpec("dog"), LabelSpec("cat"))
    assert old not in {label.uid for label in again}
    with pytest.raises(InvalidInput):
        await relabel(shelves, project, LabelSpec("cat", uid=old))


async def test_a_label_in_use_is_archived_and_comes_back(shelves: Shelves) -> None:
    project, [item] = await shelves.work()
    drawn = await shelves.draw(item, project, box("cat"))
    cat = project.labels[0]
    assert names(await relabel(shelves, project, LabelSpec("dog", shortcut="d"))) == ["dog"]
    assert (await shelves.annotations.get(shelves.owner, drawn.uid)).label == "cat"
    with pytest.raises(InvalidInput) as refusal:
        await shelves.draw(item, project, box("cat"))
    assert refusal.value.field == "label"
    assert [label.uid for label in await relabel(shelves, project, LabelSpec("cat"))] == [cat.uid]
    await shelves.draw(item, project, box("cat"))


@pytest.mark.parametrize("at_once", [True, False])
async def test_the_name_of_an_archived_label_is_refused_to_another(shelves: Shelves, at_once: bool) -> None:
    project, [item] = await shelves.work()
    await shelves.draw(item, project, box("cat"))
    dog = project.labels[1]
    if not at_once:
        await relabel(shelves, project, LabelSpec("dog"))
    with pytest.raises(InvalidInput, match="archived") as refusal:
        await relabel(shelves, project, LabelSpec("cat", uid=dog.uid))
    assert refusal.value.field == "labels.0.name"
    assert names((await shelves.projects.get(shelves.owner, project.uid)).labels) == (
        ["cat", "dog"] if at_once else ["dog"]
    )


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (lambda cat: [LabelSpec("a"), LabelSpec("a")], "labels.1.name"),
        (lambda cat: [LabelSpec("a", shortcut="x"), LabelSpec("b", shortcut="x")], "labels.1.shortcut"),
        (lambda cat: [LabelSpec("a", uid=cat.uid), LabelSpec("b", uid=cat.uid)], "labels.1.uid"),
        (lambda cat: [LabelSpec("a", uid="none")], "labels.0.uid"),
    ],
)
async def test_labels_that_do_not_go_together_are_refused(
    shelves: Shelves, wanted: Callable[[Label], list[LabelSpec]], field: str
) -> None:
    project = await shelves.project()
    with pytest.raises(InvalidInput) as refusal:
        await relabel(shelves, project, *wanted(project.labels[0]))
    assert refusal.value.field == field
    assert await shelves.projects.get(shelves.owner, project.uid) == project


async def test_a_label_of_another_project_is_refused(shelves: Shelves) -> None:
    project, other = await shelves.project(), await shelves.project(name="Other")
    with pytest.raises(InvalidInput):
        await relabel(shelves, project, LabelSpec("cat", uid=other.labels[0].uid))
