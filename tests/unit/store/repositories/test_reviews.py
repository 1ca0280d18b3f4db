"""Decisions: by many at once, of one's own work, undone; what waits, and samples of it."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from avala_edge.errors import Forbidden, InvalidInput, NotFound, Stale
from avala_edge.store import (
    Annotation,
    BulkReviews,
    Deliveries,
    Item,
    PageOf,
    Project,
    ReviewFigures,
    ReviewFilter,
    ReviewQueue,
    Reviews,
    Webhooks,
)
from avala_edge.store.review_queue import allot
from avala_edge.store.tables import annotation_table, review_decisions, tasks
from tests.unit.store.repositories.test_counts import counted, recounted
from tests.unit.store.shelves import ALL, Shelves, box, every_page


async def predicted(shelves: Shelves, project: Project, items: list[Item], count: int) -> list[Annotation]:
    """Predictions of falling confidence, an item after the other."""
    made = []
    for number in range(count):
        label = ("cat", "dog", None)[number % 3]
        new = box(label, source="auto_label", model="yolo", confidence=round(1 - number / count, 4))
        made.append(await shelves.draw(items[number % len(items)], project, new))
    return made


async def test_concurrent_reviewers_neither_lose_nor_double_a_decision(shelves: Shelves) -> None:
    project, items = await shelves.work(3)
    drafts = await predicted(shelves, project, items, 24)
    reviews, bulk = Reviews(shelves.database), BulkReviews(shelves.database)
    people = [await shelves.person(f"r{number}", "reviewer") for number in range(4)]
    said: list[tuple[str, str]] = []

    async def somebody(number: int) -> None:
        chance, who = random.Random(number), people[number]
        for draft in chance.sample(drafts, len(drafts)):
            decision = chance.choice(["accept", "reject"])
            if chance.random() < 0.1:
                low = chance.random()
                done = await bulk.decide(who, project.uid, ReviewFilter(min_confidence=low), decision)
                if done.undo is not None and chance.random() < 0.5:
                    await bulk.undo(who, project.uid, done.undo)
                continue
            try:
                await reviews.decide(who, draft.uid, decision, version=1)
            except Stale:
                continue
            said.append((draft.uid, who.username))

    async with asyncio.timeout(120):
        await asyncio.gather(*(somebody(number) for number in range(4)))
    names = {label.id: label.name for label in project.labels}
    assert await counted(shelves, project) == await recounted(shelves, project, names)
    assert len({uid for uid, _ in said}) == len(said)  # nobody's version 1 was decided by two
    async with shelves.database.read() as tx:
        now = {row.uid: row for row in await tx.execute(select(annotation_table))}
        made = (await tx.execute(select(review_decisions))).all()
        counts = (await tx.execute(select(tasks.c.draft_count, tasks.c.accepted_count, tasks.c.rejected_count))).all()
    for draft in drafts:
        told = (await shelves.activity.history(shelves.owner, draft.uid, ALL)).items
        assert [each.after["version"] for each in told if each.after] == list(range(1, now[draft.uid].version + 1))
        assert [each.after["state"] for each in told if each.after][-1] == now[draft.uid].state
        for one, next_ in pairwise(told):
            assert one.after is not None
            assert next_.before is not None
            assert one.after["state"] == next_.before["state"], "what was before is what was after the change before"
        own = [row for row in made if row.annotation_uid == draft.uid]
        assert len({row.version for row in own}) == len(own), "one decision a version"
        standing = [row for row in own if row.undone_at is None]
        assert now[draft.uid].state == (
            {"accept": "accepted", "reject": "rejected"}[standing[-1].decision] if standing else "draft"
        )
    assert [sum(column) for column in zip(*counts, strict=True)] == [
        sum(row.state == state for row in now.values()) for state in ("draft", "accepted", "rejected")
    ]


async def test_a_bulk_decision_is_one_entry_of_the_log_and_one_in_the_history_of_each(shelves: Shelves) -> None:
    project, items = await shelves.work()
    first, second = await predicted(shelves, project, items, 2)
    bulk, rita = BulkReviews(shelves.database), await shelves.person("rita", "reviewer")
    done = await bulk.decide(rita, project.uid, ReviewFilter(), "reject", "all of them are shadows")
    await shelves.annotations.change(shelves.owner, second.uid, 2, state="accepted")
    assert done.undo is not None
    await bulk.undo(shelves.owner, project.uid, done.undo)
    logged = (await shelves.activity.page(shelves.owner, ALL, project=project.uid)).items
    about_all = [(each.action, each.user) for each in logged if each.subject_type == "review_batch"]
    assert about_all == [("annotations.review_undone", "olga"), ("annotations.reviewed", "rita")]
    told = await every_page(lambda page: shelves.activity.history(shelves.owner, first.uid, page), 1)
    assert [(each.action, each.subject_uid, each.user, each.before, each.after) for each in told[1:]] == [
        (
            "annotation.reviewed",
            first.uid,
            "rita",
            {"state": "draft", "version": 1},
            {
                "state": "rejected",
                "version": 2,
                "decision": "reject",
                "comment": "all of them are shadows",
                "batch": done.undo,
            },
        ),
        (
            "annotation.review_undone",
            first.uid,
            "olga",
            {"state": "rejected", "version": 2},
            {"state": "draft", "version": 3, "undo": done.undo},
        ),
    ]
    actions = [each.action for each in (await shelves.activity.history(shelves.owner, second.uid, ALL)).items]
    assert actions == ["annotation.created", "annotation.reviewed", "annotation.updated"]


async def test_decisions_are_only_ever_added(shelves: Shelves) -> None:
    project, items = await shelves.work()
    await predicted(shelves, project, items, 1)
    await BulkReviews(shelves.database).decide(shelves.owner, project.uid, ReviewFilter(), "accept")
    for attempt in (update(review_decisions).values(decision="reject"), delete(review_decisions)):
        with pytest.raises(DBAPIError, match="only ever added"):
            async with shelves.database.write() as tx:
                await tx.execute(attempt)
    async with shelves.database.read() as tx:
        assert (await tx.execute(select(review_decisions.c.decision))).scalars().all() == ["accept"]


async def test_one_person_deciding_twice_decides_once(shelves: Shelves) -> None:
    project, items = await shelves.work()
    [draft] = await predicted(shelves, project, items, 1)
    reviews = Reviews(shelves.database)
    rita, ron = await shelves.person("rita", "reviewer"), await shelves.person("ron", "reviewer")
    first = await reviews.decide(rita, draft.uid, "accept", comment="good")
    assert (first.annotation.state, first.annotation.version, first.annotation.updated_by) == ("accepted", 2, "olga")
    again = await reviews.decide(rita, draft.uid, "accept")
    assert (again.annotation, again.undo) == (first.annotation, None)
    confirmed = await reviews.decide(ron, draft.uid, "accept")
    assert (confirmed.annotation.version, confirmed.undo is None) == (2, False)


async def test_a_changed_label_is_modified_then_accepted_and_undone_whole(shelves: Shelves) -> None:
    project, items = await shelves.work()
    [draft] = await predicted(shelves, project, items, 1)
    reviews, bulk = Reviews(shelves.database), BulkReviews(shelves.database)
    rita = await shelves.person("rita", "reviewer")
    shape = {"x": 5, "y": 6, "width": 7, "height": 8}
    done = await reviews.decide(rita, draft.uid, "accept", changes={"label": "dog", "geometry": shape})
    after = done.annotation
    assert (after.label, after.geometry, after.state, after.updated_by) == ("dog", shape, "accepted", "rita")
    figures = await ReviewFigures(shelves.database).verdicts(shelves.owner, project.uid)
    assert [(each.label, each.percent, each.accepted, each.modified) for each in figures] == [("cat", 99, 0, 1)]
    assert done.undo is not None
    undone = await bulk.undo(rita, project.uid, done.undo)
    assert (undone.count, undone.changed_since) == (1, 0)
    back = await shelves.annotations.get(shelves.owner, draft.uid)
    assert (back.label, back.geometry, back.state, back.version) == (draft.label, draft.geometry, "draft", 3)
    assert await ReviewFigures(shelves.database).verdicts(shelves.owner, project.uid) == []
    words = [each.action for each in (await shelves.activity.history(shelves.owner, draft.uid, ALL)).items]
    assert words == ["annotation.created", "annotation.reviewed", "annotation.review_undone"]


async def test_ones_own_work_is_reviewed_by_others_where_the_project_says_so(shelves: Shelves) -> None:
    dataset = await shelves.dataset("Photos", 1)
    project = await shelves.project(dataset, reviews_people=True, self_review=False)
    [item] = (await shelves.items.page(shelves.owner, dataset.uid, ALL)).items
    rita, ron = await shelves.person("rita", "reviewer"), await shelves.person("ron", "reviewer")
    [(own, _)] = await shelves.annotations.add(rita, item.uid, project.uid, [box("cat")])
    [(predicted_, _)] = await shelves.annotations.add(rita, item.uid, project.uid, [box("cat", source="auto_label")])
    assert (own.state, predicted_.state) == ("draft", "draft")
    with pytest.raises(InvalidInput, match="draft until it is reviewed"):
        await shelves.annotations.add(rita, item.uid, project.uid, [box("cat", state="accepted")])
    reviews, bulk = Reviews(shelves.database), BulkReviews(shelves.database)
    with pytest.raises(Forbidden, match="your own work"):
        await reviews.decide(rita, own.uid, "accept")
    counted_ = await bulk.count(rita, project.uid, ReviewFilter())
    assert (counted_.count, counted_.own) == (1, 1)
    done = await bulk.decide(rita, project.uid, ReviewFilter(), "accept")
    assert (done.count, done.own) == (1, 1)
    accepted = (await reviews.decide(ron, own.uid, "accept")).annotation
    changed = await shelves.annotations.change(rita, own.uid, accepted.version, label="dog")
    assert changed.state == "draft", "it begins anew"
    rejected = (await reviews.decide(ron, own.uid, "reject", comment="no dog")).annotation
    assert (await ReviewFigures(shelves.database).pace(shelves.owner, project.uid)).rework == 1
    mended = await shelves.annotations.change(rita, own.uid, rejected.version, label="cat")
    assert mended.state == "draft"


async def test_orders_of_the_queue_and_what_they_leave_out(shelves: Shelves) -> None:
    project, items = await shelves.work(2)
    drafts = await predicted(shelves, project, items, 9)
    bare = await shelves.draw(items[0], project, box("cat", source="sam"))
    queue, who = ReviewQueue(shelves.database), shelves.owner

    async def order(name: str, **wanted: object) -> list[str]:
        def ask(page: PageOf) -> object:
            return queue.page(who, project.uid, ReviewFilter(**wanted), name, page)  # type: ignore[arg-type]

        found = await every_page(ask, 4)
        return [each.uid for each in found]  # type: ignore[attr-defined]

    shares = {each.uid: each.confidence or 0 for each in drafts}
    assert await order("confidence") == [*sorted(shares, key=lambda uid: -shares[uid]), bare.uid]
    uncertain = await order("uncertainty")
    distances = [abs(shares[uid] - 0.5) for uid in uncertain[:-1]]
    assert (distances, uncertain[-1]) == (sorted(distances), bare.uid)
    of_item = {each.uid: each.item for each in [*drafts, bare]}
    assert [of_item[uid] for uid in await order("item")] == [items[0].uid] * 6 + [items[1].uid] * 4
    assert set(await order("item", label="dog", min_confidence=0.4)) == {
        each.uid for each in drafts if each.label == "dog" and (each.confidence or 0) >= 0.4
    }
    assert set(await order("item", label="")) == {each.uid for each in drafts if each.label is None}
    assert set(await order("item", model="yolo", items=(items[1].uid,))) == {
        each.uid for each in drafts if each.item == items[1].uid
    }
    assert await order("item", job="none") == []
    following = (await queue.page(who, project.uid, ReviewFilter(), "uncertainty", PageOf(4))).next_cursor
    for cursor in (
        following,
        "WyJpIiwgImkiLCAxXQ",
        "e30",
        "?",
        "W10",
        "WyJpIiwgImkiLCAtMSwgMV0",
        "WyJpIiwgImkiLCBbXSwgMV0",
    ):
        with pytest.raises(InvalidInput, match="cursor"):
            await queue.page(who, project.uid, ReviewFilter(), "item", PageOf(4, cursor))
    with pytest.raises(InvalidInput, match="no label bird"):
        await order("item", label="bird")
    with pytest.raises(InvalidInput, match="above"):
        await order("item", min_confidence=0.5, max_confidence=0.4)


async def test_a_sample_is_drawn_by_strata_kept_and_judged(shelves: Shelves) -> None:
    project, items = await shelves.work(2)
    await predicted(shelves, project, items, 60)
    queue, reviews = ReviewQueue(shelves.database), Reviews(shelves.database)
    sample = await queue.draw(shelves.owner, project.uid, ReviewFilter(), 40)
    assert len({uid for uid, _ in sample.members}) == 40
    assert sum(each.size for each in sample.strata) == 60
    assert all(1 <= each.sampled <= each.size for each in sample.strata)
    assert Counter(place for _, place in sample.members) == {n: each.sampled for n, each in enumerate(sample.strata)}
    first, second = sample.members[0][0], sample.members[1][0]
    await reviews.decide(shelves.owner, first, "reject")
    done = await reviews.decide(shelves.owner, second, "accept", changes={"label": None})
    same, outcomes = await queue.sample(shelves.owner, project.uid, sample.uid)
    assert same == sample
    told = {each.annotation: (each.decision, each.is_modified) for each in outcomes}
    assert (told[first], told.pop(second)[0]) == (("reject", False), "accept")
    assert Counter(decision for decision, _ in told.values()) == {None: 38, "reject": 1}
    assert done.undo is not None
    await BulkReviews(shelves.database).undo(shelves.owner, project.uid, done.undo)
    _, outcomes = await queue.sample(shelves.owner, project.uid, sample.uid)
    assert next(each for each in outcomes if each.annotation == second).decision is None
    with pytest.raises(NotFound):
        await queue.sample(shelves.owner, project.uid, "none")
    with pytest.raises(InvalidInput, match="nothing to draw"):
        await queue.draw(shelves.owner, project.uid, ReviewFilter(model="none"), 10)


@given(st.lists(st.integers(1, 500), min_size=1, max_size=40), st.integers(1, 3000))
def test_shares_of_a_sample(sizes: list[int], wanted: int) -> None:
    shares = allot(sizes, wanted)
    assert sum(shares) == min(wanted, sum(sizes))
    assert all(0 <= share <= size for share, size in zip(shares, sizes, strict=True))
    if wanted >= len(sizes):
        assert min(shares) >= 1


async def test_what_is_told_of_a_bulk_decision_is_told_of_each(shelves: Shelves) -> None:
    project, items = await shelves.work()
    await predicted(shelves, project, items, 3)
    webhooks = Webhooks(shelves.database)
    await webhooks.create(shelves.owner, target_url="http://localhost/x", events=["result.accepted"])
    await BulkReviews(shelves.database).decide(shelves.owner, project.uid, ReviewFilter(min_confidence=0.5), "accept")
    page = await Deliveries(shelves.database).page(ALL)
    assert [(each.event_type, each.payload["state"]) for each in page.items] == [("result.accepted", "accepted")] * 2
