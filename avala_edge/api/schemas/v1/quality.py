"""Quality targets and consensus in Avala's words."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, RootModel

from avala_edge.api.schemas.items import Share
from avala_edge.api.schemas.moments import Moment
from avala_edge.api.schemas.projects import Name
from avala_edge.api.schemas.strict import Strict

Metric = Annotated[
    str,
    Field(
        max_length=64,
        description="issue_rate, acceptance_rate, rejection_rate (0 to 1), mean_resolution_time (seconds), "
        "critical_issue_count.",
    ),
]
Operator = Annotated[str, Field(max_length=8, description="gt, lt, gte or lte; breached while it is true.")]
Severity = Annotated[str, Field(max_length=16, description="warning or critical.")]
Email = Annotated[str, Field(min_length=3, max_length=255, pattern=r"^\S+@\S+$")]
Threshold = Annotated[float, Field(ge=0, le=1e12)]


class NewQualityTarget(Strict):
    """A target to watch."""

    name: Name
    metric: Metric
    threshold: Threshold
    operator: Operator | None = None
    severity: Severity | None = None
    is_active: bool | None = None
    notify_webhook: bool | None = None
    notify_emails: list[Email] | None = Field(
        default=None, max_length=100, description="Kept; this server sends no mail."
    )


class QualityTargetChange(Strict):
    """What to change; fields that are not there stay."""

    name: Name | None = None
    metric: Metric | None = None
    threshold: Threshold | None = None
    operator: Operator | None = None
    severity: Severity | None = None
    is_active: bool | None = None
    notify_webhook: bool | None = None
    notify_emails: list[Email] | None = Field(default=None, max_length=100)


class QualityTargetAnswer(Strict):
    """A target."""

    uid: str
    name: str
    metric: str
    operator: str
    threshold: float
    severity: str
    is_active: bool
    notify_webhook: bool
    notify_emails: list[str]
    last_evaluated_at: Moment | None
    last_value: float | None
    is_breached: bool
    breach_count: int
    last_breached_at: Moment | None
    created_at: Moment
    updated_at: Moment


class EvaluationAnswer(Strict):
    """What a target's figure is now."""

    uid: str
    name: str
    metric: str
    threshold: float
    operator: str
    current_value: float
    is_breached: bool
    severity: str


class EvaluationsAnswer(RootModel[list[EvaluationAnswer]]):
    """All of them, a plain list."""


class ConsensusSummaryAnswer(Strict):
    """How far annotators agree."""

    mean_score: float
    median_score: float
    min_score: float
    max_score: float
    total_items: int
    items_with_consensus: int
    score_distribution: dict[str, int]
    by_task_name: list[dict[str, Any]]
    message: str


class ConsensusScoreAnswer(Strict):
    """How far annotators agree on one item."""

    uid: str
    dataset_item_uid: str
    task_name: str
    score_type: str
    score: float
    annotator_count: int
    details: dict[str, Any]
    created_at: Moment


class ComputeAnswer(Strict):
    """What became of counting."""

    status: str
    message: str


class ConsensusConfigChange(Strict):
    """What to change; fields that are not there stay."""

    iou_threshold: Share | None = None
    min_agreement_ratio: Share | None = None
    min_annotations: Annotated[int, Field(ge=2, le=100)] | None = None


class ConsensusConfigAnswer(Strict):
    """From which overlap two outlines agree, and how many must."""

    uid: str
    iou_threshold: float
    min_agreement_ratio: float
    min_annotations: int
    created_at: Moment | None
    updated_at: Moment | None
