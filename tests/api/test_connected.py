"""From a name to a model: of this site, or connected by its people."""

from __future__ import annotations

from typing import Any

import pytest

from avala_edge.assembly import Site
from avala_edge.autolabel import Ask
from avala_edge.errors import Conflict, Forbidden, InvalidInput, NotFound
from avala_edge.store import Provider
from tests.unit.autolabel.subjects import drawn


async def connect(site: Site, name: str = "yolo", kind: str = "http", **more: Any) -> Provider:
    config = {"endpoint_url": "http://host.example/predict", **more.pop("config", {})}
    return await site.providers.create(site.keys.first(), name=name, provider_type=kind, config=config, **more)


@pytest.fixture(autouse=True)
async def somebody(site: Site) -> None:
    await site.keys.create("first")


async def test_by_uid_and_by_name(site: Site) -> None:
    who, made = site.keys.first(), await connect(site, "y" * 200)
    for name in (made.uid, made.name):
        opened = await site.connected.open(who, name)
        assert opened.name == "y" * 100
        with pytest.raises(Forbidden, match="AVALA_EDGE_PROVIDER_TARGETS"):
            await opened.detect(drawn(), Ask())


async def test_which_cannot_be_opened(site: Site) -> None:
    who = site.keys.first()
    project = (await site.projects.create(who, name="P")).uid
    with pytest.raises(NotFound, match="this server has everything"):
        await site.connected.open(who, "nothing")
    await connect(site, "off", is_active=False)
    with pytest.raises(Conflict, match="switched off"):
        await site.connected.open(who, "off")
    own = await connect(site, "own", project=project)
    assert (await site.connected.open(who, own.uid, project=project)).name == "own"
    for elsewhere in (None, "other"):
        with pytest.raises(NotFound):
            await site.connected.open(who, own.uid, project=elsewhere)
    await connect(site, "own")
    assert (await site.connected.open(who, "own")).name == "own"
    with pytest.raises(Conflict, match="several"):
        await site.connected.open(who, "own", project=project)
    await connect(site, "cloud", "sagemaker")
    with pytest.raises(Conflict, match="protocol: sagemaker"):
        await site.connected.open(who, "cloud")
    await connect(site, "old", config={"timeout": "long"})  # as an earlier version let it in
    with pytest.raises(InvalidInput, match="timeout"):
        await site.connected.open(who, "old")


async def test_a_test_says_what_cannot_be_opened(site: Site) -> None:
    for kind, config, word in (("sagemaker", {}, "SageMaker"), ("http", {"box_order": "x"}, "box_order")):
        tried = await site.connected.test(await connect(site, kind=kind, config=config))
        assert (tried.success, word in tried.message) == (False, True)
