"""Exports: what was asked for, by whom, and whether its file is ready."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Select, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from avala_edge.errors import Busy, NotFound
from avala_edge.store.agent_calls import Happening, call_agents
from avala_edge.store.audit import Change, record
from avala_edge.store.database import Database
from avala_edge.store.datasets import find_dataset
from avala_edge.store.outbox import announce
from avala_edge.store.pages import Page, PageOf, fetch_page
from avala_edge.store.principal import Principal
from avala_edge.store.projects import project_number
from avala_edge.store.rows import read_as
from avala_edge.store.tables import exports, new_uid, users

AVALA_JSON = "avala-json-external"
MOST_WAITING = 100


@dataclass(frozen=True)
class Export:
    """An export; `status` is requested, then exported or failed; `scope` names its projects and datasets."""

    uid: str
    name: str
    format: str
    status: str
    scope: dict[str, list[str]]
    total_task_count: int
    exported_task_count: int
    error_message: str | None
    created_at: datetime
    updated_at: datetime
    id: int = field(repr=False, compare=False)
    created_by: int = field(repr=False, compare=False)


class Exports:
    """One's own exports; owners and admins see everybody's."""

    def __init__(self, database: Database) -> None:
        """Use `database`."""
        self._database = database

    async def create(
        self,
        who: Principal,
        *,
        projects: Sequence[str] = (),
        datasets: Sequence[str] = (),
        name: str = "",
        format_: str = AVALA_JSON,
    ) -> Export:
        """Ask for an export; raises `NotFound` for what it names and `Busy` when too many wait."""
        async with self._database.write() as tx:
            for uid in projects:
                await project_number(tx, who, uid)
            for uid in datasets:
                await find_dataset(tx, who, uid=uid)
            waiting = select(func.count()).select_from(exports).where(exports.c.status == "requested")
            if (await tx.execute(waiting)).scalar_one() >= MOST_WAITING:
                raise Busy("as many exports wait as may; try again later", retry_after_s=30)
            uid = new_uid()
            row = {
                "uid": uid,
                "name": name or f"export-{uid[:8]}",
                "format": format_,
                "status": "requested",
                "scope": {"projects": list(projects), "datasets": list(datasets)},
                "created_by": who.user_id,
            }
            await tx.execute(insert(exports).values(row))
            made = await _one(tx, uid)
            await record(tx, who, Change("export.requested", "export", uid, after=_to_log(made)))
        return made

    async def get(self, who: Principal, uid: str) -> Export:
        """Return an export; raise `NotFound`."""
        async with self._database.read() as tx:
            row = (await tx.execute(_exports(who).where(exports.c.uid == uid))).one_or_none()
        if row is None:
            raise NotFound
        return read_as(Export, row)

    async def page(self, who: Principal, page: PageOf) -> Page[Export]:
        """Return exports in the order in which they were asked for."""
        async with self._database.read() as tx:
            rows = await fetch_page(tx, _exports(who), exports.c.id, page)
        return rows.map(partial(read_as, Export))

    async def requested(self) -> list[Export]:
        """Return the exports that wait, the oldest first."""
        async with self._database.read() as tx:
            rows = await tx.execute(_EXPORTS.where(exports.c.status == "requested").order_by(exports.c.id))
            return [read_as(Export, row) for row in rows]

    async def creator(self, export: Export) -> Principal:
        """Return who asked, as they may see now; raise `NotFound` for somebody who has gone."""
        query = select(users).where(users.c.id == export.created_by, users.c.is_active.is_(True))
        async with self._database.read() as tx:
            row = (await tx.execute(query)).one_or_none()
        if row is None:
            raise NotFound("who asked for the export is not active any more")
        return Principal("", "", row.role, user_id=row.id, user=row.uid, username=row.username)

    async def end(
        self, who: Principal, uid: str, *, total: int = 0, exported: int = 0, error: str | None = None
    ) -> None:
        """Write that an export is ready, or why it failed; the first who says so is heard."""
        status = "exported" if error is None else "failed"
        values = {
            "status": status,
            "total_task_count": total,
            "exported_task_count": exported,
            "error_message": error,
        }
        waits = (exports.c.uid == uid) & (exports.c.status == "requested")
        async with self._database.write() as tx:
            if (await tx.execute(update(exports).where(waits).values(values))).rowcount != 1:
                return
            ended = await _one(tx, uid)
            await record(tx, who, Change(f"export.{status}", "export", uid, after=_to_log(ended)))
            event = "export.completed" if error is None else "export.failed"
            await announce(tx, event, [to_event(ended)])
            await call_agents(tx, event, [Happening(uid, {"export_uid": uid, **to_event(ended)})])


def to_event(export: Export) -> dict[str, Any]:
    """What webhooks and agents hear of an export (avala.md §4.9); its file's address is asked for with a key."""
    return {
        "uid": export.uid,
        "status": "completed" if export.status == "exported" else export.status,
        "format": "avala_json",
        "download_url": None,
        "created_at": export.created_at.isoformat(),
    }


async def _one(tx: AsyncConnection, uid: str) -> Export:
    return read_as(Export, (await tx.execute(_EXPORTS.where(exports.c.uid == uid))).one())


_EXPORTS: Select[Any] = select(*(exports.c[name] for name in Export.__annotations__))


def _exports(who: Principal) -> Select[Any]:
    return _EXPORTS if who.sees_everything else _EXPORTS.where(exports.c.created_by == who.user_id)


def _to_log(export: Export) -> Mapping[str, Any]:
    plain = ("name", "format", "status", "scope", "total_task_count", "exported_task_count", "error_message")
    return {name: getattr(export, name) for name in plain}
