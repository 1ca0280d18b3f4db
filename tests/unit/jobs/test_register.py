"""The register's promises that a site of a few photos does not show."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from avala_edge.errors import Conflict, NotFound, Throttled
from avala_edge.jobs import Job, Jobs, Outcome, Skip, StopJob, register
from avala_edge.store import Principal

SOMEBODY = Principal("key_1", "somebody", "member")


async def perform(item: str, job: Job) -> Outcome | Skip:
    if item == "slow":
        await asyncio.sleep(60)
    if item == "bad":
        raise NotFound("no such thing")
    if item == "bug":
        raise ZeroDivisionError
    if item == "stop":
        raise StopJob("the disk is full")
    return "skipped" if item == "old" else "done"


@pytest.fixture
async def jobs() -> AsyncIterator[Jobs]:
    made = Jobs({"work": perform})
    yield made
    await made.close()


async def settle(jobs: Jobs, uid: str) -> Job:
    async with asyncio.timeout(20):
        log, seen = jobs.log(uid), 0
        while not (job := jobs.get(uid)).has_ended:
            await log.news(seen)
            seen = log.newest
    return job


async def test_one_bad_item_spoils_nothing(jobs: Jobs) -> None:
    job = await settle(jobs, jobs.create("work", ["a", "bad", "old", "bug", "b"], SOMEBODY).uid)
    assert (job.status, job.progress.done, job.progress.skipped, job.progress.failed) == ("completed", 2, 1, 2)
    assert {(problem.item, problem.code) for problem in job.errors} == {("bad", "not_found"), ("bug", "internal")}
    assert "ZeroDivision" not in str(job.errors)


async def test_a_job_that_makes_no_sense_any_more_is_given_up(jobs: Jobs) -> None:
    job = await settle(jobs, jobs.create("work", ["a", "stop", *(["a"] * 50)], SOMEBODY).uid)
    assert (job.status, job.error_message) == ("failed", "the disk is full")
    assert job.progress.done < 5
    assert (await settle(jobs, jobs.create("work", ["stop", "stop"], SOMEBODY).uid)).status == "failed"
    assert (await settle(jobs, jobs.create("work", ["a"], SOMEBODY).uid)).status == "completed"


async def test_no_items_are_done_at_once(jobs: Jobs) -> None:
    assert (await settle(jobs, jobs.create("work", [], SOMEBODY).uid)).status == "completed"


async def test_a_job_cancelled_before_its_first_step_leaves_room_for_the_next(jobs: Jobs) -> None:
    first, second = (jobs.create("work", ["slow"], SOMEBODY) for _ in range(2))
    assert (await jobs.cancel(first.uid, SOMEBODY)).status == "cancelled"
    assert jobs.get(second.uid).status in ("pending", "running")
    assert (await jobs.cancel(second.uid, SOMEBODY)).status == "cancelled"
    assert (await settle(jobs, jobs.create("work", ["a"], SOMEBODY).uid)).status == "completed"


async def test_items_that_wait_are_bounded_over_all_jobs(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register, "MAX_ITEMS", 10)
    jobs.create("work", ["slow"] * 7, SOMEBODY)
    with pytest.raises(Throttled):
        jobs.create("work", ["slow"] * 4, SOMEBODY)
    jobs.create("work", ["slow"] * 3, SOMEBODY)


async def test_old_jobs_are_forgotten_bit_by_bit(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("MAX_ENDED", 6), ("MAX_LOGS", 2), ("MAX_FAILED", 4)):
        monkeypatch.setattr(register, name, value)
    uids = []
    for _ in range(9):
        uids.append(jobs.create("work", ["bad", "a"], SOMEBODY).uid)
        await settle(jobs, uids[-1])
    known, before = jobs.page(kind=None, status=None, before=None, limit=100)
    assert ([job.uid for job in known], before) == (uids[:2:-1], None)
    with pytest.raises(NotFound):
        jobs.get(uids[2])
    assert [len(jobs.log(uid).after(0)[0]) for uid in uids[3:]] == [1] * 4 + [4] * 2
    with pytest.raises(Conflict, match="remembered"):
        jobs.retry_failed(uids[3], SOMEBODY)
    assert (await settle(jobs, jobs.retry_failed(uids[-1], SOMEBODY).uid)).progress.total == 1


async def test_closing_ends_everything() -> None:
    jobs = Jobs({"work": perform})
    uids = [jobs.create("work", ["slow"], SOMEBODY).uid for _ in range(3)]
    await asyncio.sleep(0)
    async with asyncio.timeout(5):
        await jobs.close()
    assert {jobs.get(uid).status for uid in uids} == {"cancelled"}


async def test_work_that_never_waits_lets_others_on(jobs: Jobs) -> None:
    uid, turns = jobs.create("work", ["a"] * 500, SOMEBODY).uid, 0
    while not jobs.get(uid).has_ended:
        await asyncio.sleep(0)
        turns += 1
    assert turns > 200
