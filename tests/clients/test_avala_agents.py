"""The unmodified `avala-agents` reviews predictions of a real server; `avala` sees what it did."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from avala import Client
from avala.errors import ForbiddenError, NotFoundError, ValidationError
from avala_agents import AgentActionError, ResultContext, TaskAgent

from avala_edge.client import Annotation, Box
from avala_edge.client import Client as EdgeClient
from tests.clients.conftest import Stage

BOX: Box = {"x": 10.0, "y": 20.0, "width": 30.0, "height": 40.0}


class Door:
    """Our own client for what Avala's has no call for, and plain HTTP for what neither has."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.edge = EdgeClient(stage.server.base, stage.key)
        self.http = httpx.Client(base_url=stage.base, headers={"X-Avala-Api-Key": stage.key})

    def draft(self, **more: Any) -> Annotation:
        said: dict[str, Any] = {"project": self.stage.project, "label": "car", "confidence": 0.9, **more}
        return self.edge.annotations.create(
            self.stage.item, type="bounding_box", geometry=BOX, source="auto_label", model="yolo", **said
        )

    def annotation(self, uid: str) -> Annotation:
        return self.edge.annotations.get(uid)

    def act(self, execution: str, action: str, **more: str) -> httpx.Response:
        return self.http.post("/agent-actions/", json={"execution": execution, "action": action, **more})


@pytest.fixture
def door(workshop: Stage) -> Iterator[Door]:
    door = Door(workshop)
    yield door
    door.http.close()
    door.edge.close()
    with Client() as client:
        for agent in client.agents.list().items:
            client.agents.delete(agent.uid)
        for issue in client.annotation_issues.list_by_sequence(workshop.item):
            client.annotation_issues.delete(workshop.item, issue.uid)


def listening(stage: Stage, **more: Any) -> TaskAgent:
    return TaskAgent(name="judge", project=stage.project, **more)


def test_an_agent_approves_rejects_flags_and_skips(workshop: Stage, door: Door) -> None:
    seen: list[ResultContext] = []
    with listening(workshop) as agent:

        @agent.on("result.submitted")
        def judge(context: ResultContext) -> None:
            seen.append(context)
            confidence = context.result_metadata["confidence"]
            if confidence > 0.8:
                context.approve()
            elif confidence > 0.5:
                context.flag("hard to say")
            elif confidence > 0.3:
                context.skip()
            else:
                context.reject("too unsure")

        assert agent.run_once() == 0  # registered; nothing yet
        made = {confidence: door.draft(confidence=confidence).uid for confidence in (0.9, 0.6, 0.4, 0.1)}
        assert agent.run_once() == 4
        assert agent.run_once() == 0
    states = {confidence: door.annotation(uid).state for confidence, uid in made.items()}
    assert states == {0.9: "accepted", 0.6: "draft", 0.4: "draft", 0.1: "rejected"}
    first = seen[0]
    assert (first.result_uid, first.project_uid, first.task_type) == (made[0.9], workshop.project, "bounding_box")
    assert first.result_data[0]["label"] == "car"
    assert first.result_data[0]["bbox"] == [10.0, 20.0, 30.0, 40.0]
    with Client() as client:
        (found,) = client.agents.list().items
        assert found.execution_stats == {"completed": 4}
        done = client.agents.list_executions(found.uid, limit=2)
        assert ([each.action for each in done.items], done.has_more) == (["approve", "flag"], True)
        assert {each.registration for each in done.items} == {found.uid}
        assert client.tasks.get(first.task_uid).name == "0.png"
    *_, reviewed = door.edge.annotations.history(made[0.1])
    assert reviewed.action == "annotation.reviewed"
    assert reviewed.after is not None
    assert reviewed.after["comment"] == "too unsure"


def test_an_agent_that_starts_again_finds_what_waited(workshop: Stage, door: Door) -> None:
    with listening(workshop) as agent:
        agent.on("result.submitted")(lambda context: context.approve())
        assert agent.run_once() == 0
    uid = door.draft().uid
    with listening(workshop) as agent:
        agent.on("result.submitted")(lambda context: context.approve())
        assert agent.run_once() == 1
    assert door.annotation(uid).state == "accepted"
    with Client() as client:
        assert len(client.agents.list().items) == 1


def test_filters_by_project_and_type_of_task(workshop: Stage, door: Door) -> None:
    other = door.edge.projects.create("Elsewhere").uid
    with Client() as client:
        polygons = client.agents.create(name="polygons", events=["result.submitted"], task_types=["polygon"])
        elsewhere = client.agents.create(name="elsewhere", events=["result.submitted"], project=other)
        images = client.agents.create(name="images", events=["result.submitted"], task_types=["image-annotation"])
        asleep = client.agents.create(name="asleep", events=["result.submitted"], is_active=False)
        door.draft()
        waiting = {each.name: each.execution_stats for each in client.agents.list().items}
        assert waiting == {"polygons": {}, "elsewhere": {}, "images": {"pending": 1}, "asleep": {}}
        for query, count in (
            ("task_types=bounding_box,polygon", 1),
            ("task_types=image-annotation", 1),
            ("task_types=polygon", 0),
            (f"project={workshop.project}&status=pending", 1),
            (f"project={other}", 0),
        ):
            page = door.http.get(f"/agents/{images.uid}/executions/?{query}").json()
            assert len(page["results"]) == count, query
        assert client.agents.test(images.uid)["success"] is True
        assert client.agents.test(asleep.uid)["success"] is False
        renamed = client.agents.update(polygons.uid, name="outlines", events=["result.accepted"])
        assert (renamed.name, renamed.events) == ("outlines", ["result.accepted"])
        client.agents.delete(elsewhere.uid)
        with pytest.raises(NotFoundError):
            client.agents.get(elsewhere.uid)
    door.edge.projects.delete(other)


def test_what_a_person_did_meanwhile_stands(workshop: Stage, door: Door) -> None:
    with listening(workshop) as agent:
        contexts: list[ResultContext] = []
        agent.on("result.submitted")(contexts.append)  # type: ignore[arg-type]
        agent.run_once()
        made = door.draft()
        door.edge.annotations.change(made, geometry={**BOX, "x": 1.0})
        door.edge.annotations.delete(door.draft())
        agent.run_once()
        for context in contexts:
            with pytest.raises(AgentActionError, match="409"):
                context.approve()
        assert agent.run_once() == 0  # answered for good
    assert door.annotation(made.uid).state == "draft"


def test_the_same_answer_twice_is_one_and_another_is_refused(workshop: Stage, door: Door) -> None:
    with Client() as client:
        agent = client.agents.create(name="twice", events=["result.submitted", "result.rejected"])
        uid = door.draft().uid
        (asked,) = client.agents.list_executions(agent.uid).items
        for _ in range(2):
            answer = door.act(asked.uid, "reject", reason="no")
            assert (answer.status_code, answer.json()["status"]) == (200, "completed")
        assert door.act(asked.uid, "approve").status_code == 409
        assert door.annotation(uid).version == 2
        told = [each.event_type for each in client.agents.list_executions(agent.uid).items]
        assert told == ["result.submitted", "result.rejected"]
        assert door.act("none", "approve").status_code == 404
        assert door.act(asked.uid, "bless").status_code == 422


def test_datasets_are_told_of(workshop: Stage, door: Door) -> None:
    with Client() as client:
        agent = client.agents.create(name="keeper", events=["dataset.created"])
        slug = "told"
        made = client.datasets.create(name="Told", slug=slug, data_type="image")
        (asked,) = client.agents.list_executions(agent.uid).items
        assert asked.event_payload is not None
        assert asked.event_payload["dataset_uid"] == made.uid
    assert door.http.delete(f"/datasets/{made.uid}/").status_code in (204, 404, 405)


def test_who_may_not(workshop: Stage, door: Door) -> None:
    with Client() as client:
        with pytest.raises(ValidationError, match=r"result\.guessed"):
            client.agents.create(name="a", events=["result.guessed"])
        with pytest.raises(NotFoundError):
            client.agents.create(name="a", project="none")
        with pytest.raises(NotFoundError):
            client.agents.list_executions("none")
    with Client(api_key=workshop.annotator) as client, pytest.raises(ForbiddenError):
        client.agents.create(name="a", events=["result.submitted"])
