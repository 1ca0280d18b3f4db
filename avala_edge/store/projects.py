"""Projects: which datasets are annotated with which labels, and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from avala_edge.errors import Conflict, InvalidInput, NotFound, Stale
from avala_edge.store.accounts import organization_number
from avala_edge.store.audit import Change, record
from avala_edge.store.choices import check_choices
from avala_edge.store.database import Database
from avala_edge.store.datasets import find_dataset
from avala_edge.store.items import make_tasks
from avala_edge.store.labels import Label, LabelSpec, label_to_log, labels_of, set_labels
from avala_edge.store.pages import Page, PageOf, fetch_page
from avala_edge.store.principal import Principal
from avala_edge.store.tables import (
    annotation_counts,
    annotation_table,
    datasets,
    items,
    labels,
    new_uid,
    now,
    project_datasets,
    project_members,
    projects,
    tasks,
    users,
)
from avala_edge.store.visibility import may_see_project

TASK_TYPES = ("image-annotation", "video-annotation")
STATUSES = ("active", "paused", "archived")
_CHOICES = {"task_type": TASK_TYPES, "status": STATUSES}


@dataclass(frozen=True)
class Project:
    """A project; `members` are usernames, and matter when it is for members only.

    Attributes:
        reviews_people: what people draw is a draft, too, until somebody has reviewed it.
        self_review: whether people may review what they drew.
    """

    uid: str
    name: str
    description: str
    task_type: str
    status: str
    members_only: bool
    reviews_people: bool
    self_review: bool
    version: int
    created_at: datetime
    updated_at: datetime
    datasets: tuple[str, ...]
    labels: tuple[Label, ...]
    members: tuple[str, ...]
    id: int = field(repr=False, compare=False)


@dataclass(frozen=True)
class Count:
    """How many annotations of a project agree in all of these; `tenth` of the confidence, 0 to 9, None: has none."""

    state: str
    source: str
    model: str | None
    label: str | None
    tenth: int | None
    count: int


class Projects:
    """The site's projects, as far as who asks may see them."""

    def __init__(self, database: Database) -> None:
        """Use `database`."""
        self._database = database

    async def create(
        self,
        who: Principal,
        *,
        name: str,
        dataset_uids: Sequence[str] = (),
        labels: Sequence[LabelSpec] = (),
        **values: Any,
    ) -> Project:
        """Make a project; `values`: description, task_type, status, members_only, members, reviews_people, self_review.

        Raises:
            NotFound: no such dataset.
            InvalidInput: labels that do not go together, no such user or value.
        """
        members = values.pop("members", ())
        check_choices(values, _CHOICES)
        async with self._database.write() as tx:
            row = {"task_type": TASK_TYPES[0], "status": STATUSES[0], **values, "uid": new_uid(), "name": name}
            made = (
                insert(projects).values(organization_id=await organization_number(tx), **row).returning(projects.c.id)
            )
            number = (await tx.execute(made)).scalar_one()
            await set_labels(tx, number, labels)
            await _set_datasets(tx, who, number, dataset_uids)
            await _set_members(tx, number, members)
            project = await _one(tx, number)
            change = Change("project.created", "project", project.uid, after=_to_log(project), project_id=number)
            await record(tx, who, change)
        return project

    async def get(self, who: Principal, uid: str) -> Project:
        """Return a project; raise `NotFound`, also for one that `who` may not see."""
        async with self._database.read() as tx:
            return await _one(tx, await project_number(tx, who, uid))

    async def number(self, who: Principal, uid: str) -> int:
        """Return the number of a project's row, for other questions of the store; raise `NotFound`."""
        async with self._database.read() as tx:
            return await project_number(tx, who, uid)

    async def page(self, who: Principal, page: PageOf, *, status: str | None = None) -> Page[Project]:
        """Return projects in the order of their making."""
        query = select(projects).where(may_see_project(who))
        if status is not None:
            query = query.where(projects.c.status == status)
        async with self._database.read() as tx:
            rows = await fetch_page(tx, query, projects.c.id, page)
            full = await _fill(tx, rows.items)
        return Page(tuple(full), rows.next_cursor)

    async def change(self, who: Principal, uid: str, *, version: int | None = None, **values: Any) -> Project:
        """Change what is named: also datasets (uids), labels and members, each as a whole.

        Raises:
            NotFound: no such project or dataset.
            Stale: it is not at `version` any more.
            Conflict: a dataset with annotations would leave.
            InvalidInput: as `create`.
        """
        parts = {name: values.pop(name, None) for name in ("dataset_uids", "labels", "members")}
        check_choices(values, _CHOICES)
        async with self._database.write() as tx:
            number = await project_number(tx, who, uid)
            before = await _one(tx, number)
            if version is not None and version != before.version:
                raise Stale(f"the project is at version {before.version}, not {version}", current=before)
            if parts["labels"] is not None:
                await set_labels(tx, number, parts["labels"])
            if parts["dataset_uids"] is not None:
                await _set_datasets(tx, who, number, parts["dataset_uids"])
            if parts["members"] is not None:
                await _set_members(tx, number, parts["members"])
            new = {**values, "version": before.version + 1}
            await tx.execute(update(projects).where(projects.c.id == number).values(**new))
            after = await _one(tx, number)
            change = Change("project.updated", "project", uid, _to_log(before), _to_log(after), number)
            await record(tx, who, change)
        return after

    async def delete(self, who: Principal, uid: str) -> None:
        """Take a project away; its annotations stay in the database and in the log. Raises `NotFound`."""
        async with self._database.write() as tx:
            number = await project_number(tx, who, uid)
            before = await _one(tx, number)
            gone = {"deleted_at": now(), "status": "deleted"}
            await tx.execute(update(projects).where(projects.c.id == number).values(gone))
            await record(tx, who, Change("project.deleted", "project", uid, before=_to_log(before), project_id=number))

    async def counts(self, number: int) -> list[Count]:
        """Return how many annotations of a project (its row's number) there are of each kind."""
        table = annotation_counts.c
        query = (
            select(table.state, table.source, table.model, labels.c.name.label("label"), table.tenth, table.count)
            .select_from(annotation_counts.outerjoin(labels, table.label_id == labels.c.id))
            .where(table.project_id == number, table.count > 0)
        )
        async with self._database.read() as tx:
            rows = (await tx.execute(query)).all()
        return [Count(row[0], row[1], row[2] or None, row[3], None if row[4] < 0 else row[4], row[5]) for row in rows]

    async def task_counts(self, number: int) -> dict[str, int]:
        """Return how many tasks of a project are in which status."""
        query = select(tasks.c.status, func.count()).where(tasks.c.project_id == number).group_by(tasks.c.status)
        async with self._database.read() as tx:
            return {row[0]: row[1] for row in await tx.execute(query)}


async def project_number(tx: AsyncConnection, who: Principal, uid: str) -> int:
    """Return the number of a project's row in a transaction; raise `NotFound`."""
    query = select(projects.c.id).where(projects.c.uid == uid, may_see_project(who))
    number: int | None = (await tx.execute(query)).scalar()
    if number is None:
        raise NotFound("there is no such project", field="project")
    return number


async def _set_datasets(tx: AsyncConnection, who: Principal, number: int, uids: Sequence[str]) -> None:
    wanted = {(await find_dataset(tx, who, uid=uid)).id for uid in uids}
    query = select(project_datasets.c.dataset_id).where(project_datasets.c.project_id == number)
    there = set((await tx.execute(query)).scalars())
    for dataset in there - wanted:
        of_it = select(items.c.id).where(items.c.dataset_id == dataset)
        here = (tasks.c.project_id == number) & tasks.c.item_id.in_(of_it)
        begun = (await tx.execute(select(tasks.c.id).where(here, tasks.c.status != "pending").limit(1))).first()
        if begun is not None or await _has_annotations(tx, number, dataset):
            raise Conflict("work was done on a dataset that would leave the project; it must stay")
        await tx.execute(delete(tasks).where(here))
        link = (project_datasets.c.project_id == number) & (project_datasets.c.dataset_id == dataset)
        await tx.execute(delete(project_datasets).where(link))
    for dataset in wanted - there:
        await tx.execute(insert(project_datasets).values(project_id=number, dataset_id=dataset))
        of_it = select(items.c.id).where(items.c.dataset_id == dataset).order_by(items.c.id)
        await make_tasks(tx, [(number, item) for item in (await tx.execute(of_it)).scalars()])


async def _has_annotations(tx: AsyncConnection, number: int, dataset: int) -> bool:
    on_it = select(annotation_table.c.id).join(items, annotation_table.c.item_id == items.c.id)
    query = on_it.where(annotation_table.c.project_id == number, items.c.dataset_id == dataset).limit(1)
    return (await tx.execute(query)).first() is not None


async def _set_members(tx: AsyncConnection, number: int, usernames: Sequence[str]) -> None:
    wanted = set(usernames)
    found = {row.username: row.id for row in await tx.execute(select(users).where(users.c.username.in_(wanted)))}
    missing = sorted(wanted - found.keys())
    if missing:
        raise InvalidInput(f"there is no user {missing[0][:100]}", field="members")
    await tx.execute(delete(project_members).where(project_members.c.project_id == number))
    if found:
        await tx.execute(
            insert(project_members), [{"project_id": number, "user_id": user} for user in sorted(found.values())]
        )


async def _one(tx: AsyncConnection, number: int) -> Project:
    rows = (await tx.execute(select(projects).where(projects.c.id == number))).all()
    return (await _fill(tx, rows))[0]


async def _fill(tx: AsyncConnection, rows: Sequence[Row[Any]]) -> list[Project]:
    numbers = [row.id for row in rows]
    labelled = await labels_of(tx, numbers)
    linked = project_datasets.c.project_id.in_(numbers)
    of_project: dict[int, list[str]] = {number: [] for number in numbers}
    pairs = select(project_datasets.c.project_id, datasets.c.uid).join(datasets).where(linked).order_by(datasets.c.id)
    for number, uid in await tx.execute(pairs):
        of_project[number].append(uid)
    people: dict[int, list[str]] = {number: [] for number in numbers}
    belong = project_members.c.project_id.in_(numbers)
    named = select(project_members.c.project_id, users.c.username).join(users).where(belong).order_by(users.c.username)
    for number, username in await tx.execute(named):
        people[number].append(username)
    own = [name for name in Project.__annotations__ if name not in ("datasets", "labels", "members")]
    return [
        Project(
            **{name: getattr(row, name) for name in own},
            datasets=tuple(of_project[row.id]),
            labels=labelled[row.id],
            members=tuple(people[row.id]),
        )
        for row in rows
    ]


def _to_log(project: Project) -> dict[str, Any]:
    plain = ("name", "description", "task_type", "status", "members_only", "reviews_people", "self_review", "version")
    return {
        **{name: getattr(project, name) for name in plain},
        "datasets": list(project.datasets),
        "labels": [label_to_log(label) for label in project.labels],
        "members": list(project.members),
    }
