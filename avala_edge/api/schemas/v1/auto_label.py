"""Auto-label jobs in Avala's words."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from avala_edge.api.schemas.moments import Moment
from avala_edge.api.schemas.projects import Uid
from avala_edge.api.schemas.strict import Strict
from avala_edge.api.schemas.v1.pages import V1PageQuery

JobStatus = Literal["pending", "running", "completed", "failed", "cancelled"]


MOST_NAMED = 100_000
LabelName = Annotated[str, Field(min_length=1, max_length=100)]


class AutoLabelOrder(Strict):
    """What to predict on a project's items; all fields have Avala's defaults."""

    model_type: str = Field(default="yolo", min_length=1, max_length=255, examples=["yolo", "sam3"])
    confidence_threshold: float = Field(default=0.5, ge=0, le=1)
    labels: list[LabelName] = Field(default_factory=list, max_length=1000, description="Of the project; empty: all.")
    dry_run: bool = Field(default=False, description="Save nothing but counts.")
    model: str | None = Field(
        default=None,
        min_length=1,
        max_length=255,
        description="Name of a model of this site, or name or uid of a connected one; default: by model_type.",
        examples=["yolox-nano"],
    )
    items: list[Uid] | None = Field(
        default=None,
        min_length=1,
        max_length=MOST_NAMED,
        fail_fast=True,
        description="Their uids, labelled or not; default: all of the project without an annotation.",
    )
    refine: Literal["sam"] | None = Field(default=None, description="Turn boxes into outlines by the prompt model.")
    label_map: dict[LabelName, LabelName] = Field(
        default_factory=dict, max_length=1000, description="Class of the model → label of the project."
    )
    overwrite: Literal["never", "drafts"] = Field(
        default="never", description="drafts: earlier auto-label drafts that nobody touched go."
    )
    from_job: str | None = Field(
        default=None,
        max_length=64,
        description="Use what this earlier job's model said: another threshold without a second run.",
    )


class AutoLabelJobsQuery(V1PageQuery):
    """Which jobs to list."""

    project: str | None = Field(default=None, max_length=64)
    status: JobStatus | None = None


class AutoLabelJobAnswer(Strict):
    """An auto-label job."""

    uid: str
    project: str
    status: JobStatus
    model_type: str
    confidence_threshold: float
    labels: list[str]
    dry_run: bool
    model: str = Field(description="Name or uid of the model that is asked.")
    refine: str | None
    label_map: dict[str, str]
    overwrite: str
    from_job: str | None
    total_items: int
    processed_items: int
    successful_items: int
    failed_items: int
    skipped_items: int
    progress_pct: float = Field(description="0 to 100.")
    seconds_left: float | None = Field(description="At the pace so far.")
    error_message: str | None
    summary: dict[str, Any]
    started_at: Moment | None
    completed_at: Moment | None
    created_at: Moment
