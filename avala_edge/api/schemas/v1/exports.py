"""Exports in Avala's words."""

from __future__ import annotations

from pydantic import Field, field_validator, model_validator

from avala_edge.api.schemas.moments import Moment
from avala_edge.api.schemas.projects import Uid
from avala_edge.api.schemas.strict import Strict

FORMATS = ("avala-json-external", "avala_json", "avala-json", "json")


class NewExport(Strict):
    """What to export: a project or a dataset, or lists of them."""

    project: Uid | None = None
    dataset: Uid | None = None
    projects: list[Uid] = Field(default_factory=list, max_length=100)
    datasets: list[Uid] = Field(default_factory=list, max_length=100)
    slices: list[Uid] = Field(default_factory=list, max_length=0, description="This server has none.")
    name: str = Field(default="", max_length=255)
    format: str = Field(default=FORMATS[0], max_length=64, description=f"One of {', '.join(FORMATS)}.")
    filter_query_string: str = Field(default="", max_length=0, description="Not taken.")

    @field_validator("format")
    @classmethod
    def _known_format(cls, given: str) -> str:
        if given.lower() not in FORMATS:
            raise ValueError(f"{given} is not one of {', '.join(FORMATS)}; other formats come with a later version.")
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


class ExportAnswer(Strict):
    """An export."""

    uid: str
    name: str
    format: str
    status: str = Field(examples=["exported"], description="requested, exported or failed.")
    download_url: str | None = Field(description="Of the file; good without a key, for a day at least.")
    error_message: str | None
    total_task_count: int
    exported_task_count: int
    projects: list[str]
    datasets: list[str]
    slices: list[str]
    created_at: Moment
    updated_at: Moment
