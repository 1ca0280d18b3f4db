"""Agents, their executions and their actions in Avala's words."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from avala_edge.api.schemas.moments import Moment
from avala_edge.api.schemas.projects import Name, Uid
from avala_edge.api.schemas.strict import Strict
from avala_edge.api.schemas.v1.pages import V1PageQuery

Event = Annotated[str, Field(min_length=1, max_length=64, examples=["result.submitted"])]
TaskType = Annotated[str, Field(min_length=1, max_length=32, examples=["bounding_box"])]
Callback = Annotated[
    str | None,
    Field(
        max_length=2048,
        pattern=r"^https?://\S+$",
        description="Kept and shown; agents of this server poll, webhooks are what is called.",
    ),
]


class NewAgent(Strict):
    """An agent to register; one of yours with the same name and project is changed instead."""

    name: Name
    events: list[Event] | None = Field(default=None, max_length=50)
    description: str | None = Field(default=None, max_length=10_000)
    callback_url: Callback = None
    is_active: bool | None = None
    project: Uid | None = None
    task_types: list[TaskType] | None = Field(default=None, max_length=50)


class AgentChange(Strict):
    """What to change; fields that are not there stay."""

    name: Name | None = None
    events: list[Event] | None = Field(default=None, max_length=50)
    description: str | None = Field(default=None, max_length=10_000)
    callback_url: Callback = None
    is_active: bool | None = None
    project: Uid | None = None
    task_types: list[TaskType] | None = Field(default=None, max_length=50)


class AgentAnswer(Strict):
    """An agent."""

    uid: str
    name: str
    description: str
    events: list[str]
    callback_url: str | None
    is_active: bool
    project: str | None
    task_types: list[str]
    execution_stats: dict[str, int] = Field(description="How many executions are in which status.")
    created_at: Moment
    updated_at: Moment


class AgentTestAnswer(Strict):
    """Whether the agent can be asked."""

    success: bool
    message: str


class ExecutionsQuery(V1PageQuery):
    """Which executions of an agent."""

    status: Literal["pending", "completed", "failed"] | None = None
    project: str | None = Field(default=None, max_length=64)
    task_types: str | None = Field(default=None, max_length=400, description="With commas between.")


class ExecutionAnswer(Strict):
    """One question to an agent."""

    uid: str
    registration: str = Field(description="uid of the agent.")
    event_type: str
    task: str | None
    result: str | None
    status: str
    action: str | None
    event_payload: dict[str, Any]
    response_payload: dict[str, Any] | None
    error_message: str | None
    started_at: Moment | None
    completed_at: Moment | None
    created_at: Moment
    updated_at: Moment


class AgentAction(Strict):
    """What an agent decided."""

    execution: Uid
    action: Literal["approve", "reject", "flag", "skip"]
    reason: str = Field(default="", max_length=10_000)
