"""Auto-label jobs in Avala's words."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from avala_edge.api.schemas.moments import Moment
from avala_edge.api.schemas.strict import Strict
from avala_edge.api.schemas.v1.pages import V1PageQuery

JobStatus = Literal["pending", "running", "completed", "failed", "cancelled"]


class AutoLabelOrder(Strict):
    """What to predict on a project's unlabelled items."""

    model_type: str = Field(default="yolo", min_length=1, max_length=255, examples=["yolo", "sam3"])
    confidence_threshold: float = Field(default=0.5, ge=0, le=1)
    labels: list[Annotated[str, Field(min_length=1, max_length=100)]] = Field(
        default_factory=list, max_length=1000, description="Empty: all."
    )
    dry_run: bool = False


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
    total_items: int
    processed_items: int
    successful_items: int
    failed_items: int
    skipped_items: int
    progress_pct: float = Field(description="0 to 100.")
    error_message: str | None
    summary: dict[str, Any]
    started_at: Moment | None
    completed_at: Moment | None
    created_at: Moment
