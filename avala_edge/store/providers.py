"""Inference providers: models elsewhere that the operator connected, with secrets that never come out again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Select, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from avala_edge.errors import InvalidInput, NotFound
from avala_edge.store.audit import Change, record
from avala_edge.store.database import Database
from avala_edge.store.pages import Page, PageOf, fetch_page
from avala_edge.store.principal import Principal
from avala_edge.store.projects import project_number
from avala_edge.store.rows import read_as
from avala_edge.store.secrets import hide, is_hidden, restore
from avala_edge.store.tables import inference_providers, new_uid, now, projects
from avala_edge.store.visibility import may_see_project

_FEW = 100


@dataclass(frozen=True)
class Provider:
    """A connected model; `config` as it was given, secrets and all: show `shown` to people."""

    uid: str
    name: str
    description: str
    provider_type: str
    config: dict[str, Any] = field(repr=False)
    is_active: bool
    project: str | None
    last_test_at: datetime | None
    last_test_success: bool | None
    created_at: datetime
    updated_at: datetime
    id: int = field(repr=False, compare=False)

    @property
    def shown(self) -> dict[str, Any]:
        """The configuration with its secrets hidden."""
        return hide(self.config)


class Providers:
    """The providers of no project, and of projects that who asks may see."""

    def __init__(self, database: Database) -> None:
        """Use `database`."""
        self._database = database

    async def create(
        self,
        who: Principal,
        *,
        name: str,
        provider_type: str,
        config: Mapping[str, Any],
        project: str | None = None,
        description: str = "",
        is_active: bool = True,
    ) -> Provider:
        """Connect a model; raises `NotFound` for no such project and `InvalidInput` for a hidden secret."""
        async with self._database.write() as tx:
            row = {
                "uid": new_uid(),
                "project_id": None if project is None else await project_number(tx, who, project),
                "name": name,
                "description": description,
                "provider_type": provider_type,
                "config": restore(config, {}),
                "is_active": is_active,
            }
            await tx.execute(insert(inference_providers).values(row))
            made = await _one(tx, who, str(row["uid"]))
            change = Change("provider.created", "provider", made.uid, None, _to_log(made), row["project_id"])  # type: ignore[arg-type]
            await record(tx, who, change)
        return made

    async def get(self, who: Principal, uid: str) -> Provider:
        """Return a provider; raise `NotFound`."""
        async with self._database.read() as tx:
            return await _one(tx, who, uid)

    async def find(self, who: Principal, name: str) -> list[Provider]:
        """Return the provider of a uid, else those of a name, a few at most."""
        async with self._database.read() as tx:
            for column in (inference_providers.c.uid, inference_providers.c.name):
                ordered = _providers(who).where(column == name).order_by(inference_providers.c.id).limit(_FEW)
                if rows := (await tx.execute(ordered)).all():
                    return [read_as(Provider, row) for row in rows]
        return []

    async def usable(self, who: Principal, project: str) -> list[Provider]:
        """Return what is switched on for a project, the longest connected first, a few at most."""
        theirs = inference_providers.c.project_id.is_(None) | (projects.c.uid == project)
        query = _providers(who).where(theirs, inference_providers.c.is_active.is_(True))
        async with self._database.read() as tx:
            rows = (await tx.execute(query.order_by(inference_providers.c.id).limit(_FEW))).all()
        return [read_as(Provider, row) for row in rows]

    async def page(self, who: Principal, page: PageOf) -> Page[Provider]:
        """Return providers in the order of their making."""
        async with self._database.read() as tx:
            rows = await fetch_page(tx, _providers(who), inference_providers.c.id, page)
        return rows.map(partial(read_as, Provider))

    async def change(self, who: Principal, uid: str, **values: Any) -> Provider:
        """Change what is named; a hidden secret in `config` stays what it was.

        Raises:
            NotFound: no such provider or project.
            InvalidInput: a hidden secret that there is not, or one that would go to another address unseen.
        """
        async with self._database.write() as tx:
            before = await _one(tx, who, uid)
            if "config" in values:
                values["config"] = _config(values["config"], before.config)
            if "project" in values:
                uid_of_project = values.pop("project")
                values["project_id"] = None if uid_of_project is None else await project_number(tx, who, uid_of_project)
            if values:
                await tx.execute(
                    update(inference_providers).where(inference_providers.c.id == before.id).values(**values)
                )
            after = await _one(tx, who, uid)
            await record(tx, who, Change("provider.updated", "provider", uid, _to_log(before), _to_log(after)))
        return after

    async def delete(self, who: Principal, uid: str) -> None:
        """Forget a provider; raises `NotFound`."""
        async with self._database.write() as tx:
            before = await _one(tx, who, uid)
            await tx.execute(delete(inference_providers).where(inference_providers.c.id == before.id))
            await record(tx, who, Change("provider.deleted", "provider", uid, _to_log(before)))

    async def tested(self, who: Principal, uid: str, *, success: bool) -> datetime:
        """Write how a test went and return when that was; raises `NotFound`."""
        moment = now()
        async with self._database.write() as tx:
            before = await _one(tx, who, uid)
            row = {"last_test_at": moment, "last_test_success": success}
            await tx.execute(update(inference_providers).where(inference_providers.c.id == before.id).values(**row))
            await record(tx, who, Change("provider.tested", "provider", uid, after={"success": success}))
        return moment


def _config(given: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    old, new = (urlsplit(str(config.get("endpoint_url", ""))).netloc for config in (before, given))
    if is_hidden(given) and old != new:
        raise InvalidInput("the endpoint moves to another host: give its secrets again", field="config.endpoint_url")
    return restore(given, before)


async def _one(tx: AsyncConnection, who: Principal, uid: str) -> Provider:
    row = (await tx.execute(_providers(who).where(inference_providers.c.uid == uid))).one_or_none()
    if row is None:
        raise NotFound
    return read_as(Provider, row)


_OWN = tuple(name for name in Provider.__annotations__ if name != "project")


def _providers(who: Principal) -> Select[Any]:
    columns = (*(inference_providers.c[name] for name in _OWN), projects.c.uid.label("project"))
    joined = inference_providers.outerjoin(projects)
    of_nobody = inference_providers.c.project_id.is_(None)
    return select(*columns).select_from(joined).where(of_nobody | may_see_project(who))


def _to_log(provider: Provider) -> dict[str, Any]:
    words = asdict(provider)
    for name in ("id", "uid", "created_at", "updated_at", "last_test_at", "last_test_success"):
        del words[name]
    return {**words, "config": provider.shown}
