"""The vocabulary of a click: prompt in, logits out, and the embedding in between. Frozen, checked where made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from avala_edge.errors import InvalidInput
from avala_edge.geometry import Frame

MAX_POINTS = 64


@dataclass(frozen=True)
class Embedding:
    """What the prompt decoder needs to know of one image, or of a view of it.

    Attributes:
        tensors: name → float32, as the decoder takes them.
        frame: how the decoder's logits lie on the image.
        key: 64 hex digits; equal ones mean equal tensors. Empty: nobody else may keep them.
    """

    tensors: Mapping[str, NDArray[np.float32]]
    frame: Frame
    key: str = ""

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        return sum(tensor.nbytes for tensor in self.tensors.values())


@dataclass(frozen=True)
class Prompt:
    """What the annotator said, in image pixels.

    Attributes:
        points: float32 `[N, 2]` x, y.
        labels: float32 `[N]`, 1 add, 0 remove.
        box: x0, y0, x1, y1, or None.
    """

    points: NDArray[np.float32]
    labels: NDArray[np.float32]
    box: tuple[float, float, float, float] | None

    @classmethod
    def in_image(
        cls,
        points: Sequence[tuple[float, float, int]],
        box: tuple[float, float, float, float] | None,
        *,
        height: int,
        width: int,
        refines: bool = False,
    ) -> Prompt:
        """Check a prompt against an image of `height` × `width`; `box` is x, y, width, height.

        Nothing but an answer to refine is a prompt too: `refines`.

        Raises:
            InvalidInput: nothing to go by, too many points, a number that is not finite, a point or box outside.
        """
        if not points and box is None and not refines:
            raise InvalidInput("give at least one of points, box, mask", field="points")
        if len(points) > MAX_POINTS:
            raise InvalidInput(f"at most {MAX_POINTS} points, got {len(points)}", field="points")
        for index, (x, y, label) in enumerate(points):
            if not (0 <= x <= width and 0 <= y <= height):  # NaN fails both
                raise InvalidInput(
                    f"point {index} at ({x:g}, {y:g}) is outside the image of {width} × {height}",
                    field=f"points.{index}",
                )
            if label not in (0, 1):
                raise InvalidInput(
                    f"label of point {index} must be 1 (add) or 0 (remove)", field=f"points.{index}.label"
                )
        corners = None
        if box is not None:
            x, y, w, h = box
            if not (w > 0 and h > 0):
                raise InvalidInput(f"box width and height must be above 0, got {w:g} × {h:g}", field="box")
            if not (x >= -0.5 and y >= -0.5 and x + w <= width + 0.5 and y + h <= height + 0.5):
                raise InvalidInput(
                    f"box ({x:g}, {y:g}, {w:g} × {h:g}) is outside the image of {width} × {height}", field="box"
                )
            corners = (max(x, 0.0), max(y, 0.0), min(x + w, float(width)), min(y + h, float(height)))
        return cls(
            np.array([(x, y) for x, y, _ in points], np.float32).reshape(-1, 2),
            np.array([label for _, _, label in points], np.float32),
            corners,
        )


@dataclass(frozen=True)
class Logits:
    """The decoder's answer before the threshold at 0.

    Attributes:
        masks: float32 `[M, h, w]`.
        scores: float32 `[M]`, expected IoU in 0…1.
        frame: how `[h, w]` lies on the image.
    """

    masks: NDArray[np.float32]
    scores: NDArray[np.float32]
    frame: Frame

    def __post_init__(self) -> None:
        """Check shapes and that no model answered with NaN."""
        if self.masks.ndim != 3 or self.scores.shape != self.masks.shape[:1]:
            raise InvalidInput(
                f"logits must be [M, h, w] with M scores, got {self.masks.shape} and {self.scores.shape}"
            )
        if not (np.isfinite(self.masks).all() and np.isfinite(self.scores).all()):
            raise InvalidInput("the model answered with numbers that are not finite")
