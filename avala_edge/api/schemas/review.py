"""Reviews on the wire: decisions, the queue, samples, figures and findings."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from avala_edge.api.pages import PageQuery
from avala_edge.api.schemas.geometry import PolygonShape, Shape, ShapeType
from avala_edge.api.schemas.items import AnnotationAnswer, Share, Source, State
from avala_edge.api.schemas.moments import Moment
from avala_edge.api.schemas.projects import Count, EstimateBody, Uid
from avala_edge.api.schemas.strict import Query, Strict
from avala_edge.review import MODEL_KINDS, Kind
from avala_edge.store import ReviewFilter

Decision = Literal["accept", "reject"]
Comment = Annotated[str, Field(max_length=2000, description="Why; a rejection without a reason helps nobody.")]


class ReviewBody(Strict):
    """A decision about one annotation; what else is named is changed first, and it is then modified, and accepted."""

    decision: Decision
    comment: Comment = ""
    label: str | None = Field(default=None, max_length=100, description="null takes the label away.")
    type: ShapeType | None = None
    geometry: Shape | None = None
    attributes: dict[str, Any] | None = Field(default=None, max_length=50)


class ReviewedAnswer(AnnotationAnswer):
    """The annotation after the decision."""

    undo: str | None = Field(description="Takes the decision back; null: you had decided so before.")


class FilterBody(Strict):
    """Annotations that have all of this."""

    state: State = "draft"
    source: Source | None = None
    model: str | None = Field(default=None, max_length=255)
    label: str | None = Field(default=None, max_length=100, description="Empty: those without a label.")
    min_confidence: Share | None = None
    max_confidence: Share | None = None
    items: list[Uid] = Field(default_factory=list, max_length=1000, description="Empty: all of the project.")
    job: str | None = Field(default=None, max_length=64, description="uid of the job that made them.")

    @property
    def wanted(self) -> ReviewFilter:
        """What the store is asked for."""
        return ReviewFilter(**{**self.model_dump(), "items": tuple(self.items)})


class BulkBody(Strict):
    """A decision about all that the filter means."""

    filter: FilterBody
    decision: Decision
    comment: Comment = ""
    dry_run: bool = Field(default=False, description="Only say how many there are.")


class BulkAnswer(Strict):
    """What it did."""

    count: Count = Field(description="How many were decided.")
    own: Count = Field(description="How many were left, since you drew them and others review that here.")
    undo: str | None = Field(description="Takes the decision back; null when nothing was decided.")


class UndoBody(Strict):
    """A decision to take back."""

    undo: Uid


class UndoneAnswer(Strict):
    """What became of it."""

    count: Count = Field(description="How many are again what they were.")
    changed_since: Count = Field(description="How many stay, since something changed them after the decision.")


class FilterQuery(Query):
    """Annotations that have all of this."""

    state: State = "draft"
    source: Source | None = None
    model: str | None = Field(default=None, max_length=255)
    label: str | None = Field(default=None, max_length=100)
    min_confidence: float | None = Field(default=None, ge=0, le=1)
    max_confidence: float | None = Field(default=None, ge=0, le=1)
    item: str | None = Field(default=None, max_length=64)
    job: str | None = Field(default=None, max_length=64)


class QueueQuery(PageQuery, FilterQuery):
    """What to review, in which order."""

    cursor: str | None = Field(default=None, max_length=256, description="From the `next` of the page before.")
    order: Literal["uncertainty", "confidence", "item", "novelty"] = Field(
        default="uncertainty",
        description="novelty: what looks least like what was reviewed, as one page: ask again after deciding.",
    )
    sample: str | None = Field(
        default=None,
        max_length=64,
        pattern=r"\S",
        description="A number: so many, drawn by strata, as one page. The uid of a sample: what waits of it.",
    )

    @property
    def wanted(self) -> ReviewFilter:
        """What the store is asked for."""
        own = self.model_dump(include=set(FilterQuery.model_fields) - {"item"})
        return ReviewFilter(**own, items=() if self.item is None else (self.item,))


class SampleBody(Strict):
    """A sample to draw."""

    filter: FilterBody = FilterBody()
    size: int = Field(default=100, ge=1, le=5000)


class StratumBody(Strict):
    """Annotations of one model, label and tenth of the confidence."""

    model: str | None
    label: str | None
    confidence: list[float] | None
    size: Count
    sampled: Count
    decided: Count
    accepted: Count = Field(description="As they are.")
    modified: Count
    rejected: Count


class SampleAnswer(Strict):
    """A sample, and what it says so far of all that it was drawn from."""

    uid: Uid
    filter: dict[str, Any]
    size: Count
    stands_for: Count
    decided: Count
    as_is: EstimateBody = Field(description="Accepted as they are.")
    accepted: EstimateBody = Field(description="Accepted, perhaps after a change.")
    strata: list[StratumBody]
    created_at: Moment


class ReliabilityQuery(Query):
    """Whose confidence."""

    model: str | None = Field(default=None, max_length=255)
    label: str | None = Field(default=None, max_length=100)
    target: float = Field(default=0.95, gt=0, lt=1, description="Share that should be right as it is.")
    by_hand: bool = Field(default=True, description="Only decisions about one annotation each.")


class BinBody(Strict):
    """Decisions about predictions of some confidence."""

    confidence: list[float]
    accepted: Count
    modified: Count
    rejected: Count
    as_is: EstimateBody


class ThresholdBody(Strict):
    """From where on to trust it."""

    confidence: Share
    share: Share = Field(description="Of what was decided, how much is there.")
    as_is: EstimateBody


class ReliabilityAnswer(Strict):
    """What confidence is worth, by what was decided."""

    decided: Count
    bins: list[BinBody]
    threshold: ThresholdBody | None = Field(description="null: none keeps the target, or too little is decided.")


class QualityQuery(PageQuery):
    """Which findings."""

    checks: Literal["shapes", "model"] | None = Field(
        default=None,
        description="Of shapes by themselves, or by models. Default: what the kind is of, or shapes.",
    )
    kind: Kind | None = None

    @model_validator(mode="after")
    def _kind_is_of_checks(self) -> QualityQuery:
        if self.checks is not None and self.kind is not None and self.asks_models != (self.kind in MODEL_KINDS):
            raise ValueError(f"The kind {self.kind} is not one of checks={self.checks}.")
        return self

    @property
    def asks_models(self) -> bool:
        """Whether models are asked."""
        return self.kind in MODEL_KINDS if self.checks is None else self.checks == "model"


class FindingBody(Strict):
    """Something to look at."""

    kind: Kind
    annotation: str | None = Field(description="null: nobody has drawn it.")
    item: str
    others: list[str] = Field(description="uids of those that it overlaps, or that look most alike with `label`.")
    value: float
    detail: str
    label: str | None = Field(description="The likelier label, or that of what nobody has drawn.")
    geometry: PolygonShape | None = Field(description="What the model sees there, as an annotation of type polygon.")
