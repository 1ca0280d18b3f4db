"""The unmodified `avala.AsyncClient` in the calls that change things; what it changed, the blocking client sees."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from avala import AsyncClient, Client
from avala.errors import AvalaError, NotFoundError, ValidationError

from tests.api.photos import photo
from tests.clients.conftest import Stage
from tests.clients.test_avala_agents import Door, door
from tests.clients.test_avala_providers import Model, model

__all__ = ["door", "model"]


async def test_datasets(workshop: Stage) -> None:
    async with AsyncClient() as client:
        made = await client.datasets.create(name="Later", slug="later", data_type="image", metadata={"site": "B"})
        with pytest.raises(AvalaError) as taken:
            await client.datasets.create(name="Later", slug="later", data_type="image")
        assert taken.value.status_code == 409
        with pytest.raises(ValidationError, match="data_type"):
            await client.datasets.create(name="Clouds", slug="clouds-2", data_type="lidar")
        assert (await client.datasets.wait(made.uid)).status == "created"
    with Client() as client:
        assert client.datasets.get_by_slug("local", "later") == made


async def test_files_become_a_dataset(workshop: Stage) -> None:
    data = photo(shift=5)
    async with AsyncClient() as client, httpx.AsyncClient() as http:
        assert "image/png" in (await client.datasets.manual_upload_allowed_mimes()).mime_types
        names = ("a/1.png", "a/2.png", "a/3.png")

        async def send(name: str) -> int:
            target = await client.datasets.create_manual_upload_url(
                dataset_name="at-once", file_path_in_dataset=name, content_length=len(data)
            )
            return (await http.put(target["url"], content=data)).status_code

        assert await asyncio.gather(*map(send, names)) == [204, 204, 204]
        assert (await client.datasets.manual_upload_quota()).used == 3 * len(data)
        made = await client.datasets.create_from_manual_upload(name="at-once", slug="at-once", data_type="image")
        assert (made.status, made.item_count) == ("created", 3)
        items = (await client.datasets.list_items("local", "at-once")).items
        assert {item.key for item in items} == set(names)
        assert (await http.get(items[0].url or "")).content == data
        with pytest.raises(ValidationError, match="no file"):
            await client.datasets.create_from_manual_upload(name="at-once", slug="at-once-2", data_type="image")


async def test_providers(workshop: Stage, model: Model) -> None:
    config = {"endpoint_url": f"http://127.0.0.1:{model.server_port}/predict", "auth_type": "bearer"}
    model.answer = b'{"predictions": []}'
    async with AsyncClient() as client:
        providers = client.inference_providers
        made = await providers.create(
            name="yolo", provider_type="http", config={**config, "auth_header": "hush"}, project=workshop.project
        )
        assert "hush" not in made.model_dump_json()
        tried = await providers.test(made.uid)
        assert (tried["success"], model.asked[0][0]["Authorization"]) == (True, "Bearer hush")
        changed = await providers.update(made.uid, name="yolo 2", is_active=False)
        assert (changed.name, changed.is_active) == ("yolo 2", False)
        assert (await providers.get(made.uid)).name == "yolo 2"
        await providers.delete(made.uid)
        for ask in (providers.get, providers.delete, providers.test):
            with pytest.raises(NotFoundError):
                await ask(made.uid)


async def test_agents(workshop: Stage, door: Door) -> None:
    async with AsyncClient() as client:
        wanted = {"name": "later", "events": ["result.submitted"], "project": workshop.project}
        made = await client.agents.create(**wanted)
        assert (await client.agents.create(**wanted)).uid == made.uid
        door.draft()
        (asked,) = (await client.agents.list_executions(made.uid)).items
        assert asked.event_type == "result.submitted"
        changed = await client.agents.update(made.uid, name="much later", is_active=False)
        assert (changed.name, changed.is_active) == ("much later", False)
        assert (await client.agents.test(made.uid))["success"] is False
        await client.agents.delete(made.uid)
        with pytest.raises(NotFoundError):
            await client.agents.update(made.uid, name="gone")


async def test_quality(workshop: Stage, door: Door) -> None:
    async with AsyncClient() as client:
        targets, project = client.quality_targets, door.edge.projects.create("Counted later").uid
        made = await targets.create(project, name="Rejected", metric="rejection_rate", threshold=0.25)
        changed = await targets.update(project, made.uid, threshold=0.0, operator="gte")
        assert (changed.threshold, changed.operator) == (0.0, "gte")
        (figure,) = await targets.evaluate(project)
        assert (figure.current_value, figure.is_breached) == (0.0, False)  # nothing is behind it yet
        assert (await targets.get(project, made.uid)).breach_count == 0
        with pytest.raises(ValidationError, match="metric"):
            await targets.create(project, name="Rejected", metric="beauty", threshold=0.25)
        await targets.delete(project, made.uid)
        assert (await targets.list(project)).items == []
        config = await client.consensus.update_config(project, iou_threshold=0.7, min_annotations=3)
        assert await client.consensus.get_config(project) == config
        assert config.min_annotations == 3
        await client.consensus.compute(project)
        with pytest.raises(ValidationError):
            await client.consensus.update_config(project, iou_threshold=1.5)
    door.edge.projects.delete(project)


async def test_issues(workshop: Stage) -> None:
    async with AsyncClient() as client:
        issues = client.annotation_issues
        (tool,) = [each for each in await issues.list_tools(dataset_type="image") if each.uid == "polygon"]
        made = await issues.create(
            workshop.item, tool_uid=tool.uid, problem_uid=tool.problems[0].uid, project_uid=workshop.project
        )
        settled = await issues.update(workshop.item, made.uid, status="completed", description="seen")
        assert (settled.closed_at is not None, settled.description) == (True, "seen")
        assert [each.uid for each in await issues.list_by_dataset("local", "street")] == [made.uid]
        with pytest.raises(ValidationError, match="problem_uid"):
            await issues.create(workshop.item, tool_uid="polygon", problem_uid="ugly")
        await issues.delete(workshop.item, made.uid)
        assert await issues.list_by_sequence(workshop.item) == []
        with pytest.raises(NotFoundError):
            await issues.delete(workshop.item, made.uid)


async def test_exports_at_once(workshop: Stage) -> None:
    async with AsyncClient() as client, httpx.AsyncClient() as http:
        made = await asyncio.gather(
            client.exports.create(project=workshop.project), client.exports.create(dataset=workshop.dataset)
        )
        done = await asyncio.gather(*(client.exports.wait(each.uid, interval=0.5, timeout=60) for each in made))
        assert [each.status for each in done] == ["exported", "exported"]
        for each in done:
            assert (await http.get(each.download_url or "")).json()["format"] == "avala-json-external"


async def test_auto_label(workshop: Stage) -> None:
    async with AsyncClient() as client:
        with pytest.raises(ValidationError):
            await client.auto_label_jobs.create(workshop.project, confidence_threshold=2.0)
        for ask in (client.auto_label_jobs.create, client.auto_label_jobs.cancel):
            with pytest.raises(NotFoundError):
                await ask("none")
