"""Quality targets: what a project's figures should not reach, and what they are now."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Select, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from avala_edge.errors import NotFound
from avala_edge.store.audit import Change, record
from avala_edge.store.choices import check_choices
from avala_edge.store.database import Database
from avala_edge.store.issue_rows import CLOSED
from avala_edge.store.outbox import announce
from avala_edge.store.pages import Page, PageOf, fetch_page
from avala_edge.store.principal import Principal
from avala_edge.store.projects import project_number
from avala_edge.store.rows import read_as
from avala_edge.store.tables import (
    annotation_counts,
    annotation_issues,
    new_uid,
    now,
    quality_targets,
    review_decisions,
)

METRICS = ("issue_rate", "acceptance_rate", "rejection_rate", "mean_resolution_time", "critical_issue_count")
OPERATORS: Mapping[str, Callable[[float, float], bool]] = {
    "gt": operator.gt,
    "lt": operator.lt,
    "gte": operator.ge,
    "lte": operator.le,
}
ALERTS = ("warning", "critical")
_CHOICES = {"metric": METRICS, "operator": tuple(OPERATORS), "severity": ALERTS}


@dataclass(frozen=True)
class QualityTarget:
    """An alert: breached while `metric operator threshold` is true, as in `rejection_rate gt 0.1`."""

    uid: str
    name: str
    metric: str
    operator: str
    threshold: float
    severity: str
    is_active: bool
    notify_webhook: bool
    notify_emails: list[str]
    last_evaluated_at: datetime | None
    last_value: float | None
    is_breached: bool
    breach_count: int
    last_breached_at: datetime | None
    created_at: datetime
    updated_at: datetime
    id: int = field(repr=False, compare=False)


class QualityTargets:
    """The targets of projects that who asks may see."""

    def __init__(self, database: Database) -> None:
        """Use `database`."""
        self._database = database

    async def create(self, who: Principal, project: str, **values: Any) -> QualityTarget:
        """Make a target; without an operator, one that complains of too little acceptance or too much of the rest.

        Raises:
            NotFound: no such project.
            InvalidInput: a value that is none of those allowed.
        """
        check_choices(values, _CHOICES)
        usual = "lt" if values["metric"] == "acceptance_rate" else "gt"
        row = {"operator": usual, "severity": ALERTS[0], **values, "uid": new_uid()}
        async with self._database.write() as tx:
            number = await project_number(tx, who, project)
            await tx.execute(insert(quality_targets).values(project_id=number, **row))
            made = await _one(tx, number, row["uid"])
            await record(
                tx, who, Change("quality_target.created", "quality_target", made.uid, None, _to_log(made), number)
            )
        return made

    async def get(self, who: Principal, project: str, uid: str) -> QualityTarget:
        """Return a target; raise `NotFound`."""
        async with self._database.read() as tx:
            return await _one(tx, await project_number(tx, who, project), uid)

    async def page(self, who: Principal, project: str, page: PageOf) -> Page[QualityTarget]:
        """Return a project's targets in the order of their making; raises `NotFound`."""
        async with self._database.read() as tx:
            number = await project_number(tx, who, project)
            query = _TARGETS.where(quality_targets.c.project_id == number)
            rows = await fetch_page(tx, query, quality_targets.c.id, page)
        return rows.map(partial(read_as, QualityTarget))

    async def change(self, who: Principal, project: str, uid: str, **values: Any) -> QualityTarget:
        """Change what is named; raises `NotFound` and `InvalidInput`."""
        check_choices(values, _CHOICES)
        async with self._database.write() as tx:
            number = await project_number(tx, who, project)
            before = await _one(tx, number, uid)
            if values:
                await tx.execute(update(quality_targets).where(quality_targets.c.id == before.id).values(**values))
            after = await _one(tx, number, uid)
            logs = _to_log(before), _to_log(after)
            await record(tx, who, Change("quality_target.updated", "quality_target", uid, *logs, number))
        return after

    async def delete(self, who: Principal, project: str, uid: str) -> None:
        """Take a target away; raises `NotFound`."""
        async with self._database.write() as tx:
            number = await project_number(tx, who, project)
            before = await _one(tx, number, uid)
            await tx.execute(delete(quality_targets).where(quality_targets.c.id == before.id))
            gone = Change("quality_target.deleted", "quality_target", uid, _to_log(before), None, number)
            await record(tx, who, gone)

    async def evaluate(self, who: Principal, project: str) -> list[QualityTarget]:
        """Look at the figures now; a target that becomes breached is told to webhooks. Raises `NotFound`.

        A figure without anything behind it is 0, and breaches nothing.
        """
        moment = now()
        async with self._database.write() as tx:
            number = await project_number(tx, who, project)
            active = _TARGETS.where(quality_targets.c.project_id == number, quality_targets.c.is_active.is_(True))
            found = [read_as(QualityTarget, row) for row in await tx.execute(active.order_by(quality_targets.c.id))]
            figures = await _figures(tx, number) if found else {}
            ended = []
            for each in found:
                value = figures[each.metric]
                breached = value is not None and OPERATORS[each.operator](value, each.threshold)
                newly = breached and not each.is_breached
                values = {
                    "last_evaluated_at": moment,
                    "last_value": value or 0.0,
                    "is_breached": breached,
                    "breach_count": each.breach_count + int(newly),
                    "last_breached_at": moment if breached else each.last_breached_at,
                }
                await tx.execute(update(quality_targets).where(quality_targets.c.id == each.id).values(values))
                after = await _one(tx, number, each.uid)
                ended.append(after)
                if newly and each.notify_webhook:
                    await announce(tx, "quality.alert", [{**_to_log(after), "uid": each.uid, "project": project}])
            said = {"values": {each.uid: each.last_value for each in ended}}
            await record(tx, who, Change("quality.evaluated", "project", project, after=said, project_id=number))
        return ended


async def _figures(tx: AsyncConnection, number: int) -> dict[str, float | None]:
    """Return each metric of a project, None where nothing is behind it."""
    of_project = review_decisions.c.project_id == number
    counted = select(review_decisions.c.decision, func.count()).where(of_project).group_by(review_decisions.c.decision)
    decided: dict[str, int] = {row[0]: row[1] for row in await tx.execute(counted)}
    accepted, rejected = decided.get("accept", 0), decided.get("reject", 0)
    in_all = select(func.coalesce(func.sum(annotation_counts.c.count), 0)).where(
        annotation_counts.c.project_id == number
    )
    drawn = int((await tx.execute(in_all)).scalar_one())
    table = annotation_issues.c
    mine = select(table.status, table.severity, table.created_at, table.closed_at).where(table.project_id == number)
    issues = (await tx.execute(mine)).all()
    closed = [(row.closed_at - row.created_at).total_seconds() for row in issues if row.closed_at is not None]
    reviewed = accepted + rejected
    open_critical = [row for row in issues if row.severity == "critical" and row.status not in CLOSED]
    return {
        "acceptance_rate": accepted / reviewed if reviewed else None,
        "rejection_rate": rejected / reviewed if reviewed else None,
        "issue_rate": len(issues) / drawn if drawn else None,
        "mean_resolution_time": sum(closed) / len(closed) if closed else None,
        "critical_issue_count": float(len(open_critical)),
    }


_TARGETS: Select[Any] = select(*(quality_targets.c[name] for name in QualityTarget.__annotations__))


async def _one(tx: AsyncConnection, number: int, uid: str) -> QualityTarget:
    query = _TARGETS.where(quality_targets.c.project_id == number, quality_targets.c.uid == uid)
    row = (await tx.execute(query)).one_or_none()
    if row is None:
        raise NotFound("there is no such quality target")
    return read_as(QualityTarget, row)


def _to_log(target: QualityTarget) -> dict[str, Any]:
    plain = ("name", "metric", "operator", "threshold", "severity", "is_active", "is_breached", "last_value")
    more = ("notify_webhook", "notify_emails")
    return {name: getattr(target, name) for name in (*plain, *more)}
