"""Annotation issues and the tools to report them with, in Avala's words."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, RootModel

from avala_edge.api.schemas.moments import Moment
from avala_edge.api.schemas.projects import Uid
from avala_edge.api.schemas.strict import Query, Strict

Priority = Literal["lowest", "low", "medium", "high", "highest"]
Severity = Literal["critical", "moderate"]
Status = Literal[
    "open", "relabeling", "in_review", "completed", "cant_reproduce", "awaiting_feedback", "no_action_taken"
]


class IssuesQuery(Query):
    """Which issues of a sequence."""

    dataset_item_uid: str | None = Field(default=None, max_length=64)
    project_uid: str | None = Field(default=None, max_length=64)


class DatasetIssuesQuery(Query):
    """Which issues of a dataset."""

    sequence_uid: str | None = Field(default=None, max_length=64)


class ToolsQuery(Query):
    """For which data."""

    dataset_type: str = Field(default="image", max_length=32)


class NewIssue(Strict):
    """An issue to report."""

    tool_uid: str = Field(max_length=64)
    problem_uid: str = Field(max_length=64)
    sequence_uid: Uid | None = Field(default=None, description="The one in the path.")
    dataset_item_uid: Uid | None = None
    project_uid: Uid | None = None
    priority: Priority = "medium"
    severity: Severity = "moderate"
    description: str = Field(default="", max_length=10_000)
    wrong_class: str | None = Field(default=None, max_length=100)
    correct_class: str | None = Field(default=None, max_length=100)
    should_re_annotate: bool | None = None
    should_delete: bool | None = None
    frames_affected: str | None = Field(default=None, max_length=255)
    coordinates: Any = None
    query_params: dict[str, Any] | None = None
    object_uid: str | None = Field(default=None, max_length=64)


class IssueChange(Strict):
    """What to change; fields that are not there stay."""

    status: Status | None = None
    priority: Priority | None = None
    severity: Severity | None = None
    description: str | None = Field(default=None, max_length=10_000)
    tool_uid: str | None = Field(default=None, max_length=64)
    problem_uid: str | None = Field(default=None, max_length=64)
    wrong_class: str | None = Field(default=None, max_length=100)
    correct_class: str | None = Field(default=None, max_length=100)
    frames_affected: str | None = Field(default=None, max_length=255)


class Named(Strict):
    """A project or tool."""

    uid: str
    name: str


class Titled(Strict):
    """A problem."""

    uid: str
    title: str


class Reporter(Strict):
    """Who reported it."""

    username: str


class IssueAnswer(Strict):
    """An issue."""

    uid: str
    dataset_uid: str
    sequence_uid: str | None
    dataset_item_uid: str | None
    project: Named | None
    reporter: Reporter
    priority: str
    severity: str
    status: str
    description: str
    tool: Named
    problem: Titled
    wrong_class: str | None
    correct_class: str | None
    should_re_annotate: bool | None
    should_delete: bool | None
    frames_affected: str | None
    coordinates: Any
    query_params: Any
    object_uid: str | None
    created_at: Moment
    updated_at: Moment
    closed_at: Moment | None


class IssuesAnswer(RootModel[list[IssueAnswer]]):
    """All of them, a plain list."""


class ProblemCount(Strict):
    """Objects with a problem."""

    uid: str
    title: str
    count: int


class IssueMetricsAnswer(Strict):
    """Counts and times, in seconds."""

    status_count: dict[str, int]
    priority_count: dict[str, int]
    severity_count: dict[str, int]
    mean_seconds_close_time_all: int | None
    mean_seconds_close_time_customer: int | None
    mean_unresolved_issue_age_all: int | None
    mean_unresolved_issue_age_customer: int | None
    object_count_by_annotation_issue_problem_uid: list[ProblemCount]


class ToolAnswer(Strict):
    """What an issue is about, and what may be wrong with it."""

    uid: str
    name: str
    dataset_type: str
    default: bool
    problems: list[Titled]


class ToolsAnswer(RootModel[list[ToolAnswer]]):
    """All of them, a plain list."""
