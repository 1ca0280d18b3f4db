"""What agents are asked: an execution for each agent that asked to hear, in the transaction of what happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from avala_edge.formats.avala import annotation_to_avala
from avala_edge.store.annotation_rows import Annotation
from avala_edge.store.outbox import EVENTS
from avala_edge.store.tables import agent_executions, agents, items, now, projects, tasks

MOST_PENDING = 10_000  # of one agent: one that nobody runs any more does not fill the database


@dataclass(frozen=True)
class Happening:
    """Something that happened: what it is called in this event, what agents are told, in which project."""

    subject: str
    payload: Mapping[str, Any]
    project_id: int | None = None
    task_type: str = ""
    kinds: frozenset[str] = field(default_factory=frozenset)


async def call_agents(tx: AsyncConnection, event_type: str, happenings: Sequence[Happening]) -> None:
    """Queue an execution of each happening for every active agent that it concerns."""
    if event_type not in EVENTS:
        raise ValueError(f"no agent can ask for {event_type}")
    await _queue(tx, event_type, happenings, await _listening(tx, event_type))


async def call_agents_about(tx: AsyncConnection, event_type: str, drawn: Sequence[Annotation]) -> None:
    """Do the same for annotations; costs one query while no agent asked."""
    listening = await _listening(tx, event_type) if drawn else []
    if not listening:
        return
    of_task = {
        (row.project_id, row.item): row
        for row in await tx.execute(
            select(
                tasks.c.project_id,
                tasks.c.uid,
                tasks.c.status,
                items.c.uid.label("item"),
                items.c.key,
                projects.c.task_type,
            )
            .select_from(tasks.join(items).join(projects))
            .where(
                items.c.uid.in_({each.item for each in drawn}),
                tasks.c.project_id.in_({each.project_id for each in drawn}),
            )
        )
    }
    happenings = [_about(each, of_task.get((each.project_id, each.item))) for each in drawn]
    await _queue(tx, event_type, happenings, listening)


async def has_listeners(tx: AsyncConnection, event_type: str) -> bool:
    """Say whether any agent asked for `event_type`."""
    return bool(await _listening(tx, event_type))


def _about(drawn: Annotation, task: Any) -> Happening:
    said = annotation_to_avala(drawn)
    if drawn.type == "bounding_box":
        said["bbox"] = [drawn.geometry[name] for name in ("x", "y", "width", "height")]
    more = ("confidence", "model", "source", "state", "version", "item")
    payload = {
        "task_uid": "" if task is None else task.uid,
        "task_name": None if task is None else task.key,
        "task_type": drawn.type,
        "task_status": None if task is None else task.status,
        "project_uid": drawn.project,
        "result_uid": drawn.uid,
        "result_data": [said],
        "result_metadata": {name: getattr(drawn, name) for name in more},
    }
    kinds = frozenset({drawn.type} if task is None else {drawn.type, task.task_type})
    return Happening(f"{drawn.uid}@{drawn.version}", payload, drawn.project_id, drawn.type, kinds)


async def _listening(tx: AsyncConnection, event_type: str) -> list[Any]:
    active = select(agents.c.id, agents.c.project_id, agents.c.events, agents.c.task_types).where(
        agents.c.is_active.is_(True)
    )
    return [row for row in await tx.execute(active) if event_type in row.events]


async def _queue(
    tx: AsyncConnection, event_type: str, happenings: Sequence[Happening], listening: Sequence[Any]
) -> None:
    for agent in listening:
        wanted = [each for each in happenings if _concerns(agent, each)]
        pending = select(func.count()).where(
            agent_executions.c.agent_id == agent.id, agent_executions.c.status == "pending"
        )
        room = MOST_PENDING - (await tx.execute(pending)).scalar_one() if wanted else 0
        rows = [
            {
                "agent_id": agent.id,
                "project_id": each.project_id,
                "task_type": each.task_type,
                "event_type": event_type,
                "subject": each.subject,
                "event_payload": dict(each.payload),
                "status": "pending",
                "started_at": now(),
            }
            for each in wanted[: max(0, room)]
        ]
        if rows:
            await tx.execute(insert(agent_executions), rows)


def _concerns(agent: Any, happening: Happening) -> bool:
    if agent.project_id is not None and agent.project_id != happening.project_id:
        return False
    return not agent.task_types or not happening.kinds or bool(happening.kinds & set(agent.task_types))
