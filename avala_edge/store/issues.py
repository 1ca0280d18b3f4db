"""Issues: what people report about annotations, by sequence or item, and how long it takes to settle them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from avala_edge.errors import InvalidInput, NotFound
from avala_edge.store.audit import Change, record
from avala_edge.store.choices import check_choices
from avala_edge.store.database import Database
from avala_edge.store.datasets import find_dataset
from avala_edge.store.issue_rows import (
    CLOSED,
    ISSUE_STATUSES,
    PRIORITIES,
    PROBLEMS,
    SEVERITIES,
    TOOLS,
    Issue,
    issue_to_log,
    new_issue,
    select_issues,
)
from avala_edge.store.items import Item, find_item
from avala_edge.store.principal import Principal
from avala_edge.store.projects import project_number
from avala_edge.store.rows import read_as
from avala_edge.store.tables import annotation_issues, datasets, items, now, sequences
from avala_edge.store.visibility import may_see_dataset, visible_projects

_CHOICES = {
    "priority": PRIORITIES,
    "severity": SEVERITIES,
    "status": ISSUE_STATUSES,
    "tool_uid": tuple(TOOLS),
    "problem_uid": tuple(PROBLEMS),
}
MOST_ISSUES = 10_000  # in one answer, which the contract wants as a plain list


@dataclass(frozen=True)
class IssueMetrics:
    """Counts by status, priority, severity and problem; seconds to close, and age of what is open."""

    by_status: Mapping[str, int]
    by_priority: Mapping[str, int]
    by_severity: Mapping[str, int]
    objects_by_problem: Mapping[str, int]
    mean_seconds_to_close: int | None
    mean_age: int | None


@dataclass(frozen=True)
class _Place:
    """What issues hang on: a sequence, or a photo that is in none."""

    dataset_id: int
    sequence_id: int | None
    item: Item | None


class Issues:
    """The issues of datasets and projects that who asks may see."""

    def __init__(self, database: Database) -> None:
        """Use `database`."""
        self._database = database

    async def create(
        self, who: Principal, place: str, *, item: str | None = None, project: str | None = None, **values: Any
    ) -> Issue:
        """Report an issue about a sequence, or about a photo that is in none, by its uid.

        Raises:
            NotFound: no such sequence, item or project.
            InvalidInput: a value that is none, or an item of another sequence.
        """
        _check(values)
        async with self._database.write() as tx:
            found = await _place(tx, who, place)
            number = None if project is None else await project_number(tx, who, project)
            about = found.item if item is None else await find_item(tx, who, item)
            if found.sequence_id is not None and about is not None and about.sequence != place:
                raise InvalidInput("the item is in another sequence", field="dataset_item_uid")
            if found.item is not None and about is not None and about.id != found.item.id:
                raise InvalidInput("the item is not the one in the path", field="dataset_item_uid")
            return await new_issue(
                tx,
                who,
                values=values,
                item=about,
                dataset_id=found.dataset_id,
                sequence_id=found.sequence_id,
                project_id=number,
            )

    async def of_place(
        self, who: Principal, place: str, *, item: str | None = None, project: str | None = None
    ) -> list[Issue]:
        """Return the issues of a sequence or a photo; raises `NotFound`."""
        async with self._database.read() as tx:
            query = _visible(who).where(_here(await _place(tx, who, place)))
            if item is not None:
                query = query.where(items.c.uid == item)
            if project is not None:
                query = query.where(annotation_issues.c.project_id == await project_number(tx, who, project))
            return await _fetch(tx, query)

    async def of_dataset(self, who: Principal, dataset: str, *, sequence: str | None = None) -> list[Issue]:
        """Return the issues of a dataset; raises `NotFound`."""
        async with self._database.read() as tx:
            found = await find_dataset(tx, who, uid=dataset)
            query = _visible(who).where(annotation_issues.c.dataset_id == found.id)
            if sequence is not None:
                query = query.where(_here(await _place(tx, who, sequence)))
            return await _fetch(tx, query)

    async def metrics(self, who: Principal, dataset: str, *, sequence: str | None = None) -> IssueMetrics:
        """Count the issues of a dataset; raises `NotFound`."""
        found, moment = await self.of_dataset(who, dataset, sequence=sequence), now()
        closed = [(each.closed_at - each.created_at).total_seconds() for each in found if each.closed_at is not None]
        ages = [(moment - each.created_at).total_seconds() for each in found if each.closed_at is None]
        return IssueMetrics(
            Counter(each.status for each in found),
            Counter(each.priority for each in found),
            Counter(each.severity for each in found),
            Counter(each.problem for each in found if each.object_uid is not None),
            round(sum(closed) / len(closed)) if closed else None,
            round(sum(ages) / len(ages)) if ages else None,
        )

    async def change(self, who: Principal, place: str, uid: str, **values: Any) -> Issue:
        """Change what is named; raises `NotFound` and `InvalidInput`."""
        _check(values)
        async with self._database.write() as tx:
            before = await _one(tx, who, place, uid)
            if "status" in values:
                ends = values["status"] in CLOSED
                values["closed_at"] = (before.closed_at or now()) if ends else None
            if values:
                await tx.execute(update(annotation_issues).where(annotation_issues.c.id == before.id).values(**values))
            after = await _one(tx, who, place, uid)
            await record(tx, who, Change("issue.updated", "issue", uid, issue_to_log(before), issue_to_log(after)))
        return after

    async def delete(self, who: Principal, place: str, uid: str) -> None:
        """Take an issue away; raises `NotFound`."""
        async with self._database.write() as tx:
            before = await _one(tx, who, place, uid)
            await tx.execute(delete(annotation_issues).where(annotation_issues.c.id == before.id))
            await record(tx, who, Change("issue.deleted", "issue", uid, issue_to_log(before)))


def _check(values: Mapping[str, Any]) -> None:
    named = {f"{name}_uid" if name in ("tool", "problem") else name: value for name, value in values.items()}
    check_choices(named, _CHOICES)


async def _place(tx: AsyncConnection, who: Principal, uid: str) -> _Place:
    query = select(sequences.c.id, sequences.c.dataset_id).join(datasets).where(sequences.c.uid == uid)
    row = (await tx.execute(query.where(may_see_dataset(who)))).one_or_none()
    if row is not None:
        return _Place(row.dataset_id, row.id, None)
    item = await find_item(tx, who, uid)
    if item.sequence_id is not None:
        raise NotFound("there is no such sequence; issues of a frame hang on its sequence")
    return _Place(item.dataset_id, None, item)


def _here(place: _Place) -> Any:
    if place.item is not None:
        return annotation_issues.c.item_id == place.item.id
    return annotation_issues.c.sequence_id == place.sequence_id


def _visible(who: Principal) -> Select[Any]:
    project = annotation_issues.c.project_id
    return select_issues().where(project.is_(None) | project.in_(visible_projects(who)))


async def _fetch(tx: AsyncConnection, query: Select[Any]) -> list[Issue]:
    rows = await tx.execute(query.order_by(annotation_issues.c.id).limit(MOST_ISSUES))
    return [read_as(Issue, row) for row in rows]


async def _one(tx: AsyncConnection, who: Principal, place: str, uid: str) -> Issue:
    here = _here(await _place(tx, who, place))
    row = (await tx.execute(_visible(who).where(here, annotation_issues.c.uid == uid))).one_or_none()
    if row is None:
        raise NotFound("there is no such issue")
    return read_as(Issue, row)
