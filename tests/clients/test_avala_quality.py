"""The unmodified `avala` client asks how good the work is: targets, consensus, issues; and auto-label's refusals."""

from __future__ import annotations

from typing import Any

import pytest
from avala import Client
from avala.errors import AvalaError, ForbiddenError, NotFoundError, ValidationError

from tests.clients.conftest import PHOTOS, Stage
from tests.clients.test_avala_agents import Door, door
from tests.clients.test_avala_reads import command

__all__ = ["door"]


def test_targets_live(workshop: Stage) -> None:
    with Client() as client:
        targets = client.quality_targets
        made = targets.create(workshop.project, name="Rejected", metric="rejection_rate", threshold=0.25)
        assert (made.operator, made.severity, made.is_active, made.is_breached) == ("gt", "warning", True, False)
        assert targets.create(workshop.project, name="A", metric="acceptance_rate", threshold=1).operator == "lt"
        changed = targets.update(workshop.project, made.uid, threshold=0.5, severity="critical", operator="gte")
        assert (changed.threshold, changed.severity, changed.operator) == (0.5, "critical", "gte")
        assert targets.get(workshop.project, made.uid) == changed
        assert len(targets.list(workshop.project).items) == 2
        assert made.uid in [row["uid"] for row in command("quality-targets", "list", "--project", workshop.project)]
        for each in targets.list(workshop.project).items:
            targets.delete(workshop.project, each.uid)
        assert targets.list(workshop.project).items == []
        with pytest.raises(NotFoundError):
            targets.get(workshop.project, made.uid)


def test_figures_are_counted(workshop: Stage, door: Door) -> None:
    project = door.edge.projects.create("Counted", datasets=[workshop.dataset]).uid
    with Client() as client:
        targets = client.quality_targets
        for metric, threshold in (("acceptance_rate", 0.9), ("rejection_rate", 0.2), ("critical_issue_count", 0)):
            targets.create(project, name=metric, metric=metric, threshold=threshold)
        targets.create(project, name="off", metric="issue_rate", threshold=0, is_active=False)
        before = {each.metric: (each.current_value, each.is_breached) for each in targets.evaluate(project)}
        assert before == dict.fromkeys(("acceptance_rate", "rejection_rate", "critical_issue_count"), (0.0, False))
        agent = client.agents.create(name="judge", events=["result.submitted"], project=project)
        for confidence in (0.1, 0.2, 0.3, 0.4):
            door.draft(project=project, label=None, confidence=confidence)
        actions = ("approve", "approve", "approve", "reject")
        for asked, action in zip(client.agents.list_executions(agent.uid).items, actions, strict=True):
            door.act(asked.uid, action)
        client.annotation_issues.create(
            workshop.item, tool_uid="polygon", problem_uid="wrong-class", project_uid=project, severity="critical"
        )
        after = {each.metric: (each.current_value, each.is_breached) for each in targets.evaluate(project)}
        assert after == {
            "acceptance_rate": (0.75, True),
            "rejection_rate": (0.25, True),
            "critical_issue_count": (1.0, True),
        }
        targets.evaluate(project)
        kept = {each.metric: each for each in targets.list(project).items}
        assert (kept["acceptance_rate"].breach_count, kept["acceptance_rate"].last_value) == (1, 0.75)
        for issue in client.annotation_issues.list_by_sequence(workshop.item, project_uid=project):
            client.annotation_issues.delete(workshop.item, issue.uid)
    door.edge.projects.delete(project)


@pytest.mark.parametrize(
    ("change", "word"),
    [({"metric": "beauty"}, "metric"), ({"operator": "eq"}, "operator"), ({"severity": "mild"}, "severity")],
)
def test_what_is_no_target(workshop: Stage, change: dict[str, Any], word: str) -> None:
    good = {"name": "a", "metric": "issue_rate", "threshold": 0.1}
    with Client() as client, pytest.raises(ValidationError, match=word):
        client.quality_targets.create(workshop.project, **{**good, **change})


def test_consensus_is_honest(workshop: Stage) -> None:
    with Client() as client:
        summary = client.consensus.get_summary(workshop.project)
        assert (summary.total_items, summary.items_with_consensus, summary.mean_score) == (PHOTOS, 0, 0.0)
        assert client.consensus.list_scores(workshop.project).items == []
        assert "does not compare" in client.consensus.compute(workshop.project).message
        assert client.consensus.get_config(workshop.project).iou_threshold in (0.5, 0.7)
        changed = client.consensus.update_config(workshop.project, iou_threshold=0.7, min_annotations=3)
        assert (changed.iou_threshold, changed.min_agreement_ratio, changed.min_annotations) == (0.7, 0.5, 3)
        assert client.consensus.get_config(workshop.project) == changed
        with pytest.raises(ValidationError):
            client.consensus.update_config(workshop.project, iou_threshold=1.5)
        with pytest.raises(NotFoundError):
            client.consensus.get_summary("none")


def test_issues_from_report_to_settlement(workshop: Stage) -> None:
    with Client() as client:
        issues = client.annotation_issues
        tools = issues.list_tools(dataset_type="image")
        tool = next(each for each in tools if each.uid == "polygon")
        assert tool.problems
        assert issues.list_tools(dataset_type="lidar") == []
        problem = tool.problems[0]
        made = issues.create(
            workshop.item,
            tool_uid=tool.uid,
            problem_uid=problem.uid,
            dataset_item_uid=workshop.item,
            project_uid=workshop.project,
            priority="high",
            severity="critical",
            description="a bus",
            wrong_class="car",
            correct_class="bus",
            coordinates=[1, 2],
            object_uid="x",
        )
        assert (made.status, made.priority, made.correct_class) == ("open", "high", "bus")
        assert made.project is not None
        assert (made.project.name, made.dataset_item_uid, made.coordinates) == ("Cars", workshop.item, [1, 2])
        for found in (
            issues.list_by_sequence(workshop.item, project_uid=workshop.project),
            issues.list_by_dataset("local", "street"),
        ):
            assert [each.uid for each in found] == [made.uid]
        assert issues.get_metrics("local", "street").severity_count == {"critical": 1}
        settled = issues.update(workshop.item, made.uid, status="completed", priority="low")
        assert settled.closed_at is not None
        metrics = issues.get_metrics("local", "street")
        assert metrics.status_count == {"completed": 1}
        assert metrics.mean_seconds_close_time_all is not None
        assert issues.update(workshop.item, made.uid, status="open").closed_at is None
        issues.delete(workshop.item, made.uid)
        assert issues.list_by_sequence(workshop.item) == []
        with pytest.raises(NotFoundError):
            issues.update(workshop.item, made.uid, status="open")
        with pytest.raises(NotFoundError):
            issues.list_by_sequence("none")
        with pytest.raises(ValidationError, match="problem_uid"):
            issues.create(workshop.item, tool_uid="polygon", problem_uid="ugly")


def test_a_flag_of_an_agent_is_an_issue(workshop: Stage, door: Door) -> None:
    with Client() as client:
        agent = client.agents.create(name="flags", events=["result.submitted"])
        drawn = door.draft().uid
        (asked,) = client.agents.list_executions(agent.uid).items
        assert door.act(asked.uid, "flag", reason="is it a car?").status_code == 200
        (issue,) = client.annotation_issues.list_by_sequence(workshop.item)
        assert (issue.object_uid, issue.description, issue.wrong_class) == (drawn, "is it a car?", "car")
        client.annotation_issues.delete(workshop.item, issue.uid)


def test_auto_label_says_what_is_missing(workshop: Stage) -> None:
    with Client() as client:
        with pytest.raises(AvalaError, match="model of type yolo") as refused:
            client.auto_label_jobs.create(workshop.project)
        assert refused.value.status_code == 409
        with pytest.raises(ValidationError):
            client.auto_label_jobs.create(workshop.project, confidence_threshold=2.0)
        with pytest.raises(NotFoundError):
            client.auto_label_jobs.create("none", model_type="sam3", labels=["car"], dry_run=True)
        assert client.auto_label_jobs.list(project=workshop.project).items == []
        for ask in (client.auto_label_jobs.get, client.auto_label_jobs.cancel):
            with pytest.raises(NotFoundError):
                ask("none")
    with Client(api_key=workshop.annotator) as client, pytest.raises(ForbiddenError):
        client.auto_label_jobs.create(workshop.project)
