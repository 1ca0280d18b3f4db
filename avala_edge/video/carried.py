"""What every follower says of objects on a frame: whose each pixel is, what became of each, and when one is let go.

Needs no OpenCV.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates

from avala_edge.errors import InvalidInput
from avala_edge.geometry import Rle, encode_mask
from avala_edge.imaging import Pixels
from avala_edge.models import Logits
from avala_edge.store import ImageRecord
from avala_edge.video.leaving import LEAVING, LOST, Whereabouts, has_left

Outcome = Literal["followed", "weak", "gone", "lost"]
Mask = NDArray[np.uint8]

PATIENCE = 3  # weak frames in a row, then an object is lost
ORDER = "frames of one sequence have one size, and `start` comes first"


@dataclass(frozen=True)
class FrameImage:
    """One frame as a follower sees it.

    Attributes:
        record: what is stored of it.
        pixels: decoded, oriented, at full size.
        index: its place in the sequence, from 0.
    """

    record: ImageRecord
    pixels: Pixels
    index: int


@dataclass(frozen=True)
class Carried:
    """What became of one object on one frame.

    Attributes:
        mask: of the full frame; None when the object is gone or lost.
        confidence: 0 to 1; of one that is gone, how sure that is.
        outcome: followed; weak: doubted; gone: left the picture; lost: doubted for too long.
        detail: for people; empty for an object that is followed.
    """

    mask: Rle | None
    confidence: float
    outcome: Outcome
    detail: str


@dataclass(frozen=True, eq=False)
class Claim:
    """What one object is said to be on a frame, whatever the others are.

    Attributes:
        mask: uint8 `[H, W]`; None when the object is gone or lost.
        logits: what the model said, for pixels that several objects claim; None where it was not asked.
        confidence: 0 to 1.
        outcome: as in `Carried`.
        detail: the same, in words.
    """

    mask: Mask | None
    logits: Logits | None
    confidence: float
    outcome: Outcome
    detail: str


class Follower(Protocol):
    """Carries masks along one sequence, in one direction. Belongs to one event loop."""

    @property
    def active(self) -> frozenset[str]:
        """The tracks that are followed still."""

    async def start(
        self,
        frame: FrameImage,
        masks: Mapping[str, Rle],
        *,
        keys: Mapping[str, tuple[FrameImage, Rle]] | None = None,
        weak: Mapping[str, int] | None = None,
    ) -> None:
        """Begin at a frame, or go on after it, with these masks by track.

        Args:
            frame: where the masks are.
            masks: of the frame's size; an empty one is not followed.
            keys: of a track, the frame and mask that a person drew; default: this frame's.
            weak: of a track, how many of the last frames were weak.

        Raises:
            InvalidInput: a mask has another size than its frame.
        """

    def look_ahead(self, frame: FrameImage) -> None:
        """Begin what the next step needs and no mask decides, while this one's masks are dealt with; does not wait."""

    async def step(self, frame: FrameImage) -> dict[str, Carried]:
        """Carry all that are followed to the next frame; what is gone or lost is told once.

        Raises:
            InvalidInput: the frame has another size than the one before, or there was none.
        """

    async def close(self) -> None:
        """Drop what was begun ahead and all that is followed."""


def checked(mask: Rle, frame: ImageRecord, track: str) -> Rle:
    """Return a track's mask; raises `InvalidInput` where it has another size than its frame."""
    if (mask.height, mask.width) != (frame.height, frame.width):
        raise InvalidInput(
            f"the mask of track {track} is {mask.width} × {mask.height}, its frame {frame.width} × {frame.height}",
            field="masks",
        )
    return mask


def doubted(where: Whereabouts, weak: int, width: int, height: int, why: str) -> tuple[Outcome, str]:
    """Return what becomes of an object that was doubted for so many frames in a row, and that in words.

    Args:
        where: the object on this frame.
        weak: frames in a row that were doubted, this one too.
        width: of the picture, px.
        height: the same.
        why: it is doubted, in words.
    """
    side = has_left(where, width, height, share=LEAVING if weak < PATIENCE else LOST)
    if side is not None:
        return "gone", f"left the picture at the {side}"
    if weak >= PATIENCE:
        return "lost", f"lost: {why} for {weak} frames"
    return "weak", why


def settled(claims: Mapping[str, Claim]) -> tuple[dict[str, Carried], dict[str, Mask]]:
    """Give each pixel to one object, and say what became of all; also the masks of those that are followed still."""
    masks = _parted({uid: each.mask for uid, each in claims.items() if each.mask is not None}, claims)
    carried = {
        uid: Carried(encode_mask(masks[uid]) if uid in masks else None, each.confidence, each.outcome, each.detail)
        for uid, each in claims.items()
    }
    return carried, masks


def _parted(masks: dict[str, Mask], claims: Mapping[str, Claim]) -> dict[str, Mask]:
    """Leave pixels that several masks claim to the one whose model is surest of them, weighed by its confidence."""
    if len(masks) < 2:
        return masks
    several = sum(each.astype(np.uint16) for each in masks.values())
    rows, columns = np.nonzero(np.asarray(several) > 1)
    if not len(rows):
        return masks
    best = np.full(len(rows), -np.inf)
    owner = np.full(len(rows), -1)
    for index, (uid, mask) in enumerate(masks.items()):
        logits = claims[uid].logits
        sure = _logits_at(logits, rows, columns) if logits is not None else np.zeros(len(rows))
        claim = 1 / (1 + np.exp(-np.clip(sure, -30, 30))) * (0.05 + claims[uid].confidence)
        wins = (mask[rows, columns] > 0) & (claim > best)
        best[wins], owner[wins] = claim[wins], index
    parted = {}
    for index, (uid, mask) in enumerate(masks.items()):
        parted[uid] = mask.copy()
        other = owner != index
        parted[uid][rows[other], columns[other]] = 0
    return parted


def _logits_at(answer: Logits, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return the likeliest alternative's logits at pixels of the image, bilinear."""
    frame, view = answer.frame, answer.frame.view
    down = (rows + 0.5 - view.y) * frame.valid_height / view.height - 0.5
    across = (columns + 0.5 - view.x) * frame.valid_width / view.width - 0.5
    chosen = answer.masks[int(answer.scores.argmax())]
    found: NDArray[np.float64] = map_coordinates(chosen, np.stack((down, across)), order=1, mode="nearest")
    return found
