"""Files of annotations on their way in."""

from __future__ import annotations

import json
from typing import Literal

from pydantic import Field, field_validator

from avala_edge.api.schemas.strict import Query, Strict
from avala_edge.errors import InvalidInput
from avala_edge.formats.registry import FORMATS, format_named
from avala_edge.transfer import ImportOptions

LONGEST_MAP = 4096


class AnnotationImportQuery(Query):
    """How a file becomes annotations."""

    format: str | None = Field(default=None, max_length=64, description=f"Default: guessed. {', '.join(FORMATS)}.")
    as_: Literal["drafts", "accepted"] = Field(
        default="drafts", alias="as", description="accepted: ground truth; needs the permission reviews.write."
    )
    label_map: str = Field(
        default="{}", max_length=LONGEST_MAP, description='JSON: {"label in the file": "label of the project"}.'
    )
    create_labels: bool = Field(
        default=False, description="Make labels that the project lacks; needs the permission projects.write."
    )
    name: str = Field(default="", max_length=1024, description="The file's, when the body is the file itself.")

    @field_validator("format")
    @classmethod
    def _known_format(cls, given: str | None) -> str | None:
        try:
            return None if given is None else format_named(given)
        except InvalidInput as error:
            raise ValueError(f"{error.message}.") from None

    @field_validator("label_map")
    @classmethod
    def _a_map(cls, given: str) -> str:
        try:
            found = json.loads(given)
        except (ValueError, RecursionError):
            raise ValueError("it is no JSON.") from None
        if not isinstance(found, dict) or not all(isinstance(each, str) for each in found.values()):
            raise ValueError("it must be a JSON object of texts.")
        return given

    @property
    def options(self) -> ImportOptions:
        """What the import is told."""
        return ImportOptions(self.format, self.as_ == "accepted", json.loads(self.label_map), self.create_labels)


class ImportProblem(Strict):
    """What could not be taken of a file."""

    file: str = Field(description="The photo's name in the file, or its key.")
    detail: str


class AnnotationImportAnswer(Strict):
    """What became of an import."""

    format: str
    photos: int = Field(description="Photos of the project that the file speaks of.")
    annotations: int = Field(description="Those that were made.")
    known: int = Field(description="Those that were there from an import before.")
    labels_created: list[str]
    problems: list[ImportProblem] = Field(description="The first thousand.")
    problem_count: int
