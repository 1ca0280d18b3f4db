"""Photo → encoder tensors, prompt → decoder tensors, decoder tensors → logits, as a manifest's wiring says.

Model frame: the image, or the view of it that is looked at, scaled into a `side`² square, most often so that its long
side is `side`, at the top left (as in Segment Anything).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from avala_edge.errors import InvalidInput
from avala_edge.geometry import Frame, View
from avala_edge.imaging import Pixels, letterbox, stretch
from avala_edge.inference import Tensors
from avala_edge.models.manifest import Manifest
from avala_edge.models.types import Embedding, Logits, Prompt
from avala_edge.models.wiring import PictureTensor

TINY = 16  # pixels of full-size masks that are not read


def encoder_tensors(
    seen: Pixels, view: View, image_height: int, image_width: int, manifest: Manifest
) -> tuple[Tensors, Frame]:
    """Return the encoder's input for what is seen of a view, and the frame of the logits to come."""
    wiring, side, cell = manifest.wiring, manifest.side, manifest.side / manifest.cells
    picture = wiring.picture
    if picture.fit == "stretch":
        array, rows, columns = stretch(seen, side), side, side
    else:
        boxed = letterbox(seen, side, shown=(view.height, view.width))
        array, rows, columns = boxed.array, boxed.resized_height, boxed.resized_width
        if picture.fit == "tight":
            array = array[:rows, :columns]
    frame = Frame(image_height, image_width, rows / cell, columns / cell, view)
    tensors = {picture.tensor: _laid_out(_numbers(array, picture, rows, columns), picture)}
    if wiring.valid_size is not None:
        tensors[wiring.valid_size] = np.array([[rows, columns]], np.float32)
    return tensors, frame


def _numbers(array: NDArray[np.uint8], picture: PictureTensor, rows: int, columns: int) -> NDArray[np.generic]:
    if picture.dtype == "uint8":
        return array
    numbers: NDArray[np.float32] = array.astype(np.float32)
    if picture.mean is not None and picture.std is not None:
        numbers -= np.array(picture.mean, np.float32)
        numbers /= np.array(picture.std, np.float32)
    numbers[rows:] = 0
    numbers[:, columns:] = 0
    return numbers


def _laid_out(array: NDArray[np.generic], picture: PictureTensor) -> NDArray[np.generic]:
    if picture.layout == "HWC":
        return array
    return np.ascontiguousarray(array.transpose(2, 0, 1) if picture.layout == "NCHW" else array)[None]


def decoder_tensors(
    embedding: Embedding, prompt: Prompt, previous: NDArray[np.float32] | None, manifest: Manifest
) -> Tensors:
    """Return the decoder's inputs without the embedding; image pixels become model-frame pixels here and nowhere else.

    Raises:
        InvalidInput: an answer to refine alone, for a model that takes none.
    """
    wiring, cells = manifest.wiring, manifest.cells
    points, labels = _points(embedding.frame, prompt, manifest)
    if not len(points):
        if wiring.mask is None:
            raise InvalidInput(f"{manifest.name} refines no mask by itself; give points or a box", field="points")
        points, labels = np.zeros((1, 2), np.float32), np.array([-1], np.float32)  # graphs want one point at least
    one = (None, None) if wiring.queries else (None,)
    tensors: dict[str, NDArray[np.generic]] = {wiring.points: points[one], wiring.point_labels: labels[one]}
    if wiring.mask is not None:
        tensors[wiring.mask] = (np.zeros((cells, cells), np.float32) if previous is None else previous)[None, None]
    if wiring.has_mask is not None:
        tensors[wiring.has_mask] = np.array([float(previous is not None)], np.float32)
    if wiring.size is not None:
        tensors[wiring.size] = np.full(2, TINY if wiring.size_is == "masks" else manifest.side, wiring.size_dtype)
    return tensors


def _points(frame: Frame, prompt: Prompt, manifest: Manifest) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    view, cell = frame.view, manifest.side / manifest.cells
    origin = np.array([view.x, view.y], np.float32)
    scale = np.array([frame.valid_width * cell / view.width, frame.valid_height * cell / view.height], np.float32)
    points, labels = (prompt.points - origin) * scale, prompt.labels
    if prompt.box is not None:
        points = np.concatenate((points, (np.array(prompt.box, np.float32).reshape(2, 2) - origin) * scale))
        labels = np.concatenate((labels, np.array([2, 3], np.float32)))
    elif manifest.wiring.padding_point and len(points):
        points = np.concatenate((points, np.zeros((1, 2), np.float32)))
        labels = np.concatenate((labels, np.array([-1], np.float32)))
    return points.astype(np.float32), labels.astype(np.float32)


def answer(outputs: Tensors, frame: Frame, manifest: Manifest, *, multimask: bool) -> Logits:
    """Read the decoder's outputs: the one answer, or the alternatives with `multimask`; scores are expected IoU."""
    wiring = manifest.wiring
    masks, scores = outputs[wiring.logits][0], outputs[wiring.scores][0].astype(np.float32)
    if wiring.queries:
        masks, scores = masks[0], scores[0]
    if wiring.score == "logit":
        scores = 1.0 / (1.0 + np.exp(-scores))
    if wiring.single_first and len(masks) > 1:
        chosen = slice(1, None) if multimask else slice(0, 1)
    elif multimask:
        chosen = slice(None)
    else:
        best = int(scores.argmax())
        chosen = slice(best, best + 1)
    likely = np.clip(scores[chosen], 0, 1).astype(np.float32)
    return Logits(np.ascontiguousarray(masks[chosen], np.float32), likely, frame)
