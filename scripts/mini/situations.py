"""What encoder and decoder are given in service, made of training photos: to measure the ranges of their tensors on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime as ort
import torch
from torch.nn import functional

from .batch import Batch
from .cache import Cache
from .network import SIDE
from .quantise import Inputs

FRAMES, MASKS, TURNS = 24, 2, 2  # squares; of each so many objects; each prompted, and once corrected


def situations(
    folder: Path, cache: Cache, shares: dict[str, float], box_share: float, rng: np.random.Generator
) -> tuple[list[Inputs], list[Inputs]]:
    """What the encoder, and what the decoder in `folder` is given; its own answers are what is corrected."""
    encoder, decoder = (ort.InferenceSession(str(folder / f"{part}.onnx")) for part in ("encoder", "decoder"))
    names = [output.name for output in encoder.get_outputs()]
    encodes: list[Inputs] = []
    decodes: list[Inputs] = []
    while len(encodes) < FRAMES:
        batch = Batch(cache, shares, 1, MASKS, SIDE, box_share, rng)
        frame = batch.pixels.permute(0, 2, 3, 1).to(torch.uint8).numpy()
        encodes.append({"pixels": frame})
        embedding = dict(zip(names, encoder.run(None, {"pixels": frame}), strict=True))
        for _ in range(TURNS):
            points, labels, masks, has_mask = (tensor.numpy() for tensor in batch.tensors())
            previous = masks.repeat(2, 2).repeat(2, 3)  # the decoder's grid is twice as fine as that of training
            answers = []
            for one in range(len(points)):
                said = labels[one] >= 0
                prompt = {
                    "points": points[one : one + 1, said],
                    "point_labels": labels[one : one + 1, said],
                    "mask_logits": previous[one : one + 1],
                    "has_mask": has_mask[one : one + 1],
                }
                decodes.append({**embedding, **prompt})
                answers.append(decoder.run(["logits"], decodes[-1])[0][0, 0])
            batch.grow(functional.avg_pool2d(torch.from_numpy(np.stack(answers)), 2), rng)
    return encodes, decodes
