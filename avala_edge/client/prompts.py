"""A prompt: what is clicked on which photo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

Format: TypeAlias = Literal["polygon", "rle", "png", "bbox"]


@dataclass(frozen=True)
class Prompt:
    """One prompt on a photo, named by `image` or by `item`; in pixels of the displayed photo.

    Attributes:
        image: uid of a photo.
        item: uid of an item, instead of its photo's.
        points: `(x, y)` adds what is there, `(x, y, 0)` takes it away.
        box: `(x, y, width, height)` around the object.
        mask: token of an earlier answer's mask, to refine it.
        multimask: answer with three alternatives instead of one mask.
        formats: what to compute for each mask; default: polygon, rle and bbox.
        tolerance: how far the polygon may be from the outline, pixels.
        min_area: smaller islands are dropped, px².
        fill_holes: smaller holes are filled, px².
        model: a model's name; default: the active one.
        looking_at: `(x, y, width, height)` of what is on the screen, so that a first click means something in it.
    """

    image: str | None = None
    item: str | None = None
    points: Sequence[tuple[float, float] | tuple[float, float, int]] = ()
    box: tuple[float, float, float, float] | None = None
    mask: str | None = None
    multimask: bool = False
    formats: Sequence[Format] | None = None
    tolerance: float | None = None
    min_area: float | None = None
    fill_holes: float | None = None
    model: str | None = None
    looking_at: tuple[float, float, float, float] | None = None

    def wire(self) -> dict[str, Any]:
        """Say it in the fields of `POST segment/`."""
        said: dict[str, Any] = {
            "image": self.image,
            "item": self.item,
            "points": [{"x": x, "y": y, "label": rest[0] if rest else 1} for x, y, *rest in self.points],
            "box": _rectangle(self.box),
            "mask": self.mask,
            "multimask": self.multimask,
            "formats": None if self.formats is None else list(self.formats),
            "tolerance": self.tolerance,
            "min_area": self.min_area,
            "fill_holes": self.fill_holes,
            "model": self.model,
            "looking_at": _rectangle(self.looking_at),
        }
        return {name: value for name, value in said.items() if value is not None}


def _rectangle(sides: tuple[float, float, float, float] | None) -> dict[str, float] | None:
    return None if sides is None else dict(zip(("x", "y", "width", "height"), sides, strict=True))
