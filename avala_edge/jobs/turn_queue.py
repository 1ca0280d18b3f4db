"""DBOS in this process: a durable queue of turns, which outlives every process and is shared by all on a database.

A turn is one process working on one job for a while (`turn.py`); what it has done is in the store, so a turn that is
lost with its process is simply taken again. DBOS is one a process, hence so is a site that does jobs.
"""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from avala_edge.errors import Conflict
from avala_edge.jobs.threads import to_its_end

if TYPE_CHECKING:
    from dbos import DBOS, Queue

QUEUE = "turns"
NAME = "avala-edge"
CONTRACT = "1"  # of what is in the queue: any avala-edge that knows it may take turns that another one queued
AT_ONCE = 4  # turns in one process, each of another job
POLL_S = 0.25
WAITS = ["ENQUEUED", "PENDING", "DELAYED"]

Run = Callable[[str], Awaitable[None]]

_log = logging.getLogger(__name__)
_one_at_a_time = threading.Lock()
_running: _Running | None = None


class _Running:
    """What the workflow, a plain function that DBOS knows by name, calls."""

    def __init__(self, run: Run, loop: asyncio.AbstractEventLoop) -> None:
        self.run, self.loop = run, loop


class TurnQueue:
    """Nothing is imported or opened before `open`; every method but `open` needs that."""

    def __init__(self, url: str) -> None:
        """Use the database at an SQLAlchemy URL: SQLite or PostgreSQL, there the schema `dbos`."""
        self._url = url
        self._queue: Queue | None = None
        self._launching: asyncio.Future[Queue] | None = None

    @property
    def is_open(self) -> bool:
        """Whether turns are taken here."""
        return self._queue is not None

    async def open(self, name: str, run: Run) -> None:
        """Take turns as `name`, which no other process has or had: `run` is given a job's uid, on this loop.

        Raises:
            Conflict: another site of this process does jobs.
        """
        running = _Running(run, asyncio.get_running_loop())
        self._launching = asyncio.ensure_future(asyncio.to_thread(_launch, self._url, name, running))
        self._queue = await asyncio.shield(self._launching)  # a thread cannot be cancelled

    async def close(self) -> None:
        """Take no more turns; those that run must have been stopped before."""
        launching, self._launching, self._queue = self._launching, None, None
        if launching is None:
            return
        await asyncio.wait({launching})
        if launching.exception() is None:
            await asyncio.to_thread(_destroy)

    async def ensure(self, job: str, slot: int) -> None:
        """Have a turn of a job in the queue, or under way, for each of its slots."""
        await to_its_end(partial(self._ensure, job, slot))

    async def take_over(self, dead: str) -> int:
        """Put the turns of a dead process into the queue again; returns how many."""
        return await to_its_end(partial(_take_over, dead))

    async def forget(self, job: str) -> None:
        """Take what is known of a job's turns out of the database."""
        await to_its_end(partial(_forget, job))

    def _ensure(self, job: str, slot: int) -> None:
        from dbos import DBOS, SetEnqueueOptions, SetWorkflowID

        prefix = f"{job}/{slot}/"
        known = _list(DBOS, workflow_id_prefix=prefix)
        if any(each.status in WAITS for each in known):
            return
        # A name that two processes arrive at alike is one turn.
        number = 1 + max((int(each.workflow_id.removeprefix(prefix)) for each in known), default=-1)
        queue = self._queue
        if queue is None:
            return
        with SetWorkflowID(f"{prefix}{number}"), SetEnqueueOptions(queue_partition_key=job):
            queue.enqueue(_workflow(), job)
        if len(known) > 1:
            DBOS.delete_workflows([each.workflow_id for each in known][:-1])


def _launch(url: str, name: str, running: _Running) -> Queue:
    global _running
    from dbos import DBOS

    with _one_at_a_time:
        if _running is not None:
            raise Conflict("another site of this process does jobs already")
        _workflow()
        DBOS(
            config={
                "name": NAME,
                "system_database_url": url,
                "executor_id": name,
                "application_version": CONTRACT,
                "serializer": _json_serializer(),
                "log_level": "ERROR",
                "sys_db_pool_size": 4,
                "enable_otlp": False,
            }
        )
        _running = running
        try:
            DBOS.launch()
            return DBOS.register_queue(
                QUEUE,
                worker_concurrency=AT_ONCE,
                partition_worker_concurrency=1,
                polling_interval_sec=POLL_S,
                on_conflict="always_update",
            )
        except BaseException:
            _running = None
            DBOS.destroy()
            raise


def _destroy() -> None:
    global _running
    from dbos import DBOS

    with _one_at_a_time:
        _running = None
        DBOS.destroy()


def _take_over(dead: str) -> int:
    from dbos import DBOS

    lost = [each.workflow_id for each in _list(DBOS, executor_id=dead, status="PENDING")]
    if lost:
        _log.warning("taking over %d turns of a process that is no more", len(lost))
        DBOS.resume_workflows(lost, queue_name=QUEUE)
    return len(lost)


def _forget(job: str) -> None:
    from dbos import DBOS

    ended = [each.workflow_id for each in _list(DBOS, workflow_id_prefix=f"{job}/") if each.status != "PENDING"]
    if ended:
        DBOS.delete_workflows(ended)


def _list(dbos: type[DBOS], **which: Any) -> list[Any]:
    return dbos.list_workflows(**which, load_input=False, load_output=False)


_registered: Any = None


def _workflow() -> Any:
    """Return the workflow, which DBOS is told of once."""
    global _registered
    if _registered is None:
        from dbos import DBOS

        _registered = DBOS.workflow(name="turn")(_turn)
    return _registered


def _turn(job: str) -> None:
    running = _running
    if running is None:
        return
    try:
        asyncio.run_coroutine_threadsafe(_as_coroutine(running.run(job)), running.loop).result()
    except BaseException:
        _log.exception("a turn of %s ended early; another follows", job)


async def _as_coroutine(work: Awaitable[None]) -> None:
    await work


def _json_serializer() -> Any:
    """What is in DBOS' tables is JSON: its own default would unpickle whatever it finds there."""
    from dbos import Serializer

    class Json(Serializer):
        def serialize(self, data: Any) -> str:
            return json.dumps(data, default=str)

        def deserialize(self, serialized_data: str) -> Any:
            return json.loads(serialized_data)

        def name(self) -> str:
            return "json"

    return Json()
