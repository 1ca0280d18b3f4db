"""Agents: programs that ask what happened and answer what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from avala_edge.errors import InvalidInput, NotFound
from avala_edge.store.audit import Change, record
from avala_edge.store.database import Database
from avala_edge.store.outbox import EVENTS
from avala_edge.store.pages import Page, PageOf, fetch_page
from avala_edge.store.principal import Principal
from avala_edge.store.projects import project_number
from avala_edge.store.tables import agent_executions, agents, new_uid, projects
from avala_edge.store.visibility import may_see_project


@dataclass(frozen=True)
class Agent:
    """A program that asked to hear of `events`, of one project or of all, of some types of task or of all."""

    uid: str
    name: str
    description: str
    events: list[str]
    task_types: list[str]
    callback_url: str | None
    is_active: bool
    project: str | None
    created_at: datetime
    updated_at: datetime
    id: int = field(repr=False, compare=False)
    stats: dict[str, int] = field(default_factory=dict)


class Agents:
    """The agents of no project, and of projects that who asks may see."""

    def __init__(self, database: Database) -> None:
        """Use `database`."""
        self._database = database

    async def register(self, who: Principal, *, name: str, project: str | None = None, **values: Any) -> Agent:
        """Make an agent, or change the one that this user registered under the same name for the same project.

        A program that starts again finds what waited for it. Raises `NotFound` and `InvalidInput`.
        """
        _check(values)
        async with self._database.write() as tx:
            number = None if project is None else await project_number(tx, who, project)
            same = (agents.c.created_by == who.user_id) & (agents.c.name == name)
            of_project = agents.c.project_id.is_(None) if number is None else agents.c.project_id == number
            known = (await tx.execute(select(agents.c.uid).where(same, of_project).limit(1))).scalar()
            if known is not None:
                return await _change(tx, who, known, {"is_active": True, **values})
            row = {"uid": new_uid(), "name": name, "project_id": number, "created_by": who.user_id, **values}
            await tx.execute(insert(agents).values(row))
            made = await _one(tx, who, str(row["uid"]))
            await record(tx, who, Change("agent.created", "agent", made.uid, None, _to_log(made), number))
        return made

    async def get(self, who: Principal, uid: str) -> Agent:
        """Return an agent with how many executions it has in which status; raise `NotFound`."""
        async with self._database.read() as tx:
            return await _one(tx, who, uid)

    async def page(self, who: Principal, page: PageOf) -> Page[Agent]:
        """Return agents in the order of their making."""
        async with self._database.read() as tx:
            rows = await fetch_page(tx, _agents(who), agents.c.id, page)
            stats = await _stats(tx, [row.id for row in rows.items])
        return rows.map(lambda row: _agent(row, stats))

    async def change(self, who: Principal, uid: str, **values: Any) -> Agent:
        """Change what is named; raises `NotFound` and `InvalidInput`."""
        _check(values)
        async with self._database.write() as tx:
            if "project" in values:
                project = values.pop("project")
                values["project_id"] = None if project is None else await project_number(tx, who, project)
            return await _change(tx, who, uid, values)

    async def delete(self, who: Principal, uid: str) -> None:
        """Forget an agent and what waits for it; raises `NotFound`."""
        async with self._database.write() as tx:
            before = await _one(tx, who, uid)
            await tx.execute(delete(agent_executions).where(agent_executions.c.agent_id == before.id))
            await tx.execute(delete(agents).where(agents.c.id == before.id))
            await record(tx, who, Change("agent.deleted", "agent", uid, _to_log(before)))


def _check(values: dict[str, Any]) -> None:
    unknown = sorted(set(values.get("events") or ()) - set(EVENTS))
    if unknown:
        raise InvalidInput(f"there is no event {unknown[0][:64]}; there are {', '.join(EVENTS)}", field="events")


async def _change(tx: AsyncConnection, who: Principal, uid: str, values: dict[str, Any]) -> Agent:
    before = await _one(tx, who, uid)
    if values:
        await tx.execute(update(agents).where(agents.c.id == before.id).values(**values))
    after = await _one(tx, who, uid)
    if _to_log(before) != _to_log(after):
        await record(tx, who, Change("agent.updated", "agent", uid, _to_log(before), _to_log(after)))
    return after


async def _one(tx: AsyncConnection, who: Principal, uid: str) -> Agent:
    row = (await tx.execute(_agents(who).where(agents.c.uid == uid))).one_or_none()
    if row is None:
        raise NotFound("there is no such agent")
    return _agent(row, await _stats(tx, [row.id]))


_OWN = tuple(name for name in Agent.__annotations__ if name not in ("project", "stats"))


def _agents(who: Principal) -> Select[Any]:
    columns = (*(agents.c[name] for name in _OWN), projects.c.uid.label("project"))
    return (
        select(*columns)
        .select_from(agents.outerjoin(projects))
        .where(agents.c.project_id.is_(None) | may_see_project(who))
    )


async def _stats(tx: AsyncConnection, numbers: Sequence[int]) -> dict[int, dict[str, int]]:
    query = (
        select(agent_executions.c.agent_id, agent_executions.c.status, func.count())
        .where(agent_executions.c.agent_id.in_(numbers))
        .group_by(agent_executions.c.agent_id, agent_executions.c.status)
    )
    found: dict[int, dict[str, int]] = {}
    for number, status, count in await tx.execute(query):
        found.setdefault(number, {})[status] = count
    return found


def _agent(row: Row[Any], stats: dict[int, dict[str, int]]) -> Agent:
    values = {name: getattr(row, name) for name in (*_OWN, "project")}
    return Agent(**values, stats=stats.get(row.id, {}))


def _to_log(agent: Agent) -> dict[str, Any]:
    plain = ("name", "description", "events", "task_types", "callback_url", "is_active", "project")
    return {name: getattr(agent, name) for name in plain}
