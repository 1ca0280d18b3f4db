"""The counts of each kind are what counting anew finds, whatever was done, in whatever order, by however many.

Reviews among it: what they decide, and what undoing them gives back, is what a model of a few lines says.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import URL, select

from avala_edge.errors import Conflict, InvalidInput, Stale
from avala_edge.store import (
    Annotation,
    BulkReviews,
    Database,
    Decision,
    Item,
    LabelSpec,
    Project,
    ReviewFilter,
    Reviews,
)
from avala_edge.store.reviews import STATE_AFTER
from avala_edge.store.tables import annotation_table
from tests.unit.store.shelves import ALL, Shelves, box

LABELS = st.sampled_from(["cat", "dog", None])
SHARES = st.one_of(st.none(), st.sampled_from([0.0, 0.1, 0.29, 0.3, 0.7, 0.999, 1.0]), st.floats(0, 1))
SOURCES = st.sampled_from(["human", "sam", "auto_label", "imported"])
MODELS = st.sampled_from([None, "mini", "vit-b"])
STATES = st.sampled_from(["draft", "accepted", "rejected"])
DECISIONS = st.sampled_from(["accept", "reject"])


async def counted(shelves: Shelves, project: Project) -> Counter[tuple[Any, ...]]:
    number = await shelves.projects.number(shelves.owner, project.uid)
    rows = await shelves.projects.counts(number)
    return Counter({(row.state, row.source, row.model, row.label, row.tenth): row.count for row in rows})


async def recounted(shelves: Shelves, project: Project, names: dict[int, str]) -> Counter[tuple[Any, ...]]:
    number = await shelves.projects.number(shelves.owner, project.uid)
    columns = [annotation_table.c[name] for name in ("state", "source", "model", "label_id", "confidence")]
    async with shelves.database.read() as tx:
        rows = (await tx.execute(select(*columns).where(annotation_table.c.project_id == number))).all()
    return Counter(
        (row[0], row[1], row[2] or None, names.get(row[3]), None if row[4] is None else min(int(row[4] * 10), 9))
        for row in rows
    )


def timeless(drawn: Annotation) -> Annotation:
    return replace(drawn, updated_at=drawn.created_at)


class Work(RuleBasedStateMachine):
    """One project, its annotations as they should be, and everything that may be done to them."""

    drawn = Bundle("drawn")

    def __init__(self, runner: asyncio.Runner, shelves: Shelves) -> None:
        super().__init__()
        self._runner, self._shelves = runner, shelves
        self._known: dict[str, Annotation] = {}
        self._reviews, self._bulk = Reviews(shelves.database), BulkReviews(shelves.database)
        self._undos: dict[str, int] = {}  # decisions that may be undone → of how many
        self._decided: dict[str, tuple[str, Annotation]] = {}  # what nothing changed since → by which, what it was
        self._project, self._items = self._do(self._begin())
        self._names = {label.id: label.name for label in self._project.labels}

    def _do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self._runner.run(work)

    async def _begin(self) -> tuple[Project, list[Item]]:
        shelves = self._shelves
        found = (await shelves.datasets.page(shelves.owner, ALL)).items
        dataset = found[0] if found else await shelves.dataset("Photos", 2)
        project = await shelves.project(dataset)
        return project, list((await shelves.items.page(shelves.owner, dataset.uid, ALL)).items)

    @rule(
        target=drawn,
        item=st.integers(0, 1),
        label=LABELS,
        source=SOURCES,
        share=SHARES,
        model=MODELS,
        n=st.integers(1, 3),
    )
    def add(self, item: int, label: str | None, source: str, share: float | None, model: str | None, n: int) -> Any:
        new = [box(label, source=source, confidence=share, model=model) for _ in range(n)]
        shelves = self._shelves
        made = self._do(shelves.annotations.add(shelves.owner, self._items[item].uid, self._project.uid, new))
        self._known |= {annotation.uid: annotation for annotation, _ in made}
        return multiple(*(annotation.uid for annotation, _ in made))

    @rule(uid=drawn)
    def try_again(self, uid: str) -> None:
        shelves, item = self._shelves, self._known[uid].item
        again = shelves.annotations.add(shelves.owner, item, self._project.uid, [box("dog", uid=uid)])
        [(there, is_new)] = self._do(again)
        assert (timeless(there), is_new) == (timeless(self._known[uid]), False)

    @rule(uid=drawn, label=LABELS, share=SHARES)
    def change(self, uid: str, label: str | None, share: float | None) -> None:
        shelves, version = self._shelves, self._known[uid].version
        before = self._known[uid]
        self._decided.pop(uid, None)
        work = shelves.annotations.change(shelves.owner, uid, version, label=label, confidence=share)
        after = self._known[uid] = self._do(work)
        state = "draft" if before.state == "rejected" else before.state
        assert (after.version, after.label, after.confidence, after.state) == (version + 1, label, share, state)

    @rule(uid=drawn, decision=DECISIONS, label=st.one_of(st.just(...), LABELS))
    def review(self, uid: str, decision: Decision, label: Any) -> None:
        before, changes = self._known[uid], {} if label is ... else {"label": label}
        done = self._do(self._reviews.decide(self._shelves.owner, uid, decision, changes=changes))
        after = self._known[uid] = done.annotation
        state = STATE_AFTER[decision]
        is_changed = changes.get("label", before.label) != before.label
        assert (after.state, after.label) == (state, changes.get("label", before.label))
        assert after.version == before.version + int(is_changed or before.state != state)
        if done.undo is not None:
            self._undos[done.undo], self._decided[uid] = 1, (done.undo, before)

    @rule(decision=DECISIONS, state=STATES, source=SOURCES | st.none(), low=SHARES, label=LABELS)
    def review_many(
        self, decision: Decision, state: str, source: str | None, low: float | None, label: str | None
    ) -> None:
        wanted = ReviewFilter(state=state, source=source, min_confidence=low, label=label)
        work = self._bulk.decide(self._shelves.owner, self._project.uid, wanted, decision)
        if state == STATE_AFTER[decision]:
            with pytest.raises(InvalidInput):
                self._do(work)
            return
        fit = {
            uid: each
            for uid, each in self._known.items()
            if each.state == state
            and source in (None, each.source)
            and label in (None, each.label)
            and (low is None or (each.confidence is not None and each.confidence >= low))
        }
        done = self._do(work)
        assert (done.count, done.own, done.undo is None) == (len(fit), 0, not fit)
        for uid, each in fit.items():
            self._known[uid] = replace(each, state=STATE_AFTER[decision], version=each.version + 1)
        if fit:
            self._undos[done.undo] = len(fit)
            self._decided |= {uid: (done.undo, each) for uid, each in fit.items()}

    @precondition(lambda self: self._undos)
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        token = data.draw(st.sampled_from(sorted(self._undos)))
        size = self._undos.pop(token)
        done = self._do(self._bulk.undo(self._shelves.owner, self._project.uid, token))
        back = {uid: was for uid, (by, was) in self._decided.items() if by == token}
        assert (done.count, done.changed_since) == (len(back), size - len(back))
        for uid, was in back.items():
            now = self._known[uid]
            changed = (now.state, now.label) != (was.state, was.label)
            self._known[uid] = replace(now, state=was.state, label=was.label, version=now.version + int(changed))
            del self._decided[uid]
        with pytest.raises(Conflict):
            self._do(self._bulk.undo(self._shelves.owner, self._project.uid, token))

    @rule(uid=drawn, off=st.sampled_from([-1, 1]), deletes=st.booleans())
    def come_late(self, uid: str, off: int, deletes: bool) -> None:
        annotations, version = self._shelves.annotations, self._known[uid].version + off
        late = (
            annotations.delete(self._shelves.owner, uid, version)
            if deletes
            else annotations.change(self._shelves.owner, uid, version, label="dog")
        )
        with pytest.raises(Stale) as refusal:
            self._do(late)
        assert timeless(refusal.value.current) == timeless(self._known[uid])

    @rule(uid=consumes(drawn))
    def delete(self, uid: str) -> None:
        self._decided.pop(uid, None)
        self._do(self._shelves.annotations.delete(self._shelves.owner, uid, self._known.pop(uid).version))

    @invariant()
    def counts_are_what_counting_finds(self) -> None:
        counts = self._do(counted(self._shelves, self._project))
        assert counts == self._do(recounted(self._shelves, self._project, self._names))
        assert counts.total() == len(self._known)

    @invariant()
    def everything_is_as_it_was_left(self) -> None:
        shelves = self._shelves
        for item in self._items:
            work = shelves.annotations.page(shelves.owner, item.uid, ALL, project=self._project.uid)
            kept = {annotation.uid: timeless(annotation) for annotation in self._do(work).items}
            known = {uid: timeless(each) for uid, each in self._known.items() if each.item == item.uid}
            assert kept == known


def test_counts_follow_whatever_is_done(url: URL, tmp_path: Path) -> None:
    with asyncio.Runner() as runner:
        database = Database(url)
        shelves = runner.run(Shelves.open(database, tmp_path))
        run_state_machine_as_test(
            lambda: Work(runner, shelves),
            settings=settings(
                max_examples=25,
                stateful_step_count=20,
                deadline=None,
                derandomize=True,
                suppress_health_check=list(HealthCheck),
            ),
        )
        runner.run(database.close())


@pytest.mark.parametrize("seed", range(3))
async def test_counts_follow_many_who_work_at_once(shelves: Shelves, seed: int) -> None:
    project, items = await shelves.work(3)

    async def somebody(number: int) -> None:
        chance = random.Random(f"{seed} {number}")
        mine: dict[str, int] = {}
        for _ in range(12):
            if not mine or chance.random() < 0.5:
                item, label = chance.choice(items), chance.choice(["cat", "dog", None])
                mine[(await shelves.draw(item, project, box(label, source="sam", confidence=chance.random()))).uid] = 1
                continue
            uid = chance.choice(sorted(mine))
            if chance.random() < 0.5:
                await shelves.annotations.delete(shelves.owner, uid, mine.pop(uid))
            else:
                await shelves.annotations.change(shelves.owner, uid, mine[uid], label=chance.choice(["cat", "dog"]))
                mine[uid] += 1

    async with asyncio.timeout(60):
        await asyncio.gather(*(somebody(number) for number in range(8)))
    names = {label.id: label.name for label in project.labels}
    assert await counted(shelves, project) == await recounted(shelves, project, names)


async def test_counts_follow_a_label_through_its_changes(shelves: Shelves) -> None:
    project, [item] = await shelves.work()
    drawn = await shelves.draw(item, project)
    cat, dog = project.labels
    specs = [LabelSpec("lion", uid=cat.uid), LabelSpec("dog", uid=dog.uid)]
    await shelves.projects.change(shelves.owner, project.uid, labels=specs)
    assert await counted(shelves, project) == {("accepted", "human", None, "lion", None): 1}
    await shelves.annotations.change(shelves.owner, drawn.uid, 1, label="dog")
    await shelves.projects.change(shelves.owner, project.uid, labels=[])  # the lion is gone, the dog archived
    assert await counted(shelves, project) == {("accepted", "human", None, "dog", None): 1}
    await shelves.projects.change(shelves.owner, project.uid, labels=[LabelSpec("bird")])
    await shelves.draw(item, project, box("bird"))
    assert await counted(shelves, project) == {
        ("accepted", "human", None, "dog", None): 1,
        ("accepted", "human", None, "bird", None): 1,
    }
