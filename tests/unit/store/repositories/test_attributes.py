from __future__ import annotations

from typing import Any

import pytest

from avala_edge.errors import InvalidInput
from avala_edge.store import Item, LabelSpec, Project
from tests.unit.store.shelves import Shelves, box

ATTRIBUTES = [
    {"name": "kind", "type": "dropdown", "options": ["a", "b"]},
    {"name": "occluded", "type": "checkbox"},
    {"name": "plate", "type": "text"},
    {"name": "speed", "type": "number"},
    {"name": "doors", "type": "multi_select", "options": ["left", "right"]},
]
GOOD = [
    {"kind": "a", "occluded": False, "plate": "", "speed": 1, "doors": []},
    {"speed": -1.5, "doors": ["right", "left"], "plate": "x" * 2000},
    dict.fromkeys(("kind", "occluded", "plate", "speed", "doors")),
    {},
]
BAD: list[tuple[str, Any]] = [
    *(("kind", value) for value in ("c", "", 1, ["a"], {})),
    *(("occluded", value) for value in (0, "true", [])),
    *(("plate", value) for value in (1, "x" * 2001, ["a"])),
    *(("speed", value) for value in ("1", True, [], float("nan"), float("inf"))),
    *(("doors", value) for value in ("left", ["up"], ["left", "left"], [1], {"left": 1}, [["left"]])),
    ("wheels", 4),
]


async def cars(shelves: Shelves) -> tuple[Project, Item]:
    dataset = await shelves.dataset("Photos", 1)
    [item] = await shelves.fill(dataset, 1)
    specs = [LabelSpec("car", attributes=ATTRIBUTES), LabelSpec("dog")]
    return await shelves.projects.create(shelves.owner, name="P", dataset_uids=[dataset.uid], labels=specs), item


@pytest.mark.parametrize("given", GOOD)
async def test_values_that_fit_come_back(shelves: Shelves, given: dict[str, Any]) -> None:
    project, item = await cars(shelves)
    drawn = await shelves.draw(item, project, box("car", attributes=given))
    assert (await shelves.annotations.get(shelves.owner, drawn.uid)).attributes == given
    changed = await shelves.annotations.change(shelves.owner, drawn.uid, 1, attributes={"speed": 3})
    assert changed.attributes == {"speed": 3}


@pytest.mark.parametrize(("name", "value"), BAD)
async def test_a_value_that_does_not_fit_is_named(shelves: Shelves, name: str, value: Any) -> None:
    project, item = await cars(shelves)
    with pytest.raises(InvalidInput) as refusal:
        await shelves.draw(item, project, box("car", attributes={name: value}))
    assert refusal.value.field == f"attributes.{name}"
    drawn = await shelves.draw(item, project, box("car"))
    with pytest.raises(InvalidInput) as refusal:
        await shelves.annotations.change(shelves.owner, drawn.uid, 1, attributes={name: value})
    assert refusal.value.field == f"attributes.{name}"
    assert await shelves.annotations.get(shelves.owner, drawn.uid) == drawn


async def test_attributes_belong_to_a_label(shelves: Shelves) -> None:
    project, item = await cars(shelves)
    for label in (None, "dog"):
        with pytest.raises(InvalidInput) as refusal:
            await shelves.draw(item, project, box(label, attributes={"speed": 1}))
        assert refusal.value.field is not None
        assert refusal.value.field.startswith("attributes")
    drawn = await shelves.draw(item, project, box("car", attributes={"speed": 1}))
    with pytest.raises(InvalidInput):
        await shelves.annotations.change(shelves.owner, drawn.uid, 1, label="dog")
    changed = await shelves.annotations.change(shelves.owner, drawn.uid, 1, label="dog", attributes={})
    assert (changed.label, changed.attributes) == ("dog", {})
    bare = await shelves.annotations.change(shelves.owner, drawn.uid, 2, label=None)
    assert (bare.label, bare.version) == (None, 3)
