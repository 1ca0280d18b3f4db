"""The register's promises that a site of a few photos does not show, on both databases, with the real DBOS."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from avala_edge.errors import Conflict, InvalidInput, NotFound, Throttled
from avala_edge.jobs import Jobs, Kind, Skip, StopJob, TurnQueue
from avala_edge.store import Database, ItemResult, Job, JobItems, JobRows, Outcome, PageOf, Principal, Workers, jobs_url
from avala_edge.store import jobs as rows_module
from tests.unit.store.conftest import database  # noqa: F401
from tests.unit.store.shelves import Shelves


class Bench:
    """Jobs on a database, and how often each item was worked on."""

    def __init__(self, shelves: Shelves, folder: Path) -> None:
        self.shelves, self.folder = shelves, folder
        self.done: Counter[str] = Counter()
        self.jobs = self.another()

    def another(self) -> Jobs:
        data = self.shelves.database
        queue = TurnQueue(jobs_url(data.url, self.folder))
        return Jobs({"work": Kind(self.perform)}, JobRows(data), JobItems(data), Workers(data), queue)

    @property
    def owner(self) -> Principal:
        return self.shelves.owner

    async def perform(self, item: str, job: Job) -> Outcome | Skip | ItemResult:
        self.done[item] += 1
        if item.startswith("slow"):
            await asyncio.sleep(60)
        if item == "bad":
            raise NotFound("no such thing")
        if item == "bug":
            raise ZeroDivisionError
        if item == "stop":
            raise StopJob("the disk is full")
        if item == "odd":
            return Skip("odd", "It is odd.")
        if item == "counted":
            return ItemResult(item, "done", counts={"found": 3})
        return "skipped" if item == "old" else "done"

    async def create(self, *items: str) -> Job:
        return await self.jobs.create("work", items, self.owner)

    async def until(self, true: Callable[[], bool]) -> None:
        async with asyncio.timeout(60):
            while not true():  # noqa: ASYNC110 - it is somebody else's counter
                await asyncio.sleep(0.01)

    async def settle(self, job: Job) -> Job:
        async with asyncio.timeout(60):
            while not (found := await self.jobs.get(job.uid, self.owner)).has_ended:
                await self.jobs.news(longest_s=0.5)
        return found


@pytest.fixture
async def bench(database: Database, tmp_path: Path) -> AsyncIterator[Bench]:  # noqa: F811
    made = Bench(await Shelves.open(database, tmp_path), tmp_path)
    made.jobs.open()
    yield made
    await made.jobs.close()


async def test_one_bad_item_spoils_nothing(bench: Bench) -> None:
    job = await bench.settle(await bench.create("a", "bad", "old", "odd", "bug", "counted", "b"))
    progress = job.progress
    assert (job.status, progress.total, progress.done, progress.skipped, progress.failed) == ("completed", 7, 3, 2, 2)
    assert {(problem.item, problem.code) for problem in job.errors} == {("bad", "not_found"), ("bug", "internal")}
    assert [(problem.item, problem.detail) for problem in job.left_out] == [("odd", "It is odd.")]
    assert "ZeroDivision" not in str(job.errors)
    assert job.summary == {"found": 3}
    ends = await bench.jobs.ended_after(job.uid, 0, most=100)
    assert [end.number for end in ends] == list(range(1, 8))
    assert {end.item for end in ends} == {"a", "bad", "old", "odd", "bug", "counted", "b"}
    assert [end.number for end in await bench.jobs.ended_after(job.uid, 5, most=1)] == [6]


async def test_a_job_that_makes_no_sense_any_more_is_given_up(bench: Bench) -> None:
    job = await bench.settle(await bench.create("a", "stop", *(f"a{number}" for number in range(50))))
    assert (job.status, job.error_message) == ("failed", "the disk is full")
    assert job.progress.done < 5
    assert (await bench.settle(await bench.create("a"))).status == "completed"


async def test_no_items_are_done_at_once(bench: Bench) -> None:
    job = await bench.create()
    assert job.status == "completed"
    assert job.started_at is not None


async def test_cancelled_before_and_amid_work(bench: Bench) -> None:
    first, second = await bench.create("slow", "slow2", "slow3"), await bench.create("slow4")
    assert (await bench.jobs.cancel(second.uid, bench.owner)).status == "cancelled"
    await bench.until(lambda: bench.done["slow"] > 0)
    assert (await bench.jobs.cancel(first.uid, bench.owner)).status == "cancelled"
    assert (await bench.jobs.cancel(first.uid, bench.owner)).status == "cancelled"  # twice is once
    assert (await bench.settle(await bench.create("a"))).status == "completed"


async def test_failed_items_are_tried_again_in_a_job_of_their_own(bench: Bench) -> None:
    job = await bench.settle(await bench.create("bad", "a", "bug"))
    again = await bench.jobs.retry_failed(job.uid, bench.owner)
    assert (again.retry_of, again.progress.total) == (job.uid, 2)
    assert (await bench.settle(again)).progress.failed == 2
    with pytest.raises(Conflict, match="No item"):
        await bench.jobs.retry_failed((await bench.settle(await bench.create("a"))).uid, bench.owner)
    with pytest.raises(Conflict, match="not ended"):
        await bench.jobs.retry_failed((await bench.create("slow")).uid, bench.owner)
    with pytest.raises(NotFound):
        await bench.jobs.retry_failed("job_none", bench.owner)


async def test_what_waits_is_bounded(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows_module, "MOST_WAITING_ITEMS", 10)
    await bench.create(*(f"slow{number}" for number in range(7)))
    with pytest.raises(Throttled):
        await bench.create(*(f"slow{number}" for number in range(4)))
    await bench.create("slow", "slow2", "slow3")
    with pytest.raises(InvalidInput, match="name of an item"):
        await bench.create("x" * 3000)


async def test_closing_loses_nothing(bench: Bench) -> None:
    job = await bench.create("a", "slow", "b", "slow2")
    await bench.until(lambda: bench.done["slow"] + bench.done["slow2"] == 2)
    async with asyncio.timeout(20):
        await bench.jobs.close()
    assert (await bench.jobs.get(job.uid, bench.owner)).status == "running"
    assert bench.done["a"] == 1
    bench.jobs = bench.another()
    bench.jobs.open()
    await bench.until(lambda: bench.done["slow"] == 2)  # it was dropped, and is taken again
    assert bench.done["a"] == 1
    await bench.jobs.cancel(job.uid, bench.owner)


async def test_one_site_a_process_does_jobs(bench: Bench) -> None:
    await bench.settle(await bench.create("a"))
    other = bench.another()
    with pytest.raises(Conflict, match="another site"):
        await other._queue.open("somebody", other._take_turn)


async def test_many_jobs_are_done_side_by_side(bench: Bench) -> None:
    """A job that hangs holds up none of the others, nor do many."""
    stuck = [await bench.create(f"slow{number}") for number in range(2)]
    quick = [await bench.create("a", "b") for _ in range(6)]
    for job in quick:
        assert (await bench.settle(job)).status == "completed"
    for job in stuck:
        assert (await bench.jobs.cancel(job.uid, bench.owner)).status == "cancelled"


async def test_pages(bench: Bench) -> None:
    made = [await bench.create() for _ in range(5)]
    page = await bench.jobs.page(bench.owner, PageOf(2), kind="work", status="completed", project=None)
    assert [job.uid for job in page.items] == [made[4].uid, made[3].uid]
    rest = await bench.jobs.page(bench.owner, PageOf(9, page.next_cursor), kind=None, status=None, project=None)
    assert [job.uid for job in rest.items] == [job.uid for job in made[2::-1]]
    await bench.jobs.count()
    assert bench.jobs.statuses == {"pending": 0, "running": 0, "completed": 5, "cancelled": 0, "failed": 0}


async def test_five_hundred_items_once_each(bench: Bench) -> None:
    items = [f"item {number}" for number in range(500)]
    job = await bench.settle(await bench.create(*items))
    assert (job.status, job.progress.done) == ("completed", 500)
    assert bench.done == Counter(items)
