"""A connected model by its uid or its name, for who may see it."""

from __future__ import annotations

from avala_edge.store import Providers
from tests.unit.store.shelves import Shelves

CONFIG = {"endpoint_url": "http://host/"}


async def test_find(shelves: Shelves) -> None:
    providers, owner = Providers(shelves.database), shelves.owner
    project = await shelves.project(members_only=True)
    stranger = await shelves.person("stranger", "reviewer")
    make = {"provider_type": "http", "config": CONFIG}
    first = await providers.create(owner, name="yolo", **make)
    second = await providers.create(owner, name="yolo", project=project.uid, **make)
    tricky = await providers.create(owner, name=first.uid, **make)

    async def found(name: str, who: object = owner) -> list[str]:
        return [each.uid for each in await providers.find(who, name)]  # type: ignore[arg-type]

    assert await found("yolo") == [first.uid, second.uid]
    assert await found("yolo", stranger) == [first.uid]
    assert await found(first.uid) == [first.uid]  # a uid is worth more than a name
    assert await found(tricky.uid) == [tricky.uid]
    assert await found(second.uid, stranger) == []
    assert await found("nothing") == []
