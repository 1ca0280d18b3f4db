"""From a name to a model: of this site, or connected by its people."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from avala_edge.assembly import Site
from avala_edge.config import Config
from avala_edge.errors import Conflict, Forbidden, InvalidInput, NotFound
from avala_edge.store import Provider


async def connect(site: Site, name: str = "yolo", kind: str = "http", **more: Any) -> Provider:
    config = {"endpoint_url": "http://host.example/predict", **more.pop("config", {})}
    return await site.providers.create(site.keys.first(), name=name, provider_type=kind, config=config, **more)


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, provider_targets=("host.example",))


@pytest.fixture(autouse=True)
async def somebody(site: Site) -> None:
    await site.keys.create("first")


async def test_by_uid_and_by_name(site: Site) -> None:
    who, made = site.keys.first(), await connect(site, "y" * 200)
    for name in (made.uid, made.name):
        opened = await site.site_models.open(who, name)
        assert opened.name == "y" * 100


async def test_which_cannot_be_opened(site: Site) -> None:
    who = site.keys.first()
    project = (await site.projects.create(who, name="P")).uid
    with pytest.raises(NotFound, match="this server has everything"):
        await site.site_models.open(who, "nothing")
    await connect(site, "off", is_active=False)
    with pytest.raises(Conflict, match="switched off"):
        await site.site_models.open(who, "off")
    own = await connect(site, "own", project=project)
    assert (await site.site_models.open(who, own.uid, project=project)).name == "own"
    for elsewhere in (None, "other"):
        with pytest.raises(NotFound):
            await site.site_models.open(who, own.uid, project=elsewhere)
    await connect(site, "own")
    assert (await site.site_models.open(who, "own")).name == "own"
    with pytest.raises(Conflict, match="several"):
        await site.site_models.open(who, "own", project=project)
    await connect(site, "cloud", "sagemaker")
    with pytest.raises(Conflict, match="protocol: sagemaker"):
        await site.site_models.open(who, "cloud")
    await connect(site, "far", config={"endpoint_url": "http://elsewhere.example/"})
    with pytest.raises(Forbidden, match="AVALA_EDGE_PROVIDER_TARGETS"):
        await site.site_models.open(who, "far")
    await connect(site, "old", config={"timeout": "long"})  # as an earlier version let it in
    with pytest.raises(InvalidInput, match="timeout"):
        await site.site_models.open(who, "old")


async def test_a_test_says_what_cannot_be_opened(site: Site) -> None:
    for kind, config, word in (("sagemaker", {}, "SageMaker"), ("http", {"box_order": "x"}, "box_order")):
        tried = await site.connected.test(await connect(site, kind=kind, config=config))
        assert (tried.success, word in tried.message) == (False, True)


async def test_what_auto_label_may_choose_from(site: Site) -> None:
    who = site.keys.first()
    project = (await site.projects.create(who, name="P")).uid
    everybodys = await connect(site)
    own = await connect(site, project=project)
    await connect(site, project=(await site.projects.create(who, name="Q")).uid)
    await connect(site, is_active=False)
    assert await site.site_models.detectors(who, project=project) == [own.uid, everybodys.uid]
