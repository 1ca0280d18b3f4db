"""Items and annotations on the wire."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from avala_edge.api.pages import PageQuery
from avala_edge.api.schemas.geometry import Shape, ShapeType
from avala_edge.api.schemas.images import ImageAnswer
from avala_edge.api.schemas.moments import Moment
from avala_edge.api.schemas.projects import Count, Uid
from avala_edge.api.schemas.strict import Strict

Source = Literal["human", "sam", "auto_label", "propagated", "imported"]
State = Literal["draft", "accepted", "rejected"]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
MOST_AT_ONCE = 1000


class ItemAnswer(Strict):
    """An image in a dataset."""

    uid: Uid
    key: str = Field(description="Its name in the dataset.", examples=["street/0001.jpg"])
    dataset: str
    image: ImageAnswer
    sequence: str | None = Field(description="uid of the sequence that it is a frame of.")
    frame_index: int | None
    metadata: dict[str, Any]
    is_hidden: bool
    created_at: Moment
    updated_at: Moment


class ProjectItemAnswer(ItemAnswer):
    """An item of a project."""

    counts: dict[str, Count] = Field(description="Annotations by state.", examples=[{"draft": 3, "accepted": 1}])


class AddedItem(Strict):
    """What became of one file of an upload."""

    key: str
    status: Literal["added", "known", "refused"]
    item: ItemAnswer | None = Field(description="null when it was refused.")
    detail: str | None = Field(description="Why it was refused.")


class AddedItems(Strict):
    """What became of the files, in their order."""

    results: list[AddedItem]
    added: Count
    known: Count
    refused: Count


class ItemsQuery(PageQuery):
    """Which items of a project; with label, source or state those that have one annotation with all of them."""

    label: str | None = Field(default=None, max_length=100)
    source: Source | None = None
    state: State | Literal["empty"] | None = Field(default=None, description="empty: no annotation at all.")


class NewAnnotationBody(Strict):
    """An annotation to make."""

    project: Uid
    type: ShapeType
    geometry: Shape
    label: str | None = Field(default=None, max_length=100, description="Name of a label of the project.")
    attributes: dict[str, Any] = Field(default_factory=dict, max_length=50)
    source: Source = "human"
    state: State | None = Field(
        default=None, description="Default: accepted for what a person drew, draft otherwise. Predictions are drafts."
    )
    confidence: Share | None = None
    model: str | None = Field(default=None, max_length=255)
    track: str | None = Field(default=None, max_length=64)
    uid: Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")] | None = Field(
        default=None, description="A UUID of your own: a second try makes nothing twice."
    )


class AnnotationChange(Strict):
    """What to change; fields that are not there stay. The state changes by reviewing."""

    type: ShapeType | None = None
    geometry: Shape | None = None
    label: str | None = Field(default=None, max_length=100, description="null takes the label away.")
    attributes: dict[str, Any] | None = Field(default=None, max_length=50)
    confidence: Share | None = None
    track: str | None = Field(default=None, max_length=64)


class AnnotationAnswer(Strict):
    """An annotation."""

    uid: str
    project: str
    item: str
    label: str | None
    type: ShapeType
    geometry: Shape
    attributes: dict[str, Any]
    source: Source
    state: State
    confidence: float | None
    model: str | None
    track: str | None = Field(description="One name for the same object in many frames.")
    is_key: bool = Field(description="A person set it on this frame; others of its track are carried or interpolated.")
    version: int = Field(description="What If-Match must say to change it.")
    created_by: str
    updated_by: str
    created_at: Moment
    updated_at: Moment


class AnnotationsQuery(PageQuery):
    """Which annotations of an item."""

    project: Uid | None = None
    state: State | None = None


class ActivityQuery(PageQuery):
    """Which entries of the log."""

    project: Uid | None = None
    job: str | None = Field(default=None, max_length=64)


class ActivityAnswer(Strict):
    """Who did what, when; before and after."""

    uid: str
    action: str = Field(examples=["annotation.updated"])
    subject_type: str
    subject_uid: str
    user: str | None
    key: str | None
    project: str | None
    job: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    created_at: Moment
