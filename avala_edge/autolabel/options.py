"""What was asked of an auto-label job, as it is kept with the job and read again at each item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Refine = Literal["sam"]
Overwrite = Literal["never", "drafts"]
KEPT_FLOOR = 0.05  # what a model says with less is not kept for a lower threshold later


@dataclass(frozen=True)
class Options:
    """Options of one job.

    Attributes:
        model_type: as Avala's clients say it.
        model: name or uid of the model that is asked.
        confidence_threshold: predictions below it make no drafts.
        labels: of the project, that are wanted; empty: all.
        label_map: the model's class → the project's label.
        refine: `sam`: boxes become outlines by the prompt model.
        overwrite: `drafts`: earlier auto-label drafts that nobody has touched go.
        dry_run: nothing is saved but counts.
        from_job: predictions are taken from what that job kept; no model is asked.
        named: the items were named one by one, so labelled ones are meant too.
    """

    model_type: str = "yolo"
    model: str = ""
    confidence_threshold: float = 0.5
    labels: tuple[str, ...] = ()
    label_map: Mapping[str, str] = field(default_factory=dict)
    refine: Refine | None = None
    overwrite: Overwrite = "never"
    dry_run: bool = False
    from_job: str | None = None
    named: bool = False

    @property
    def floor(self) -> float:
        """The lowest score that is of use."""
        return min(KEPT_FLOOR, self.confidence_threshold)

    def to_job(self) -> dict[str, Any]:
        """Return what is kept with the job, as JSON has it."""
        return {**asdict(self), "labels": list(self.labels), "label_map": dict(self.label_map)}

    @classmethod
    def of_job(cls, kept: Mapping[str, Any]) -> Options:
        """Read what `to_job` wrote; what a newer version wrote beside it is not known here."""
        known = {name: value for name, value in kept.items() if name in cls.__annotations__}
        return cls(**{**known, "labels": tuple(known.get("labels", ()))})

    def project_label(self, of_model: str | None) -> str | None:
        """Return the label of the project that a class of the model means."""
        return None if of_model is None else self.label_map.get(of_model, of_model)

    def model_labels(self, of_project: frozenset[str]) -> frozenset[str]:
        """Return the classes of the model that could become wanted labels; empty: any could."""
        wanted = frozenset(self.labels) or of_project
        if not wanted:
            return frozenset()
        mapped = {theirs for theirs, ours in self.label_map.items() if ours in wanted}
        return frozenset(mapped | {label for label in wanted if label not in self.label_map})
