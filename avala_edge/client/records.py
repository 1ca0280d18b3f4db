"""What the server says, as frozen records; the fields are those of the wire (docs/reference/api.md)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypeAlias

from avala_edge.client.shapes import Box, Polygons, Rle, Shape, ShapeType

Source: TypeAlias = Literal["human", "sam", "auto_label", "propagated", "imported"]
State: TypeAlias = Literal["draft", "accepted", "rejected"]
JobStatus: TypeAlias = Literal["pending", "running", "completed", "cancelled", "failed"]
ENDED = frozenset({"completed", "cancelled", "failed"})


@dataclass(frozen=True)
class Image:
    """A photo; `width` and `height` as displayed, in pixels."""

    uid: str
    width: int
    height: int
    format: str
    media_type: str
    bytes: int
    embedding: Literal["ready", "computing", "absent"]


@dataclass(frozen=True)
class ModelName:
    """The model that answered."""

    name: str
    digest: str


@dataclass(frozen=True)
class Mask:
    """One mask.

    Attributes:
        score: expected IoU with what was meant, 0…1.
        stability: IoU of the mask with itself at a stricter and a laxer threshold, 0…1.
        area: pixels inside.
        bbox: the smallest box around it.
        mask: token for the next refinement, for a prompt's `mask`.
        polygon: its outline, when asked for.
        rle: the same as runs, when asked for.
        png: one channel, 255 inside, Base64, when asked for.
    """

    score: float
    stability: float
    area: int
    bbox: Box
    mask: str
    polygon: Polygons | None = None
    rle: Rle | None = None
    png: str | None = None


@dataclass(frozen=True)
class SegmentAnswer:
    """The masks, best first; `timings_ms` says where the time went."""

    image: str
    model: ModelName
    masks: tuple[Mask, ...]
    cache: Literal["hit", "miss", "joined"]
    timings_ms: dict[str, float]


@dataclass(frozen=True)
class Export:
    """An export; `status` is requested, then exported or failed; the task counts are items, all and in the file."""

    uid: str
    name: str
    format: str
    status: Literal["requested", "exported", "failed"]
    download_url: str | None
    error_message: str | None
    total_task_count: int
    exported_task_count: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class ImportedProblem:
    """What could not be taken of a file: the photo's name, and why."""

    file: str
    detail: str


@dataclass(frozen=True)
class AnnotationImport:
    """What became of a file of annotations; `known` were there from an import before."""

    format: str
    photos: int
    annotations: int
    known: int
    labels_created: tuple[str, ...]
    problems: tuple[ImportedProblem, ...]
    problem_count: int


@dataclass(frozen=True)
class LabelAttribute:
    """Something to say of each object with a label; `options` of a dropdown or multi_select."""

    name: str
    type: Literal["dropdown", "checkbox", "text", "number", "multi_select"]
    options: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class Label:
    """A label of a project; with the `uid` of one that is there, a change is of that one."""

    name: str
    color: str | None = None
    shortcut: str | None = None
    attributes: tuple[LabelAttribute, ...] = ()
    uid: str | None = None


@dataclass(frozen=True)
class Project:
    """A project; `version` is what a change of it is for."""

    uid: str
    name: str
    description: str
    task_type: str
    status: Literal["active", "paused", "archived"]
    members_only: bool
    members: tuple[str, ...]
    datasets: tuple[str, ...]
    labels: tuple[Label, ...]
    version: int
    created_at: datetime
    updated_at: datetime
    reviews_people: bool = False
    self_review: bool = True


@dataclass(frozen=True)
class Count:
    """How many annotations agree in all of these; `confidence` is from and to, a tenth."""

    state: State
    source: Source
    model: str | None
    label: str | None
    confidence: tuple[float, ...] | None
    count: int


@dataclass(frozen=True)
class Progress:
    """How far a project is: items by what became of them, annotations by state and by source."""

    tasks: dict[str, int]
    annotations: int
    by_state: dict[str, int]
    by_source: dict[str, dict[str, int]]
    counts: tuple[Count, ...]


@dataclass(frozen=True)
class Item:
    """A photo in a dataset, under a name; `counts` are its annotations by state, in lists of a project's items."""

    uid: str
    key: str
    dataset: str
    image: Image
    sequence: str | None
    frame_index: int | None
    metadata: dict[str, Any]
    is_hidden: bool
    created_at: datetime
    updated_at: datetime
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class AddedItem:
    """What became of one file; `detail` says why it was refused, `item` is None then."""

    key: str
    status: Literal["added", "known", "refused"]
    item: Item | None
    detail: str | None


@dataclass(frozen=True)
class Annotation:
    """An annotation; `version` is what a change of it is for."""

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
    track: str | None
    version: int
    created_by: str
    updated_by: str
    created_at: datetime
    updated_at: datetime
    is_key: bool = field(default=False, kw_only=True)


@dataclass(frozen=True)
class Activity:
    """Who did what, when; before and after."""

    uid: str
    action: str
    subject_type: str
    subject_uid: str
    user: str | None
    key: str | None
    project: str | None
    job: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    created_at: datetime


@dataclass(frozen=True)
class JobCounts:
    """Items of a job by what became of them; the rest waits or is in work."""

    total: int
    done: int
    failed: int
    skipped: int

    @property
    def through(self) -> int:
        """How many neither wait nor are in work."""
        return self.done + self.failed + self.skipped


@dataclass(frozen=True)
class JobProblem:
    """Why an item failed, or was left out."""

    item: str
    code: str
    detail: str


@dataclass(frozen=True)
class Job:
    """A job; `failed` means given up, see `error_message`, not that items failed."""

    uid: str
    kind: str
    status: JobStatus
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    created_by: str
    progress: JobCounts
    error_message: str | None
    retry_of: str | None
    errors: tuple[JobProblem, ...]
    left_out: tuple[JobProblem, ...]
    options: dict[str, Any]
    project: str | None = None
    summary: dict[str, Any] = field(default_factory=dict)

    @property
    def has_ended(self) -> bool:
        """Whether nothing more will happen in it."""
        return self.status in ENDED


@dataclass(frozen=True)
class JobProgressed:
    """How far a job is."""

    status: JobStatus
    progress: JobCounts


@dataclass(frozen=True)
class JobItemDone:
    """An item is through; `detail` says why it was skipped, where there is something to say."""

    item: str
    outcome: Literal["done", "skipped"]
    detail: str | None


JobEvent: TypeAlias = JobProgressed | JobItemDone | JobProblem | Job
