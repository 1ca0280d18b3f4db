"""What the prompt model is asked about an object that moved: the view, the prompt, and which of its answers counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

from avala_edge.geometry import Frame, View, encode_mask, logits_from_mask, mask_extent, mask_from_logits, mask_iou
from avala_edge.models import Embedding, Logits, Prompt
from avala_edge.segment.closer import Seen
from avala_edge.video.leaving import Bounds
from avala_edge.video.motion import Found, Moved

ROOM = 2.0  # a view's side over the long side of the object, at least
SIZES_PER_OCTAVE = 2
PLACES = 4  # a view's corner is a multiple of its side over this: small changes of a mask do not change its view
SMALLEST = 64  # px
LEAST_AREA = 16  # px²: of less nothing is asked
LEVELS = (0.0, -0.5, 0.5, -1.0, 1.0, -2.0, 2.0, -3.0)  # logits, the likeliest first
FINE = 128  # steps across an object, in which its middle is looked for

Mask = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Question:
    """A prompt in a view: the moved mask's box, the mask itself, and a point inside it.

    Attributes:
        moved: where motion says that the object is.
        found: where its template is, if that fits.
        prompt: None when so little is left that nothing can be asked.
        seen: the mask as the answer that is to be refined.
    """

    moved: Moved
    found: Found | None
    prompt: Prompt | None
    seen: Seen | None


def view_around(bounds: Bounds, height: int, width: int) -> View:
    """Return the view of an image of `height` × `width` that an object within these bounds is looked at in.

    All of the image for large objects. Of few sizes and places, so that it is found again.
    """
    x0, y0, x1, y1 = bounds
    longest = max(height, width)
    wanted = max(max(x1 - x0, y1 - y0) * ROOM, SMALLEST)
    steps = int(np.floor(np.log2(longest / wanted) * SIZES_PER_OCTAVE)) if wanted < longest else 0
    if steps == 0:
        return View(0, 0, width, height)
    side = longest / 2 ** (steps / SIZES_PER_OCTAVE)

    def span(middle: float, available: int) -> tuple[int, int]:
        length = min(int(np.ceil(side)), available)
        start = round((middle - length / 2) / side * PLACES) * side / PLACES
        return int(min(max(start, 0.0), available - length)), length

    (x, across), (y, down) = span((x0 + x1) / 2, width), span((y0 + y1) / 2, height)
    return View(x, y, across, down)


def as_it_is(mask: Mask) -> Moved:
    """Return a mask that did not move."""
    return Moved(mask, mask, 1.0, (0.0, 0.0), None)


def ask(moved: Moved, found: Found | None, embedding: Embedding) -> Question:
    """Ask about an object where it moved to, on a frame whose embedding as a whole this is. Blocks for milliseconds."""
    bounds = mask_extent(moved.mask)
    if bounds is None or np.count_nonzero(moved.mask) < LEAST_AREA:
        return Question(moved, found, None, None)
    height, width = moved.mask.shape
    view = view_around(bounds, height, width)
    cells = max(embedding.frame.valid_height, embedding.frame.valid_width)
    cell = max(view.width, view.height) / cells
    frame = Frame(height, width, view.height / cell, view.width / cell, view)
    side = round(cells)
    logits = logits_from_mask(encode_mask(moved.mask), frame, cells_height=side, cells_width=side)
    x0, y0, x1, y1 = bounds
    prompt = Prompt.in_image(
        [_deepest(moved.mask, bounds)], (x0, y0, x1 - x0, y1 - y0), refines=True, height=height, width=width
    )
    return Question(moved, found, prompt, Seen(logits, frame))


def _deepest(mask: Mask, bounds: Bounds) -> tuple[float, float, int]:
    x0, y0, x1, y1 = (int(each) for each in bounds)
    every = max(1, max(x1 - x0, y1 - y0) // FINE)
    depth = distance_transform_edt(np.pad(mask[y0:y1:every, x0:x1:every], 1))
    y, x = np.unravel_index(int(depth.argmax()), depth.shape)
    return x0 + (x - 1) * every + 0.5, y0 + (y - 1) * every + 0.5, 1


def best(answer: Logits, mask: Mask, level: float) -> Mask:
    """Return the alternative that agrees most with a mask, as a mask itself: where its logits are above a level."""
    masks = [mask_from_logits(np.ascontiguousarray(each - np.float32(level)), answer.frame) for each in answer.masks]
    return max(masks, key=lambda each: mask_iou(each, mask))


def levelled(answer: Logits, question: Question) -> tuple[float, float]:
    """Return the level at which the model's answer is most like what a person drew, and its IoU with that."""
    drawn = question.moved.mask
    found = {level: mask_iou(best(answer, drawn, level), drawn) for level in LEVELS}
    level = max(LEVELS, key=lambda level: found[level] - 0.001 * abs(level))
    return level, found[level]
