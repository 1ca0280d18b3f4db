"""Exports in Avala's words."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from avala_edge.api.schemas.moments import Moment
from avala_edge.api.schemas.projects import Uid
from avala_edge.api.schemas.strict import Strict
from avala_edge.errors import InvalidInput
from avala_edge.formats.registry import AVALA_JSON, FORMATS, format_named
from avala_edge.store import ExportOptions

SPLIT = r"^[a-z0-9][a-z0-9-]{0,31}$"

LabelName = Annotated[str, Field(min_length=1, max_length=100)]
LabelMap = Annotated[dict[LabelName, LabelName], Field(default_factory=dict, max_length=1000)]
Share = Annotated[float, Field(gt=0, le=1)]


class NewExport(Strict):
    """What to export: a project or a dataset, or lists of them."""

    project: Uid | None = None
    dataset: Uid | None = None
    projects: list[Uid] = Field(default_factory=list, max_length=100)
    datasets: list[Uid] = Field(default_factory=list, max_length=100)
    slices: list[Uid] = Field(default_factory=list, max_length=0, description="This server has none.")
    name: str = Field(default="", max_length=255)
    format: str = Field(default=AVALA_JSON, max_length=64, description=f"One of {', '.join(FORMATS)}.")
    filter_query_string: str = Field(default="", max_length=0, description="Not taken.")
    states: list[Literal["draft", "accepted", "rejected"]] = Field(
        default=["accepted"], min_length=1, max_length=3, description="Of the annotations that go out."
    )
    label_map: LabelMap = Field(description="Other names for labels; two with one name become one.")
    splits: dict[Annotated[str, Field(pattern=SPLIT)], Share] = Field(
        default_factory=dict,
        max_length=16,
        examples=[{"train": 0.8, "val": 0.2}],
        description="Shares of the items, in all 1; an item stays in its split whatever else is exported, and "
        "frames of a sequence are all in one.",
    )
    include_images: bool = Field(default=False, description="Whether the photos' bytes go along, in a ZIP.")

    @field_validator("format")
    @classmethod
    def _known_format(cls, given: str) -> str:
        try:
            return format_named(given)
        except InvalidInput as error:
            raise ValueError(f"{error.message}.") from None

    @field_validator("splits")
    @classmethod
    def _a_whole(cls, given: dict[str, float]) -> dict[str, float]:
        if given and abs(sum(given.values()) - 1) > 1e-6:
            raise ValueError(f"the shares make {sum(given.values()):g} in all; they must make 1.")
        return given

    @model_validator(mode="after")
    def _something(self) -> NewExport:
        if not self.all_projects and not self.all_datasets:
            raise ValueError("name a project or a dataset.")
        return self

    @property
    def all_projects(self) -> list[str]:
        """All projects that were named."""
        return list(dict.fromkeys([*([self.project] if self.project else []), *self.projects]))

    @property
    def all_datasets(self) -> list[str]:
        """All datasets that were named."""
        return list(dict.fromkeys([*([self.dataset] if self.dataset else []), *self.datasets]))

    @property
    def options(self) -> ExportOptions:
        """What goes out, and how."""
        return ExportOptions(tuple(dict.fromkeys(self.states)), self.label_map, self.splits, self.include_images)


class ExportOptionsAnswer(Strict):
    """What goes out, and how."""

    states: list[str]
    label_map: dict[str, str]
    splits: dict[str, float]
    include_images: bool


class ExportAnswer(Strict):
    """An export."""

    uid: str
    name: str
    format: str
    status: str = Field(examples=["exported"], description="requested, exported or failed.")
    download_url: str | None = Field(description="Of the file; good without a key, for a day at least.")
    error_message: str | None
    total_task_count: int = Field(description="Items that go out.")
    exported_task_count: int = Field(description="Those that are in the file; it grows while the export is made.")
    projects: list[str]
    datasets: list[str]
    slices: list[str]
    options: ExportOptionsAnswer
    created_at: Moment
    updated_at: Moment
