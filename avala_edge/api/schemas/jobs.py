"""Jobs on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from avala_edge.api.schemas.geometry import BoxShape, RingsShape
from avala_edge.api.schemas.images import EXAMPLE_UID
from avala_edge.api.schemas.strict import Query, Strict

MAX_IMAGES = 100_000

ImageUid = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$", examples=[EXAMPLE_UID])]
JobStatus = Literal["pending", "running", "completed", "cancelled", "failed"]
Count = Annotated[int, Field(ge=0)]


class WarmUpOrder(Strict):
    """Which photos to encode: exactly one of the fields."""

    images: list[ImageUid] | None = Field(
        default=None,
        min_length=1,
        max_length=MAX_IMAGES,
        fail_fast=True,
        description="Their uids; one that is named twice counts once, an unknown one fails in the job.",
    )
    all: Literal[True] | None = Field(default=None, description="All that the site has now, the newest first.")

    dataset: str | None = Field(default=None, max_length=64, description="uid of a dataset: all photos of its items.")

    @model_validator(mode="after")
    def _one_of_them(self) -> WarmUpOrder:
        if sum(each is not None for each in (self.images, self.all, self.dataset)) != 1:
            raise ValueError('Name images or a dataset, or say "all": true; one of them.')
        return self


class ImportOrder(Strict):
    """Which files on the server to take in."""

    path: str = Field(
        min_length=1,
        max_length=4096,
        pattern=r"^[^\x00]+$",
        description="Folder or file under AVALA_EDGE_IMPORT_ROOTS; absolute, or as seen from one of them.",
        examples=["/srv/photos/street"],
    )
    recursive: bool = Field(default=True, description="Folders in it too.")
    pattern: str | None = Field(
        default=None,
        min_length=1,
        max_length=200,
        description="Only files whose name, or with a slash in it whose path, is like this; case does not count.",
        examples=["*.jpg"],
    )
    every: int = Field(default=1, ge=1, le=100_000, description="Of a video, take each so-manieth frame.")
    sequences: bool = Field(
        default=False, description="Make of each folder's photos a sequence, frames in the order of their names."
    )


class JobsQuery(Query):
    """Which jobs to list."""

    kind: str | None = Field(default=None, max_length=64, description="Only of this kind.")
    status: JobStatus | None = Field(default=None, description="Only with this status.")
    limit: int = Field(default=50, ge=1, le=200, description="Jobs on a page.")
    project: str | None = Field(default=None, max_length=64, description="Only of this project.")
    cursor: str | None = Field(default=None, max_length=64, description="From the `next` of the page before.")


class ProgressBody(Strict):
    """Items by what became of them; the rest waits or is in work."""

    total: Count = Field(examples=[500])
    done: Count = Field(description="Encoded, or taken in, by this job.", examples=[120])
    failed: Count = Field(examples=[1])
    skipped: Count = Field(description="There was nothing to do.", examples=[40])


class ItemProblemBody(Strict):
    """Why an item failed."""

    item: str = Field(examples=[EXAMPLE_UID])
    code: str = Field(description="As in errors of the API.", examples=["not_found"])
    detail: str = Field(examples=["no image has this uid; upload it first"])


class JobAnswer(Strict):
    """A job."""

    uid: str = Field(examples=["job_5f0c1d2e3a4b5c6d"])
    kind: str = Field(examples=["embedding_warm_up"])
    status: JobStatus = Field(description="failed: given up, see error_message; not that items failed.")
    created_at: Annotated[datetime, Field(strict=False)]
    started_at: Annotated[datetime, Field(strict=False)] | None = Field(description="null while it waits.")
    finished_at: Annotated[datetime, Field(strict=False)] | None = Field(description="null until it has ended.")
    created_by: str = Field(description="uid of the key.", examples=["key_0123456789abcdef"])
    progress: ProgressBody
    error_message: str | None = Field(description="Why it was given up.")
    retry_of: str | None = Field(description="The job whose failed items these are.")
    errors: list[ItemProblemBody] = Field(description="Of the first 100 failed items.")
    left_out: list[ItemProblemBody] = Field(description="Of the first 100 items skipped for a reason.")
    project: str | None = Field(description="uid of the project whose items these are.")
    options: dict[str, Any] = Field(description="What was ordered, beside the items.")
    summary: dict[str, Any] = Field(description="What the kind of job counts, beside the items.")


class JobPage(Strict):
    """Jobs, newest first."""

    results: list[JobAnswer]
    next: str | None = Field(description="Address of the following page.")
    previous: None = None


class KeptQuery(Query):
    """Of which item."""

    item: str = Field(min_length=1, max_length=64, description="Its uid.")


class KeptPrediction(Strict):
    """What a model took for an object."""

    score: float = Field(ge=0, le=1, examples=[0.87])
    label: str | None = Field(
        description="The model's own name of the class; null where it says none.", examples=["dog"]
    )
    box: BoxShape
    polygons: list[RingsShape] | None = Field(description="The outline; null where there is a box only.")


class KeptPredictions(Strict):
    """What a job's model said of an item, before threshold, labels and refinement."""

    model: str = Field(examples=["yolo11n"])
    results: list[KeptPrediction] = Field(description="Best first; those below 0.05 are not kept.")


class StandingBody(Strict):
    """How far a job is."""

    status: JobStatus
    progress: ProgressBody


class ItemBody(Strict):
    """An item that is through."""

    item: str = Field(examples=[EXAMPLE_UID])
    outcome: Literal["done", "skipped"]
    detail: str | None = Field(description="Why it was skipped, where there is something to say.")
