"""Executions: what an agent is asked about, and what its answer does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Literal

from sqlalchemy import Select, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from avala_edge.errors import Conflict, NotFound
from avala_edge.store.agents import Agents
from avala_edge.store.audit import Change, record
from avala_edge.store.database import Database
from avala_edge.store.decisions import STATE_AFTER, Decision
from avala_edge.store.issue_rows import FLAGGED, new_issue
from avala_edge.store.items import find_item
from avala_edge.store.pages import Page, PageOf, fetch_page
from avala_edge.store.principal import Principal
from avala_edge.store.reviews import decide, find_annotation, note_decision
from avala_edge.store.rows import read_as
from avala_edge.store.tables import agent_executions, agents, now, projects
from avala_edge.store.visibility import may_see_project

Action = Literal["approve", "reject", "flag", "skip"]
ACTIONS: tuple[Action, ...] = ("approve", "reject", "flag", "skip")
_DECISIONS: dict[str, Decision] = {"approve": "accept", "reject": "reject"}


@dataclass(frozen=True)
class Execution:
    """One question to one agent; `status` is pending, then completed, or failed with the reason."""

    uid: str
    agent: str
    event_type: str
    event_payload: dict[str, Any]
    status: str
    action: str | None
    response_payload: dict[str, Any] | None
    error_message: str | None
    project: str | None
    started_at: datetime | None
    completed_at: datetime | None
    created_at: datetime
    updated_at: datetime
    id: int = field(repr=False, compare=False)


class Executions:
    """Executions of agents that who asks may see, about projects that they may see."""

    def __init__(self, database: Database, agents_: Agents) -> None:
        """Use `database`."""
        self._database, self._agents = database, agents_

    async def page(
        self,
        who: Principal,
        agent: str,
        page: PageOf,
        *,
        status: str | None = None,
        project: str | None = None,
        task_types: Sequence[str] = (),
    ) -> Page[Execution]:
        """Return an agent's executions, the oldest first; raises `NotFound`."""
        number = (await self._agents.get(who, agent)).id
        query = _executions(who).where(agent_executions.c.agent_id == number)
        if status is not None:
            query = query.where(agent_executions.c.status == status)
        if project is not None:
            query = query.where(projects.c.uid == project)
        if task_types:
            names = list(task_types)
            of_type = or_(agent_executions.c.task_type.in_(names), projects.c.task_type.in_(names))
            query = query.where(or_(agent_executions.c.task_type == "", of_type))
        async with self._database.read() as tx:
            rows = await fetch_page(tx, query, agent_executions.c.id, page)
        return rows.map(partial(read_as, Execution))

    async def act(self, who: Principal, uid: str, action: Action, reason: str = "") -> Execution:
        """Do what an agent decided; the same answer a second time changes nothing.

        approve and reject review the annotation of a result event, flag reports an issue about it, skip leaves it.

        Raises:
            NotFound: no such execution.
            Conflict: answered otherwise before; or the annotation is gone, was changed or reviewed meanwhile.
        """
        async with self._database.write() as tx:
            now_ = await _one(tx, who, uid)
            if now_.status != "pending":
                if now_.action == action and now_.status == "completed":
                    return now_
                raise Conflict(f"this execution is {now_.status} already, with the action {now_.action}")
            problem = None
            if action != "skip" and now_.event_type.startswith("result."):
                problem = await _apply(tx, who, now_, action, reason)
            values = {
                "status": "completed" if problem is None else "failed",
                "action": action,
                "response_payload": {"action": action, "reason": reason},
                "error_message": problem,
                "completed_at": now(),
            }
            await tx.execute(update(agent_executions).where(agent_executions.c.id == now_.id).values(values))
            done = await _one(tx, who, uid)
            said = {"agent": done.agent, "action": action, "reason": reason, "status": done.status}
            await record(tx, who, Change("agent.acted", "agent_execution", uid, after=said))
        if problem is not None:
            raise Conflict(problem)
        return done


async def _apply(tx: AsyncConnection, who: Principal, asked: Execution, action: Action, reason: str) -> str | None:
    """Do it and return None, or why it cannot be done."""
    drawn = await find_annotation(tx, asked.event_payload["result_uid"])
    if drawn is None:
        return "the annotation is gone"
    decision = _DECISIONS.get(action)
    if decision is not None and drawn.state == STATE_AFTER[decision]:
        return None
    if drawn.version != asked.event_payload["result_metadata"]["version"]:
        return f"the annotation was changed or reviewed meanwhile; it is {drawn.state} now"
    if decision is not None:
        await decide(tx, who, drawn, decision, reason)
        return None
    await note_decision(tx, who, drawn, action, reason)
    item = await find_item(tx, who, drawn.item)
    words = {**FLAGGED, "description": reason, "object_uid": drawn.uid, "wrong_class": drawn.label}
    await new_issue(tx, who, item=item, project_id=drawn.project_id, values=words)
    return None


async def _one(tx: AsyncConnection, who: Principal, uid: str) -> Execution:
    row = (await tx.execute(_executions(who).where(agent_executions.c.uid == uid))).one_or_none()
    if row is None:
        raise NotFound("there is no such execution", field="execution")
    return read_as(Execution, row)


_OWN = tuple(name for name in Execution.__annotations__ if name not in ("agent", "project"))


def _executions(who: Principal) -> Select[Any]:
    own = (agent_executions.c[name] for name in _OWN)
    joined = agent_executions.join(agents, agent_executions.c.agent_id == agents.c.id).outerjoin(
        projects, agent_executions.c.project_id == projects.c.id
    )
    return (
        select(*own, agents.c.uid.label("agent"), projects.c.uid.label("project"))
        .select_from(joined)
        .where(agent_executions.c.project_id.is_(None) | may_see_project(who))
    )
