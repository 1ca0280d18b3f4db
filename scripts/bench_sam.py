#!/usr/bin/env python3
"""A click on SAM ViT-B: our decoder and outline against `SamPredictor.predict` + OpenCV + pycocotools.

Same weights, same embedding, same run, two threads each side, onnxruntime without OpenVINO. No trained weights are at
hand: they and the embedding are random, but such that a mask is as coherent as a trained model's, not noise.
`click`: a point, three masks, the best is drawn; `refine`: six points, one mask. Rows: name value unit n p50 p95;
`iou`: the least of our mask with theirs. Run by .venv-export/bin/python, which `make test-export` makes.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from pycocotools import mask as coco

from avala_edge.bench.rows import Row
from avala_edge.geometry import Outline, OutlineOptions, View, decode_rle, outline
from avala_edge.imaging import Pixels
from avala_edge.inference import REFERENCE, Lane
from avala_edge.inference.embedded import EmbeddedRuntime
from avala_edge.inference.engine import available
from avala_edge.models import Embedding, Prompt, PromptableModel
from avala_edge.models.sam_export.exporting import export_checkpoint
from avala_edge.models.sam_export.official import Sam, SamPredictor, sam_model_registry

SIZES = ((640, 427), (1024, 1024), (3840, 2160))
POINTS = {"click": 1, "refine": 6}
THREADS = 2
TOLERANCE_PX = 1.0
WARM = 2


@dataclass(frozen=True)
class Scene:
    """A photo on both sides, and what is asked of it."""

    model: PromptableModel
    embedding: Embedding
    theirs: SamPredictor
    prompts: list[tuple[Prompt, NDArray[np.float64], NDArray[np.int64]]]

    async def ours_answer(self, at: int) -> Outline:
        """Decode, choose the best mask, draw it."""
        prompt, points, _ = self.prompts[at]
        several = len(points) == 1
        found = await self.model.decode(self.embedding, prompt, multimask=several, lane=Lane.CLICK)
        best = np.ascontiguousarray(found.masks[int(found.scores.argmax())])
        return outline(best, found.frame, OutlineOptions(tolerance_px=TOLERANCE_PX))

    async def their_answer(self, at: int) -> NDArray[np.bool_]:
        """Do the same with the usual libraries: mask, contours with holes, fewer points, run lengths, box and area."""
        _, points, labels = self.prompts[at]
        masks, scores, _ = self.theirs.predict(points, labels, multimask_output=len(points) == 1)
        mask = masks[int(scores.argmax())]
        drawn = mask.astype(np.uint8)
        contours, _ = cv2.findContours(drawn, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
        for contour in contours:
            cv2.approxPolyDP(contour, TOLERANCE_PX, True)
        rle = coco.encode(np.asfortranarray(drawn))
        coco.area(rle)
        coco.toBbox(rle)
        return mask


async def timed(name: str, repeats: int, work: Callable[[int], Awaitable[object]]) -> Row:
    seconds = []
    for number in range(WARM + repeats):
        began = perf_counter()
        await work(number)
        seconds.append(perf_counter() - began)
    return Row.of_seconds(name, seconds[WARM:])


def scene(
    sam: Sam, model: PromptableModel, embedding: Embedding, width: int, height: int, points: int, count: int
) -> Scene:
    theirs = SamPredictor(sam)
    theirs.features = torch.from_numpy(embedding.tensors["embedding"]).transpose(1, 2).reshape(1, 256, 64, 64)
    theirs.original_size, theirs.is_image_set = (height, width), True
    theirs.input_size = theirs.transform.get_preprocess_shape(height, width, 1024)
    random = np.random.default_rng(0)
    prompts = []
    for _ in range(count):
        places = random.uniform(0, 1, (points, 2)) * (width, height)
        labels = (np.arange(points) % 3 != 2).astype(np.int64)
        said = [(x, y, int(label)) for (x, y), label in zip(places, labels, strict=True)]
        prompts.append((Prompt.in_image(said, None, height=height, width=width), places, labels))
    return Scene(model, embedding, theirs, prompts)


def agreement(ours: Outline, theirs: NDArray[np.bool_]) -> float:
    assert ours.rle is not None
    mask = decode_rle(ours.rle).astype(bool)
    union = (mask | theirs).sum()
    return float((mask & theirs).sum() / union) if union else 1.0


def coherent_sam() -> Sam:
    """Random weights, but the four cells that a step of the upscaling makes of one are alike."""
    torch.manual_seed(0)
    sam = sam_model_registry["vit_b"]()
    with torch.no_grad():
        for step in (0, 3):
            weight = sam.mask_decoder.output_upscaling[step].weight
            weight.copy_(weight.mean((2, 3), keepdim=True).expand_as(weight) + weight * 0.02)
    return sam.requires_grad_(False).eval()


def smooth_embedding() -> NDArray[np.float32]:
    """An embedding `[1, 4096, 256]` that changes slowly from place to place."""
    coarse = torch.randn(1, 256, 7, 7, generator=torch.Generator().manual_seed(1))
    fine = torch.nn.functional.interpolate(coarse, (64, 64), mode="bicubic", align_corners=True)
    return fine.flatten(2).transpose(1, 2).contiguous().numpy()


def points_of(drawn: Outline) -> int:
    assert drawn.polygons is not None
    return sum(len(ring) for polygon in drawn.polygons for ring in (polygon.exterior, *polygon.holes))


async def compare(sam: Sam, model: PromptableModel, repeats: int) -> None:
    for width, height in SIZES:
        blank = Pixels(np.zeros((height, width, 3), np.uint8))
        prepared = model.prepare(blank, View(0, 0, width, height), image_height=height, image_width=width)
        embedding = Embedding({"embedding": smooth_embedding()}, prepared.frame, "")
        for kind, points in POINTS.items():
            asked = scene(sam, model, embedding, width, height, points, WARM + repeats)
            name = f"{kind}_{width}x{height}"
            ours = await timed(f"sam_{name}", repeats, asked.ours_answer)
            peer = await timed(f"sam_official_{name}", repeats, asked.their_answer)
            answers = [(await asked.ours_answer(n), await asked.their_answer(n)) for n in range(repeats)]
            least = min(agreement(*each) for each in answers)
            points_drawn = statistics.median(points_of(drawn) for drawn, _ in answers)
            print(ours, peer, sep="\n")
            print(f"sam_times_faster_{name} {peer.p50 / ours.p50:.1f} x 1 - -")
            print(f"sam_iou_least_{name} {least:.5f} iou {repeats} - -")
            print(f"sam_polygon_points_{name} {points_drawn:.0f} points {repeats} - -", flush=True)


async def bench(repeats: int) -> None:
    sam = coherent_sam()
    runtime = EmbeddedRuntime(threads=THREADS, bound=4)
    with tempfile.TemporaryDirectory() as scratch:
        torch.save(sam.state_dict(), Path(scratch) / "vit_b.pth")
        export_checkpoint(Path(scratch) / "vit_b.pth", Path(scratch) / "vit_b")
        model, engine = PromptableModel.open(Path(scratch) / "vit_b", runtime), available()[REFERENCE]
        await model.load_decoder(engine)
        try:
            await compare(sam, model, repeats)
        finally:
            await runtime.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=20)
    given = parser.parse_args()
    torch.set_num_threads(THREADS)
    cv2.setNumThreads(THREADS)
    asyncio.run(bench(given.repeats))


if __name__ == "__main__":
    main()
