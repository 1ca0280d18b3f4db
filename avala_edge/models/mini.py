"""The avala-mini family: pixels → encoder tensors, prompt → decoder tensors, decoder tensors → logits.

Model frame: the image, or the view of it that is looked at, scaled so that its long side is `side`, at the top left of
a `side`² square (as in Segment Anything). Point labels: 1 add, 0 remove, 2 and 3 the box's corners, -1 padding.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from avala_edge.geometry import Frame, View
from avala_edge.imaging import Pixels, letterbox
from avala_edge.inference import Tensors
from avala_edge.models.types import Embedding, Logits, Prompt

EMBEDDING_TENSORS = ("high_res_0", "high_res_1", "embedding", "context", "affinity")


def encoder_tensors(
    seen: Pixels, view: View, image_height: int, image_width: int, *, side: int, cells: int
) -> tuple[Tensors, Frame]:
    """Return the input for what is seen of a view (uint8 `[1, side, side, 3]`) and the frame of the logits to come."""
    boxed = letterbox(seen, side, shown=(view.height, view.width))
    cell = side / cells
    frame = Frame(image_height, image_width, boxed.resized_height / cell, boxed.resized_width / cell, view)
    return {"pixels": boxed.array[None]}, frame


def decoder_tensors(
    embedding: Embedding, prompt: Prompt, previous: NDArray[np.float32] | None, *, side: int, cells: int
) -> Tensors:
    """Return the decoder's inputs; image pixels become model-frame pixels here and nowhere else."""
    frame, cell = embedding.frame, side / cells
    view = frame.view
    origin = np.array([view.x, view.y], np.float32)
    scale = np.array([frame.valid_width * cell / view.width, frame.valid_height * cell / view.height], np.float32)
    points, labels = (prompt.points - origin) * scale, prompt.labels
    if prompt.box is not None:
        points = np.concatenate((points, (np.array(prompt.box, np.float32).reshape(2, 2) - origin) * scale))
        labels = np.concatenate((labels, np.array([2, 3], np.float32)))
    if not len(points):  # a mask alone: one padding point, since the graph takes a maximum over points
        points, labels = np.zeros((1, 2), np.float32), np.array([-1], np.float32)
    mask = np.zeros((cells, cells), np.float32) if previous is None else previous
    return {
        **embedding.tensors,
        "points": points[None].astype(np.float32),
        "point_labels": labels[None],
        "mask_logits": mask[None, None],
        "has_mask": np.array([float(previous is not None)], np.float32),
    }


def answer(outputs: dict[str, NDArray[np.float32]], frame: Frame, *, multimask: bool) -> Logits:
    """Read the decoder's outputs: map 0 is the one answer, maps 1…3 the alternatives; score logits → expected IoU."""
    masks = outputs["logits"][0]
    scores = 1.0 / (1.0 + np.exp(-outputs["scores"][0]))
    chosen = slice(1, None) if multimask else slice(0, 1)
    return Logits(np.ascontiguousarray(masks[chosen]), scores[chosen].astype(np.float32), frame)
