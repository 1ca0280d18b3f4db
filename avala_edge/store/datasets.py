"""Datasets: named collections of items, with who made them and who may see them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from avala_edge.errors import Conflict, InvalidInput, NotFound
from avala_edge.store.accounts import SLUG, organization_number
from avala_edge.store.agent_calls import Happening, call_agents
from avala_edge.store.audit import Change, record
from avala_edge.store.choices import check_choices
from avala_edge.store.database import Database
from avala_edge.store.outbox import announce
from avala_edge.store.pages import Page, PageOf, fetch_page
from avala_edge.store.principal import Principal
from avala_edge.store.rows import read_as
from avala_edge.store.tables import datasets, new_uid, now, project_datasets, projects
from avala_edge.store.visibility import may_see_dataset

_CHOICES = {"data_type": ("image", "video"), "visibility": ("private", "public", "unlisted")}
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,98}[a-z0-9])?")
RESERVED = ("items", "list", "manual-upload")


@dataclass(frozen=True)
class Dataset:
    """A dataset; `status` is creating while an import fills it, then created."""

    uid: str
    name: str
    slug: str
    owner_name: str
    data_type: str
    visibility: str
    status: str
    item_count: int
    metadata: dict[str, Any]
    created_at: datetime
    updated_at: datetime
    id: int = field(repr=False, compare=False)


class Datasets:
    """The site's datasets, as far as who asks may see them."""

    def __init__(self, database: Database) -> None:
        """Use `database`."""
        self._database = database

    async def create(
        self,
        who: Principal,
        *,
        name: str,
        slug: str | None = None,
        data_type: str = "image",
        visibility: str = "private",
        status: str = "created",
        metadata: Mapping[str, Any] | None = None,
    ) -> Dataset:
        """Make a dataset of the site's organization; without `slug` it is made from the name.

        Raises:
            InvalidInput: a value that is none of those allowed.
            Conflict: the slug is taken.
        """
        check_choices({"data_type": data_type, "visibility": visibility}, _CHOICES)
        slug = slug_of(name) if slug is None else slug
        if not _SLUG.fullmatch(slug) or slug in RESERVED:
            raise InvalidInput("a slug is a-z, 0-9, dash and underscore, at most 100", field="slug")
        async with self._database.write() as tx:
            row = {
                "uid": new_uid(),
                "organization_id": await organization_number(tx),
                "owner_name": SLUG,
                "name": name,
                "slug": slug,
                "data_type": data_type,
                "visibility": visibility,
                "status": status,
                "metadata": dict(metadata or {}),
            }
            try:
                await tx.execute(insert(datasets).values(row))
            except IntegrityError:
                raise Conflict(f"there is a dataset {SLUG}/{slug} already; choose another slug") from None
            made = await find_dataset(tx, who, uid=str(row["uid"]))
            await record(tx, who, Change("dataset.created", "dataset", made.uid, after=to_log(made)))
            await _tell(tx, "dataset.created", made)
        return made

    async def get(
        self, who: Principal, uid: str | None = None, *, owner: str | None = None, slug: str | None = None
    ) -> Dataset:
        """Return a dataset by uid, or by owner and slug; raise `NotFound`, also for one that `who` may not see."""
        async with self._database.read() as tx:
            return await find_dataset(tx, who, uid=uid, owner=owner, slug=slug)

    async def page(
        self,
        who: Principal,
        page: PageOf,
        *,
        data_type: str | None = None,
        name: str | None = None,
        status: str | None = None,
        visibility: str | None = None,
    ) -> Page[Dataset]:
        """Return datasets in the order of their making; `name` is a part of it, whatever the case."""
        query = _DATASETS.where(may_see_dataset(who))
        for column, value in (("data_type", data_type), ("status", status), ("visibility", visibility)):
            if value is not None:
                query = query.where(datasets.c[column] == value)
        if name is not None:
            query = query.where(datasets.c.name.icontains(name, autoescape=True))
        async with self._database.read() as tx:
            rows = await fetch_page(tx, query, datasets.c.id, page)
        return rows.map(partial(read_as, Dataset))

    async def change(self, who: Principal, uid: str, **values: Any) -> Dataset:
        """Change name, visibility, status or metadata; raises `NotFound` and `InvalidInput`."""
        check_choices(values, _CHOICES)
        async with self._database.write() as tx:
            before = await find_dataset(tx, who, uid=uid)
            if values:
                await tx.execute(update(datasets).where(datasets.c.id == before.id).values(**values))
            after = await find_dataset(tx, who, uid=uid)
            change = Change("dataset.updated", "dataset", uid, before=to_log(before), after=to_log(after))
            await record(tx, who, change)
            await _tell(tx, "dataset.updated", after)
        return after

    async def delete(self, who: Principal, uid: str) -> None:
        """Take a dataset away.

        Raises:
            NotFound: there is none, or `who` may not see it.
            Conflict: a project uses it.
        """
        async with self._database.write() as tx:
            before = await find_dataset(tx, who, uid=uid)
            used = select(projects.c.name).join(project_datasets).where(project_datasets.c.dataset_id == before.id)
            name = (await tx.execute(used.where(projects.c.deleted_at.is_(None)).limit(1))).scalar()
            if name is not None:
                raise Conflict(f"the project {name} uses this dataset; take it out of the project first")
            gone = f"{before.slug[:80]}~{before.id}"  # so that its slug is free again
            await tx.execute(
                update(datasets).where(datasets.c.id == before.id).values(deleted_at=now(), slug=gone, status="deleted")
            )
            await record(tx, who, Change("dataset.deleted", "dataset", uid, before=to_log(before)))
            await _tell(tx, "dataset.deleted", before)


async def _tell(tx: AsyncConnection, event_type: str, dataset: Dataset) -> None:
    said = to_event(dataset)
    await announce(tx, event_type, [said])
    subject = f"{dataset.uid}@{new_uid()[:8]}"  # the same dataset may be changed again
    await call_agents(tx, event_type, [Happening(subject, {"dataset_uid": dataset.uid, **said})])


def slug_of(name: str) -> str:
    """Return a slug made from a name."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:80].strip("-") or f"dataset-{new_uid()[:8]}"


async def find_dataset(
    tx: AsyncConnection, who: Principal, *, uid: str | None = None, owner: str | None = None, slug: str | None = None
) -> Dataset:
    """Return a dataset in a transaction; raise `NotFound`."""
    key = datasets.c.uid == uid if uid is not None else (datasets.c.owner_name == owner) & (datasets.c.slug == slug)
    row = (await tx.execute(_DATASETS.where(key, may_see_dataset(who)))).one_or_none()
    if row is None:
        raise NotFound
    return read_as(Dataset, row)


_DATASETS = select(*(datasets.c[name] for name in Dataset.__annotations__))


def to_log(dataset: Dataset) -> dict[str, Any]:
    """What the log keeps of a dataset."""
    words = asdict(dataset)
    for name in ("id", "uid", "created_at", "updated_at", "item_count"):
        del words[name]
    return words


def to_event(dataset: Dataset) -> dict[str, Any]:
    """What webhooks say of a dataset (avala.md §4.9)."""
    return {
        "uid": dataset.uid,
        "name": dataset.name,
        "owner": dataset.owner_name,
        "slug": dataset.slug,
        "data_type": dataset.data_type,
        "item_count": dataset.item_count,
        "created_at": dataset.created_at.isoformat(),
        "updated_at": dataset.updated_at.isoformat(),
    }
