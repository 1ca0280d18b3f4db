"""When a closer look is worth it, and at which part of the image: rules only, no model.

An encoder sees an image at a fixed size, so a small object is a few cells of its logits. Looking again at a square
around it, with the first answer as mask prompt, gives it all the cells. Views come in few sizes and places, so that the
prompts on one object, and on its neighbours, share them. What is on an annotator's screen says as much: who has zoomed
in means something that is small in the image. Measured in `docs/experiments/0002-a-closer-look.md` and `0006`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from avala_edge.geometry import Frame, View, mask_extent, reframe
from avala_edge.models import Prompt

ROOM = 2.0  # a view's side over the long side of what it is about
SIZES_PER_OCTAVE = 2
PLACES = 8  # a view's corner is a multiple of its side over this
SMALLEST = 64  # pixels
ON_SCREEN = 0.51  # of the image's longer side: what is small in a larger part of it is seen in all of it as well
ON_SCREEN_ROOM = 1.25  # the same as ROOM, over what is on the screen: few places must not leave any of it outside
SAME = 0.7  # IoU of answers that mean the same thing
AT_ONCE = 0.25  # of the image's longer side: a view no larger is looked at for a first click, too
CLOSER = 0.5  # of a close view: a refinement goes on in one that is no larger than this


@dataclass(frozen=True)
class Seen:
    """One answer's logits, float32 `[h, w]`, and where they lie."""

    logits: NDArray[np.float32]
    frame: Frame


def view_for(prompt: Prompt, answer: Seen | None, height: int, width: int) -> View:
    """Return the view for a second look at an image of `height` × `width`.

    It lies around the prompt's box if it has one, else around the first answer, and is wider only if a point would be
    outside. All of the image, when nothing smaller leaves room around that.
    """
    about = prompt.box or (None if answer is None else _extent(answer))
    corners = np.empty((0, 2)) if about is None else np.reshape(about, (2, 2))
    if about is not None:
        view = _view_around(corners, height, width)
        if _within(view, prompt.points):
            return view
    return _view_around(np.concatenate((corners, prompt.points)), height, width)


def view_on_screen(shown: tuple[float, float, float, float], height: int, width: int) -> View:
    """Return the view for the first click of somebody who sees a part of an image of `height` × `width`.

    `shown`: its corners x0, y0, x1, y1 in image pixels. All of the image, unless what is small on the screen is too
    small to be seen in that.
    """
    view = _view_around(np.reshape(shown, (2, 2)), height, width, ON_SCREEN_ROOM)
    return view if _side(view) <= ON_SCREEN * max(height, width) else View(0, 0, width, height)


def is_small(view: View, height: int, width: int) -> bool:
    """Say whether what a first click found would be a few cells, were it not looked at in this close view at once.

    Larger things are understood better with all that is around them.
    """
    return _side(view) <= AT_ONCE * max(height, width)


def refinement_view(prompt: Prompt, answer: Seen) -> View:
    """Return where to refine an answer: the close view that it was given in, while that holds; all, once it does not.

    A view holds while the whole prompt is inside and the answer does not run over its edge. Where the answer is small
    even there, its own close view.
    """
    frame = answer.frame
    everything = View(0, 0, frame.image_width, frame.image_height)
    if frame.view == everything:
        return view_for(prompt, answer, frame.image_height, frame.image_width)
    if not holds(prompt, answer):
        return everything
    closer = view_for(prompt, answer, frame.image_height, frame.image_width)
    return closer if _side(closer) <= CLOSER * _side(frame.view) else frame.view


def holds(prompt: Prompt, answer: Seen) -> bool:
    """Say whether a prompt and its answer lie in the answer's view and do not run over its edge."""
    view, frame = answer.frame.view, answer.frame
    said = prompt.points if prompt.box is None else np.concatenate((prompt.points, np.reshape(prompt.box, (2, 2))))
    if not _within(view, said):
        return False
    inside = answer.logits[: _cells(frame.valid_height), : _cells(frame.valid_width)] > 0
    edges = (
        (view.x > 0, inside[:, 0]),
        (view.y > 0, inside[0]),
        (view.x + view.width < frame.image_width, inside[:, -1]),
        (view.y + view.height < frame.image_height, inside[-1]),
    )
    return not any(cuts and edge.any() for cuts, edge in edges)


def is_part(near: Seen, far: Seen) -> bool:
    """Say whether the answer of a view is what the answer of a larger one has there, and so only a part of that."""
    there, here = reframe(far.logits, far.frame, near.frame) > 0, near.logits > 0
    return bool((there & here).sum() >= SAME * (there | here).sum())


def _side(view: View) -> int:
    return max(view.width, view.height)


def _within(view: View, points: NDArray[np.floating]) -> bool:
    low, size = np.array([view.x, view.y]), np.array([view.width, view.height])
    return bool(((points >= low) & (points <= low + size)).all())


def _cells(valid: float) -> int:
    return int(np.ceil(valid))


def _extent(answer: Seen) -> tuple[float, float, float, float] | None:
    """Corners of the answer's cells above 0, in image pixels."""
    frame, view = answer.frame, answer.frame.view
    inside = answer.logits[: _cells(frame.valid_height), : _cells(frame.valid_width)] > 0
    extent = mask_extent(inside)
    if extent is None:
        return None
    left, top, right, bottom = extent
    across, down = view.width / frame.valid_width, view.height / frame.valid_height
    return (
        view.x + left * across,
        view.y + top * down,
        view.x + right * across,
        view.y + bottom * down,
    )


def _view_around(points: NDArray[np.floating], height: int, width: int, room: float = ROOM) -> View:
    low, high = points.min(0), points.max(0)
    wanted = max(float((high - low).max()) * room, SMALLEST)
    longest = max(height, width)
    steps = int(np.floor(np.log2(longest / wanted) * SIZES_PER_OCTAVE)) if wanted < longest else 0
    if steps == 0:
        return View(0, 0, width, height)
    side = longest / 2 ** (steps / SIZES_PER_OCTAVE)
    middle = (low + high) / 2
    place = side / PLACES

    def span(at: float, available: int) -> tuple[int, int]:
        length = min(side, available)
        start = round((at - length / 2) / place) * place
        first = int(min(max(start, 0.0), available - length))
        return first, min(available - first, int(np.ceil(length)))

    (x, view_width), (y, view_height) = span(float(middle[0]), width), span(float(middle[1]), height)
    return View(x, y, view_width, view_height)
