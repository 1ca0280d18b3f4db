"""Projects and tasks in Avala's words."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from avala_edge.api.schemas.moments import Moment
from avala_edge.api.schemas.projects import LabelAnswer
from avala_edge.api.schemas.strict import Strict
from avala_edge.api.schemas.v1.pages import V1PageQuery


class ProjectAnswerV1(Strict):
    """A project."""

    uid: str
    name: str
    status: str = Field(examples=["active"])
    task_type: str = Field(examples=["image-annotation"])
    is_active: bool
    visibility: str
    is_imported: bool
    owner_name: str
    short_description: str
    labels: list[LabelAnswer]
    datasets: list[str]
    created_at: Moment
    updated_at: Moment


class TasksQuery(V1PageQuery):
    """Which tasks to list."""

    project: str | None = Field(default=None, max_length=64)
    status: Literal["pending", "completed"] | None = None


class TaskAnswer(Strict):
    """What there is to do on one item of a project."""

    uid: str
    type: str
    name: str = Field(description="The item's key.")
    status: Literal["pending", "completed"]
    project: str
    dataset_item_uid: str
    created_at: Moment
    updated_at: Moment
