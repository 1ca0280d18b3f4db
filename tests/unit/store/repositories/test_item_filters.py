"""Pages of a project's items are, by every filter there is, what looking at every item finds."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import partial
from itertools import product

import pytest

from avala_edge.errors import InvalidInput
from avala_edge.store import Annotation, Item, LabelSpec, PageOf, Project
from avala_edge.store.annotation_rows import SOURCES, STATES
from avala_edge.store.annotations import PREDICTED
from avala_edge.store.reviews import decide
from tests.unit.store.shelves import ALL, Shelves, box, every_page

ITEMS = 23
LABELS = ("cat", "dog", "bird", "fish")  # the last of them only in one project, and on nothing


@dataclass
class Work:
    """Two projects over the same items, and what is on them."""

    shelves: Shelves
    items: list[Item]
    projects: tuple[Project, Project]
    drawn: defaultdict[tuple[str, str], list[Annotation]] = field(default_factory=lambda: defaultdict(list))

    async def change_something(self, chance: random.Random) -> None:
        shelves, project, item = self.shelves, chance.choice(self.projects), chance.choice(self.items[:-2])
        here = self.drawn[project.uid, item.uid]
        what = chance.random()
        if what < 0.6 or not here:
            source = chance.choice(SOURCES)
            state = "draft" if source in PREDICTED else chance.choice(STATES)
            label = chance.choice((*LABELS[:3], None))
            new = [box(label, source=source, state=state) for _ in range(chance.randint(1, 3))]
            made = await shelves.annotations.add(shelves.owner, item.uid, project.uid, new)
            here += [each for each, _ in made]
            return
        old = here.pop(chance.randrange(len(here)))
        if what < 0.75:
            label = chance.choice((*LABELS[:3], None))
            here.append(await shelves.annotations.change(shelves.owner, old.uid, old.version, label=label))
        elif what < 0.9:
            async with shelves.database.write() as tx:
                here.append((await decide(tx, shelves.owner, old, chance.choice(("accept", "reject"))))[0])
        else:
            await shelves.annotations.delete(shelves.owner, old.uid, old.version)

    def found(self, project: Project, label: str | None, source: str | None, state: str | None) -> list[Item]:
        """Look at every item."""
        if state == "empty":
            return [item for item in self.items if not self.drawn[project.uid, item.uid]]
        if not (label or source or state):
            return self.items
        asked = {"label": label, "source": source, "state": state}
        wanted = {name: value for name, value in asked.items() if value}
        return [
            item
            for item in self.items
            if any(
                all(getattr(each, name) == value for name, value in wanted.items())
                for each in self.drawn[project.uid, item.uid]
            )
        ]


@pytest.fixture
async def work(shelves: Shelves) -> Work:
    dataset = await shelves.dataset("Photos", ITEMS)
    one = await shelves.project(dataset, labels=LABELS)
    other = await shelves.project(dataset, labels=LABELS[:3], name="Other")
    items = (await shelves.items.page(shelves.owner, dataset.uid, ALL)).items
    return Work(shelves, list(items), (one, other))


@pytest.mark.parametrize("changes", [5, 120])
async def test_every_filter_finds_what_looking_finds(work: Work, changes: int) -> None:
    chance = random.Random(changes)
    for _ in range(changes):
        await work.change_something(chance)
    filters = product((None, *LABELS, "no such"), (None, *SOURCES), (None, *STATES, "empty"))
    for project, (label, source, state) in product(work.projects, filters):
        ask = partial(work.shelves.items.project_page, project.id, label=label, source=source, state=state)
        expected = [
            (item, dict(Counter(each.state for each in work.drawn[project.uid, item.uid])))
            for item in work.found(project, label, source, state)
        ]
        assert list((await ask(ALL)).items) == expected, (label, source, state)
        if chance.random() < 0.2:
            assert await every_page(ask, chance.choice((1, 2, 5, len(expected) or 1))) == expected


async def test_a_renamed_label_is_found_by_its_new_name(work: Work) -> None:
    shelves, [project, _], item = work.shelves, work.projects, work.items[3]
    await shelves.draw(item, project, box("cat"))
    specs = [LabelSpec("lion", uid=project.labels[0].uid), *(LabelSpec(name) for name in LABELS[1:])]
    await shelves.projects.change(shelves.owner, project.uid, labels=specs)
    for name, expected in (("lion", [item]), ("cat", [])):
        page = await shelves.items.project_page(project.id, ALL, label=name)
        assert [found for found, _ in page.items] == expected


@pytest.mark.parametrize("asked", [{}, {"label": "cat"}, {"source": "sam"}, {"state": "draft"}, {"state": "empty"}])
async def test_a_foreign_cursor_and_a_limit_out_of_bounds_are_refused(work: Work, asked: dict[str, str]) -> None:
    for page, name in ((PageOf(cursor="nonsense"), "cursor"), (PageOf(0), "limit"), (PageOf(1001), "limit")):
        with pytest.raises(InvalidInput) as refusal:
            await work.shelves.items.project_page(work.projects[0].id, page, **asked)
        assert refusal.value.field == name


async def test_saving_an_annotation_leaves_its_task_as_it_was(work: Work) -> None:
    shelves, [project, _] = work.shelves, work.projects
    before = (await shelves.tasks.page(shelves.owner, ALL, project=project.uid)).items
    await shelves.draw(work.items[0], project, box("cat"))
    assert (await shelves.tasks.page(shelves.owner, ALL, project=project.uid)).items == before
