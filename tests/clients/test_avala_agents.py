"""The unmodified `avala-agents` reviews predictions of a real server; `avala` sees what it did."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from avala import Client
from avala.errors import ForbiddenError, NotFoundError, ValidationError
from avala_agents import AgentActionError, ResultContext, TaskAgent

from tests.clients.conftest import Stage

BOX = {"x": 10.0, "y": 20.0, "width": 30.0, "height": 40.0}


class Door:
    """The edge API, for what Avala's has no call for."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        headers = {"X-Avala-Api-Key": stage.key}
        self.http = httpx.Client(base_url=f"{stage.server.base}/api/edge/v1/", headers=headers)

    def draft(self, **more: Any) -> dict[str, Any]:
        body = {
            "project": self.stage.project,
            "type": "bounding_box",
            "geometry": BOX,
            "label": "car",
            "source": "auto_label",
            "confidence": 0.9,
            "model": "yolo",
            **more,
        }
        answer = self.http.post(f"items/{self.stage.item}/annotations/", json=body)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    def annotation(self, uid: str) -> dict[str, Any]:
        found: dict[str, Any] = self.http.get(f"annotations/{uid}/").json()
        return found


@pytest.fixture
def door(workshop: Stage) -> Iterator[Door]:
    door = Door(workshop)
    yield door
    door.http.close()
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
        made = {confidence: door.draft(confidence=confidence)["uid"] for confidence in (0.9, 0.6, 0.4, 0.1)}
        assert agent.run_once() == 4
        assert agent.run_once() == 0
    states = {confidence: door.annotation(uid)["state"] for confidence, uid in made.items()}
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
    history = door.http.get(f"annotations/{made[0.1]}/history/").json()["results"]
    assert history[-1]["action"] == "annotation.reviewed"
    assert history[-1]["after"]["comment"] == "too unsure"


def test_an_agent_that_starts_again_finds_what_waited(workshop: Stage, door: Door) -> None:
    with listening(workshop) as agent:
        agent.on("result.submitted")(lambda context: context.approve())
        assert agent.run_once() == 0
    uid = door.draft()["uid"]
    with listening(workshop) as agent:
        agent.on("result.submitted")(lambda context: context.approve())
        assert agent.run_once() == 1
    assert door.annotation(uid)["state"] == "accepted"
    with Client() as client:
        assert len(client.agents.list().items) == 1


def test_filters_by_project_and_type_of_task(workshop: Stage, door: Door) -> None:
    other = door.http.post("projects/", json={"name": "Elsewhere"}).json()["uid"]
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
            page = door.http.get(f"{workshop.base}/agents/{images.uid}/executions/?{query}").json()
            assert len(page["results"]) == count, query
        assert client.agents.test(images.uid)["success"] is True
        assert client.agents.test(asleep.uid)["success"] is False
        renamed = client.agents.update(polygons.uid, name="outlines", events=["result.accepted"])
        assert (renamed.name, renamed.events) == ("outlines", ["result.accepted"])
        client.agents.delete(elsewhere.uid)
        with pytest.raises(NotFoundError):
            client.agents.get(elsewhere.uid)
    assert door.http.delete(f"projects/{other}/").status_code == 204


def test_what_a_person_did_meanwhile_stands(workshop: Stage, door: Door) -> None:
    with listening(workshop) as agent:
        contexts: list[ResultContext] = []
        agent.on("result.submitted")(contexts.append)  # type: ignore[arg-type]
        agent.run_once()
        made = door.draft()
        changed = door.http.patch(
            f"annotations/{made['uid']}/", json={"geometry": {**BOX, "x": 1.0}}, headers={"If-Match": '"1"'}
        )
        assert changed.status_code == 200
        gone = door.draft()
        assert door.http.delete(f"annotations/{gone['uid']}/", headers={"If-Match": '"1"'}).status_code == 204
        agent.run_once()
        for context in contexts:
            with pytest.raises(AgentActionError, match="409"):
                context.approve()
        assert agent.run_once() == 0  # answered for good
    assert door.annotation(made["uid"])["state"] == "draft"


def test_the_same_answer_twice_is_one_and_another_is_refused(workshop: Stage, door: Door) -> None:
    with Client() as client:
        agent = client.agents.create(name="twice", events=["result.submitted", "result.rejected"])
        uid = door.draft()["uid"]
        (asked,) = client.agents.list_executions(agent.uid).items
        act = f"{workshop.base}/agent-actions/"
        for _ in range(2):
            answer = door.http.post(act, json={"execution": asked.uid, "action": "reject", "reason": "no"})
            assert (answer.status_code, answer.json()["status"]) == (200, "completed")
        assert door.http.post(act, json={"execution": asked.uid, "action": "approve"}).status_code == 409
        assert door.annotation(uid)["version"] == 2
        told = [each.event_type for each in client.agents.list_executions(agent.uid).items]
        assert told == ["result.submitted", "result.rejected"]
        assert door.http.post(act, json={"execution": "none", "action": "approve"}).status_code == 404
        assert door.http.post(act, json={"execution": asked.uid, "action": "bless"}).status_code == 422


def test_datasets_are_told_of(workshop: Stage, door: Door) -> None:
    with Client() as client:
        agent = client.agents.create(name="keeper", events=["dataset.created"])
        slug = "told"
        made = client.datasets.create(name="Told", slug=slug, data_type="image")
        (asked,) = client.agents.list_executions(agent.uid).items
        assert asked.event_payload is not None
        assert asked.event_payload["dataset_uid"] == made.uid
    assert door.http.delete(f"datasets/{made.uid}/").status_code in (204, 404, 405)


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
