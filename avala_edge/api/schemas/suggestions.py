"""Label suggestions, heads and what is like an object, on the wire."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from avala_edge.api.schemas.everything import ObjectBody
from avala_edge.api.schemas.geometry import Shape
from avala_edge.api.schemas.images import EXAMPLE_UID
from avala_edge.api.schemas.moments import Moment
from avala_edge.api.schemas.projects import Uid
from avala_edge.api.schemas.segment import BoxBody
from avala_edge.api.schemas.strict import Strict

Share = Annotated[float, Field(ge=0, le=1)]
MOST_ITEMS = 20


class SuggestOrder(Strict):
    """An object whose label is wanted: exactly one of mask, geometry and box says where it is."""

    project: Uid
    image: str | None = Field(
        default=None, max_length=100, description="uid of an uploaded photo.", examples=[EXAMPLE_UID]
    )
    item: str | None = Field(default=None, max_length=64, description="uid of an item, instead of its photo's.")
    mask: str | None = Field(default=None, max_length=200, description="Token of your segment answer for this photo.")
    geometry: Shape | None = Field(default=None, description="A shape as annotations have it.")
    box: BoxBody | None = Field(default=None, description="All that is in a box.")
    top: int = Field(default=5, ge=1, le=20, description="At most so many labels.")

    @model_validator(mode="after")
    def _one_object_on_one_photo(self) -> SuggestOrder:
        if (self.image is None) == (self.item is None):
            raise ValueError("Name a photo by image or by item, one of them.")
        if sum(each is not None for each in (self.mask, self.geometry, self.box)) != 1:
            raise ValueError("Say where the object is by mask, geometry or box, one of them.")
        return self


class SuggestedLabel(Strict):
    """A label that may be right."""

    label: str = Field(examples=["cup"])
    score: Share = Field(description="How likely it is, calibrated on accepted annotations; all labels sum to 1.")
    because: list[str] = Field(description="uids of the accepted annotations with it that look most alike.")


class HeadVersion(Strict):
    """A head of the project."""

    version: Annotated[int, Field(ge=1)]


class SuggestAnswer(Strict):
    """Labels, the likeliest first."""

    labels: list[SuggestedLabel]
    unknown: bool = Field(description="Nothing that was accepted is like it, and so there are no labels.")
    reason: str | None = Field(description="Why it is unknown.")
    head: HeadVersion | None = Field(description="The active head, when there is one; else means are compared.")


class TrainOrder(Strict):
    """What to do with the head that is trained."""

    activate: Literal["if_better", "always", "never"] = Field(
        default="if_better",
        description="Use it from then on: if it is better on the photos held out, always, or never.",
    )


class MeasuredBody(Strict):
    """How good labels were on images that were never trained on."""

    accuracy: Share = Field(description="Share of objects whose label came first.")
    calibration_error: Share = Field(description="How far scores are from how often they are right (ECE, 10 bins).")
    log_loss: float = Field(description="Mean of -log of what was said of the true label.")


class HeadAnswer(Strict):
    """A version of a project's head."""

    version: Annotated[int, Field(ge=1)]
    active: bool
    created_at: Moment
    model: str = Field(description="Digest of the model whose embeddings it reads.")
    labels: list[str] = Field(description="Labels that it knows, of those that the project has now.")
    examples: int = Field(description="Accepted annotations that it was trained on.")
    images: int = Field(description="Photos that those are on.")
    held_out: int = Field(description="Accepted annotations that it was measured on, of other photos.")
    measured: MeasuredBody
    measured_means: MeasuredBody = Field(description="Comparing with label means, on the same annotations.")
    before: int | None = Field(description="Version that was active then; null: none was.")
    measured_before: MeasuredBody | None = Field(description="That version, on the same annotations.")
    is_better: bool = Field(description="Than label means, and than the version before.")


class LikeOrder(Strict):
    """Which object to look for, and where."""

    annotation: Uid = Field(description="uid of the object's annotation.")
    items: list[Uid] | None = Field(
        default=None,
        min_length=1,
        max_length=MOST_ITEMS,
        description="Where to look; default: its own item and the next three of the project.",
    )
    most: int = Field(default=20, ge=1, le=200, description="At most so many candidates, the likest.")


class CandidateBody(ObjectBody):
    """An object that may be like it."""

    item: Uid
    similarity: Annotated[float, Field(ge=-1, le=1)] = Field(description="Cosine with the object asked about.")


class LikeAnswer(Strict):
    """Candidates, the likest first; nothing is saved."""

    candidates: list[CandidateBody]
    items: list[Uid] = Field(description="Items that there was time for.")
    asked: int = Field(description="Items that were to be looked at.")
