"""The site's organization and its users."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from avala_edge.errors import NotFound
from avala_edge.store.database import Database
from avala_edge.store.pages import Page, PageOf, fetch_page
from avala_edge.store.principal import Principal
from avala_edge.store.rows import read_as
from avala_edge.store.tables import datasets, new_uid, organizations, projects, users

NAME, SLUG = "Local", "local"


@dataclass(frozen=True)
class Organization:
    """The one organization of a site."""

    uid: str
    name: str
    slug: str
    member_count: int
    dataset_count: int
    project_count: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class User:
    """Somebody who has a key."""

    uid: str
    username: str
    email: str | None
    role: str
    is_active: bool
    created_at: datetime


class Accounts:
    """Who there is."""

    def __init__(self, database: Database) -> None:
        """Use `database`."""
        self._database = database

    async def open(self) -> None:
        """Make the organization when the database is new; two processes at once make one."""
        async with self._database.write() as tx:
            if (await tx.execute(select(organizations.c.id).where(organizations.c.slug == SLUG))).first() is None:
                row = {"uid": new_uid(), "name": NAME, "slug": SLUG}
                await tx.execute(insert(organizations).values(row))

    async def organization(self) -> Organization:
        """Return the organization."""
        count = {
            "member_count": select(func.count()).select_from(users).where(users.c.is_active.is_(True)),
            "dataset_count": select(func.count()).select_from(datasets).where(datasets.c.deleted_at.is_(None)),
            "project_count": select(func.count()).select_from(projects).where(projects.c.deleted_at.is_(None)),
        }
        own = organizations.c
        query = select(
            own.uid,
            own.name,
            own.slug,
            own.created_at,
            own.updated_at,
            *(each.scalar_subquery().label(name) for name, each in count.items()),
        )
        async with self._database.read() as tx:
            row = (await tx.execute(query.order_by(own.id).limit(1))).one()
        return Organization(**row._mapping)

    async def user(self, who: Principal) -> User:
        """Return who calls; raises `NotFound` for a command that no user gave."""
        async with self._database.read() as tx:
            row = (await tx.execute(_USERS.where(users.c.id == who.user_id))).one_or_none()
        if row is None:
            raise NotFound("no user belongs to this call")
        return read_as(User, row)

    async def page(self, page: PageOf) -> Page[User]:
        """Return the users, the oldest first."""
        async with self._database.read() as tx:
            rows = await fetch_page(tx, _USERS, users.c.id, page)
        return rows.map(partial(read_as, User))


async def organization_number(tx: AsyncConnection) -> int:
    """Return the number of the organization's row."""
    return int((await tx.execute(select(organizations.c.id).order_by(organizations.c.id).limit(1))).scalar_one())


_USERS = select(*(users.c[name] for name in ("id", *User.__annotations__)))
