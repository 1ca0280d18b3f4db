"""Exports: what was asked for, by whom, how far it is, and whether its file is ready; a job makes each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Select, func, insert, select, update

from avala_edge.errors import Busy, NotFound
from avala_edge.store.audit import Change, record
from avala_edge.store.database import Database
from avala_edge.store.datasets import find_dataset
from avala_edge.store.export_rows import (
    AVALA_JSON,
    SELECT_EXPORTS,
    Export,
    ExportOptions,
    ExportSequence,
    end_export,
    export_to_log,
    find_export,
    sequences_of,
)
from avala_edge.store.job_records import UNFINISHED
from avala_edge.store.jobs import EXPORT, add_job
from avala_edge.store.pages import Page, PageOf, fetch_page
from avala_edge.store.principal import Principal
from avala_edge.store.projects import project_number
from avala_edge.store.rows import read_as
from avala_edge.store.tables import exports, job_items, jobs, new_uid, users

MOST_WAITING = 100


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
        options: ExportOptions | None = None,
    ) -> Export:
        """Ask for an export, and for the job that makes it.

        Raises:
            NotFound: for what it names.
            Busy: too many wait.
            Throttled: as many jobs as may wait are waiting.
        """
        async with self._database.write() as tx:
            numbers = [await project_number(tx, who, uid) for uid in projects]
            for uid in datasets:
                await find_dataset(tx, who, uid=uid)
            waiting = select(func.count()).select_from(exports).where(exports.c.status == "requested")
            if (await tx.execute(waiting)).scalar_one() >= MOST_WAITING:
                raise Busy("as many exports wait as may; try again later", retry_after_s=30)
            uid = new_uid()
            kept = (options or ExportOptions()).to_json()
            row = {
                "uid": uid,
                "name": name or f"export-{uid[:8]}",
                "format": format_,
                "status": "requested",
                "scope": {"projects": list(projects), "datasets": list(datasets), "options": kept},
                "created_by": who.user_id,
            }
            made = read_as(Export, (await tx.execute(insert(exports).values(row).returning(*_COLUMNS))).one())
            await record(tx, who, Change("export.requested", "export", uid, after=export_to_log(made)))
            of_one = numbers[0] if len(numbers) == 1 else None
            await add_job(tx, who, EXPORT, [uid], options={"format": format_}, project_id=of_one)
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

    async def take_up(self) -> None:
        """Give those that wait without a job one: earlier versions had none."""
        with_job = (
            select(job_items.c.subject)
            .join(jobs, job_items.c.job_id == jobs.c.id)
            .where(jobs.c.kind == EXPORT, jobs.c.status.in_(UNFINISHED))
        )
        left = SELECT_EXPORTS.where(exports.c.status == "requested", exports.c.uid.not_in(with_job))
        async with self._database.read() as tx:
            if (await tx.execute(left.limit(1))).first() is None:
                return
        async with self._database.write() as tx:
            for row in (await tx.execute(left.order_by(exports.c.id))).all():
                who = Principal("", "", "owner", user_id=row.created_by)
                await add_job(tx, who, EXPORT, [row.uid], options={"format": row.format})

    async def to_make(self, uid: str) -> tuple[Export, Principal]:
        """Return an export and who asked, as they may see now; raise `NotFound` for somebody who has gone."""
        async with self._database.read() as tx:
            export = await find_export(tx, uid)
            if export is None:
                raise NotFound("there is no such export")
            query = select(users).where(users.c.id == export.created_by, users.c.is_active.is_(True))
            row = (await tx.execute(query)).one_or_none()
        if row is None:
            raise NotFound("who asked for the export is not active any more")
        return export, Principal("", "", row.role, user_id=row.id, user=row.uid, username=row.username)

    async def sequences(self, numbers: Collection[int]) -> dict[int, ExportSequence]:
        """Return the sequences (their rows' numbers) of items that go out."""
        if not numbers:
            return {}
        async with self._database.read() as tx:
            return await sequences_of(tx, numbers)

    async def progress(self, uid: str, *, total: int, exported: int) -> bool:
        """Write how many items are in the file; False: nobody waits for it any more."""
        waits = (exports.c.uid == uid) & (exports.c.status == "requested")
        values = {"total_task_count": total, "exported_task_count": exported}
        async with self._database.write() as tx:
            return (await tx.execute(update(exports).where(waits).values(values))).rowcount == 1

    async def end(
        self, who: Principal, uid: str, *, total: int = 0, exported: int = 0, error: str | None = None
    ) -> bool:
        """Write that an export is ready, or why it failed; the first who says so is heard, False for others."""
        async with self._database.write() as tx:
            return await end_export(tx, who, uid, total=total, exported=exported, error=error)


_COLUMNS = tuple(exports.c[name] for name in Export.__annotations__)


def _exports(who: Principal) -> Select[Any]:
    return SELECT_EXPORTS if who.sees_everything else SELECT_EXPORTS.where(exports.c.created_by == who.user_id)
