"""What checks find: something about an annotation, or about an object that has none, for a person to look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

ShapeKind = Literal["zero_area", "tiny", "sliver", "self_intersection", "outside_image", "overlap"]
ModelKind = Literal["boundary", "background", "label_outlier", "missed"]
Kind = ShapeKind | ModelKind

MODEL_KINDS: tuple[ModelKind, ...] = get_args(ModelKind)


@dataclass(frozen=True)
class Finding:
    """Something to look at.

    Attributes:
        kind: what it is.
        annotation: uid of the annotation that it speaks of; None: of an object that nobody has drawn.
        others: uids of those that it overlaps, or that are why another label is likelier.
        value: the figure behind it, as `detail` says.
        detail: for people.
        label: the likelier one, or that of the object that nobody has drawn.
        geometry: what the model sees there, as that of an annotation of type polygon.
    """

    kind: Kind
    annotation: str | None
    others: tuple[str, ...]
    value: float
    detail: str
    label: str | None = None
    geometry: dict[str, Any] | None = None
