"""Projects and their labels on the wire."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from avala_edge.api.pages import PageQuery
from avala_edge.api.schemas.moments import Moment
from avala_edge.api.schemas.strict import Strict

Uid = Annotated[str, Field(min_length=1, max_length=64, examples=["6c9f0b3e-4e0a-4b52-9d4e-0a4a3d0f9a57"])]
Name = Annotated[str, Field(min_length=1, max_length=255, pattern=r"\S", examples=["Street scenes"])]
Username = Annotated[str, Field(min_length=1, max_length=100, examples=["anna"])]
AttributeType = Literal["dropdown", "checkbox", "text", "number", "multi_select"]
ProjectStatus = Literal["active", "paused", "archived"]


class AttributeBody(Strict):
    """Something to say of each object with a label."""

    name: str = Field(min_length=1, max_length=100, examples=["occlusion"])
    type: AttributeType
    options: list[Annotated[str, Field(min_length=1, max_length=100)]] = Field(
        default_factory=list, max_length=200, description="What a dropdown or multi_select offers."
    )
    required: bool = False

    @model_validator(mode="after")
    def _options_where_they_belong(self) -> AttributeBody:
        chosen = self.type in ("dropdown", "multi_select")
        if chosen != bool(self.options):
            raise ValueError("options belong to dropdown and multi_select, which need some.")
        return self


class LabelBody(Strict):
    """A label; with the `uid` of one that is there, that one is changed."""

    name: str = Field(min_length=1, max_length=100, pattern=r"^\S(.*\S)?$", examples=["car"])
    color: str | None = Field(default=None, pattern=r"^#[0-9a-fA-F]{6}$", description="Default: the next of a palette.")
    shortcut: str | None = Field(default=None, min_length=1, max_length=1, description="Key that chooses it.")
    attributes: list[AttributeBody] = Field(default_factory=list, max_length=50)
    uid: Uid | None = None


class NewProject(Strict):
    """A project to make."""

    name: Name
    datasets: list[Uid] = Field(
        default_factory=list, max_length=1000, description="uids; each image of them is a task."
    )
    labels: list[LabelBody] = Field(default_factory=list, max_length=1000)
    description: str = Field(default="", max_length=10_000)
    task_type: Literal["image-annotation", "video-annotation"] = "image-annotation"
    members_only: bool = Field(default=False, description="Only members, admins and owners see it.")
    reviews_people: bool = Field(default=False, description="What people draw is a draft until it is reviewed, too.")
    self_review: bool = Field(default=True, description="People may review what they drew.")
    members: list[Username] = Field(default_factory=list, max_length=1000)


class ProjectChange(Strict):
    """What to change; fields that are not there stay. Labels, datasets and members are given as a whole."""

    name: Name | None = None
    datasets: list[Uid] | None = Field(default=None, max_length=1000)
    labels: list[LabelBody] | None = Field(
        default=None, max_length=1000, description="Those left out go; what annotations use is archived for them."
    )
    description: str | None = Field(default=None, max_length=10_000)
    status: ProjectStatus | None = None
    members_only: bool | None = None
    reviews_people: bool | None = None
    self_review: bool | None = None
    members: list[Username] | None = Field(default=None, max_length=1000)


class LabelAnswer(Strict):
    """A label."""

    uid: Uid
    name: str
    color: str = Field(examples=["#4477aa"])
    shortcut: str | None
    attributes: list[AttributeBody]


class ProjectAnswer(Strict):
    """A project."""

    uid: Uid
    name: str
    description: str
    task_type: str
    status: str
    members_only: bool
    reviews_people: bool
    self_review: bool
    members: list[str]
    datasets: list[str]
    labels: list[LabelAnswer]
    version: int
    created_at: Moment
    updated_at: Moment


class ProjectsQuery(PageQuery):
    """Which projects to list."""

    status: ProjectStatus | None = None


Count = Annotated[int, Field(ge=0)]


class CountBody(Strict):
    """Annotations that agree in all of these."""

    state: str
    source: str
    model: str | None
    label: str | None
    confidence: list[float] | None = Field(description="From and to, a tenth; null: no confidence.")
    count: Count


class EstimateBody(Strict):
    """A share, and between which two the true one is, with 95 %."""

    rate: float | None = Field(description="null: nothing was decided yet.")
    low: float = Field(ge=0, le=1)
    high: float = Field(ge=0, le=1)
    decided: Count


class AcceptanceBody(Strict):
    """What became of predictions that agree in something."""

    of: str | float | None = Field(description="The model, the label, or where the tenth of the confidence begins.")
    accepted: Count
    rejected: Count
    drafts: Count
    rate: EstimateBody = Field(description="Of the decided.")


class AcceptancesBody(Strict):
    """What became of predictions, those with most decisions first."""

    by_model: list[AcceptanceBody]
    by_label: list[AcceptanceBody]
    by_confidence: list[AcceptanceBody]


class PaceBody(Strict):
    """How fast reviewers are, and what waits for them."""

    last_hour: Count = Field(description="Decisions.")
    last_day: Count
    by_hand_last_hour: Count = Field(description="Those about one annotation each.")
    by_hand_last_day: Count
    drafts: Count
    rework: Count = Field(description="Items with something that a person drew and a reviewer rejected.")
    remaining_hours: float | None = Field(description="For the drafts, at the pace by hand; null: there is none.")


class ProgressAnswer(Strict):
    """How far a project is."""

    tasks: dict[str, Count] = Field(description="Items by what became of them.", examples=[{"pending": 12}])
    annotations: Count
    by_state: dict[str, Count]
    by_source: dict[str, dict[str, Count]] = Field(description="Source → state → how many.")
    counts: list[CountBody]
    acceptance: AcceptancesBody
    review: PaceBody
