"""Checkpoint → `encoder.onnx`, `decoder.onnx` and `manifest.json`, checked against torch before they are kept."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import torch
from torch import Tensor, nn
from torch.nn import functional

from .backbone import Backbone
from .halves import halve
from .network import FINE_CELLS, SIDE, WIDTHS, Decoder, Neck, enlarged_twice, prompt_maps

HALF = ("half_high_res_0", "half_high_res_1", "half_embedding", "half_context", "half_affinity")
EMBEDDING = ("high_res_0", "high_res_1", "embedding", "context", "affinity", "fine", *HALF)
PROMPT = ("points", "point_labels", "mask_logits", "has_mask")
SMALL, BEHIND = 0.04, 0.2  # of the square; how far (a logit) what is smaller at half the size stays behind
CLEARLY = 0.7  # a logit: how much likelier a refinement at half the size must be, since its outline is coarser
TRAINED_ON = {
    "open": "COCO train2017 (184 photos less 20 held out), Clothing Co-Parsing, BBBC038 nuclei",
    "all": "the open pool, and BSDS500 and ECSSD, published for research only",
}


class Encoder(nn.Module):
    """`pixels` uint8 `[1, SIDE, SIDE, 3]` → the embedding's tensors, the two largest with channels last.

    Turning those costs OpenVINO a tenth of each click. `embedding` and `context` have the backbone's maps as further
    channels: labels are told by them (`docs/experiments/0009-meaning.md`), the decoder cuts them off. The `half_…` are
    the pyramid of the photo at half its size, in which large things are understood better (`0010-crisp.md`).
    """

    def __init__(self, backbone: Backbone, neck: Neck) -> None:
        """Wrap."""
        super().__init__()
        self.backbone, self.neck = backbone, neck

    def forward(self, pixels: Tensor) -> tuple[Tensor, ...]:
        """Channels last to channels first here, so that the server does not copy."""
        photo = pixels.permute(0, 3, 1, 2).float()
        taps = self.backbone(photo)
        first, high_res_1, embedding, context, affinity, fine = self.neck(taps)
        half = self.neck.pyramid(self.backbone.late(*self.backbone.early_at_half(photo))[1:])
        return (
            first.permute(0, 2, 3, 1),
            high_res_1,
            torch.cat((embedding, taps[3]), 1),
            torch.cat((context, taps[4]), 1),
            affinity,
            fine.permute(0, 2, 3, 1),
            half[0].permute(0, 2, 3, 1),
            *half[1:],
        )


class PromptDecoder(nn.Module):
    """The decoder with named inputs instead of a tuple, and with alternatives of two looks at the photo.

    The alternatives are the single answer, the single answer at half the size, and the one of those that were trained
    as alternatives that is least like these two. To a lone click without an earlier mask, which may mean several
    things, the likeliest of these is the single answer; of small things that at half the size never is. Other clicks
    are answered at half the size where that is clearly likelier, boxes never.
    """

    def __init__(self, decoder: Decoder) -> None:
        """Wrap."""
        super().__init__()
        self.decoder = decoder

    def forward(self, *inputs: Tensor) -> tuple[Tensor, Tensor]:
        """Inputs in the order of `EMBEDDING + PROMPT`. What is chosen is known before anything is drawn at stride 2."""
        high_res_0, high_res_1, embedding, context, affinity, fine, *half = inputs[: len(EMBEDDING)]
        points, labels, mask_logits, has_mask = inputs[len(EMBEDDING) :]
        turned = high_res_0.permute(0, 3, 1, 2)
        outline = _first(embedding, WIDTHS[2]), _first(context, WIDTHS[3])  # without what only labels are told by
        whole = turned, high_res_1, *outline, affinity
        maps4 = prompt_maps(points, labels, functional.avg_pool2d(mask_logits, 2), has_mask)
        coarse, y4, y8, x32 = self.decoder.coarse(whole, maps4)
        half_maps4 = prompt_maps(points * 0.5, labels, functional.avg_pool2d(mask_logits, 4), has_mask)
        pyramid = half[0].permute(0, 3, 1, 2), *half[1:]
        far, _, half_y8, half_x32 = self.decoder.coarse(pyramid, half_maps4)
        far = far[:, :1]
        third = _least_like(coarse, far)
        asked = torch.stack((torch.zeros_like(third), third))  # the single answer and that trained alternative
        near = coarse[:, asked]
        scores = self.decoder.score(near, maps4, y8, x32, asked)
        far_score = self.decoder.score(far, half_maps4, half_y8, half_x32, asked[:1])
        is_small = (far > 0).to(far).mean((2, 3)) < SMALL
        far_score = torch.where(is_small, torch.minimum(far_score, scores[:, :1] - BEHIND), far_score)
        three = torch.cat((scores[:, :1], far_score, scores[:, 1:]), 1)
        unboxed = (labels >= 2).sum() == 0
        lone = ((labels >= 0).sum() == 1) & ((labels == 1).sum() == 1) & (has_mask[0] == 0)
        refined = ((far_score[0, 0] > scores[0, 0] + CLEARLY) & unboxed).to(torch.int64)
        single = torch.where(lone, three[0].argmax(), refined)
        chosen = torch.cat((single[None], torch.arange(3)))
        edge = self.decoder.edge
        outlines = edge.enlarged(torch.cat((near[:, :1], enlarged_twice(far), near[:, 1:]), 1))
        change = edge.changes(fine.permute(0, 3, 1, 2), y4)
        outlines = torch.stack((outlines[:, 0] + change[:, 0], outlines[:, 1], outlines[:, 2] + change[:, third]), 1)
        return edge.together(outlines[:, chosen]), three[:, chosen]


def _first(maps: Tensor, channels: int) -> Tensor:
    """The first channels, cut off while flat: so OpenVINO does not turn the others, too."""
    b, _, h, w = maps.shape
    return maps.flatten(1)[:, : channels * h * w].reshape(b, channels, h, w)


def _least_like(coarse: Tensor, far: Tensor) -> Tensor:
    """Which of the trained alternatives is least like (IoU) the single answer and that at half the size."""
    inside = coarse[0, :, ::2, ::2].flatten(1).gt(0).to(far)
    there = torch.cat((inside[:1], far[0].flatten(1).gt(0).to(far)))
    shared = inside[1:] @ there.T
    union = inside[1:].sum(1)[:, None] + there.sum(1)[None] - shared
    return 1 + (shared / (union + 1.0)).amax(1).argmin()


def _write(
    module: nn.Module,
    inputs: tuple[Tensor, ...],
    names: tuple[str, ...],
    outputs: tuple[str, ...],
    path: Path,
    points: bool,
) -> None:
    count = torch.export.Dim("count", min=1, max=66)
    shapes = tuple({1: count} if name in ("points", "point_labels") else None for name in names) if points else None
    program = torch.onnx.export(
        module,
        inputs,
        input_names=list(names),
        output_names=list(outputs),
        dynamic_shapes=shapes and (shapes,),  # the decoder takes its inputs as one sequence
        dynamo=True,
        opset_version=18,
    )
    assert program is not None
    program.save(path, external_data=False)
    model = onnx.load(path)
    graph = model.graph
    for part in (graph, *graph.node, *graph.initializer, *graph.input, *graph.output, *graph.value_info):
        del part.metadata_props[:]  # stack traces and this machine's paths
    _own_biases(graph)
    onnx.save(model, path)


def _own_biases(graph: onnx.GraphProto) -> None:
    """Give every convolution a bias of its own: OpenVINO adds one that several share in a step for itself."""
    biases, used = {tensor.name: tensor for tensor in graph.initializer}, set()
    for node in graph.node:
        if node.op_type != "Conv" or len(node.input) < 3 or node.input[2] not in biases:
            continue
        if node.input[2] in used:
            own = onnx.TensorProto()
            own.CopyFrom(biases[node.input[2]])
            own.name = f"{node.name}_bias"
            graph.initializer.append(own)
            node.input[2] = own.name
        used.add(node.input[2])


def _differs(path: Path, names: tuple[str, ...], inputs: tuple[Tensor, ...], wanted: tuple[Tensor, ...]) -> float:
    """How far onnxruntime's outputs are from torch's at most, in parts of the largest value of each."""
    session = ort.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    got = session.run(None, {n: i.numpy() for n, i in zip(names, inputs, strict=True)})
    return max(float(np.abs(g - w.numpy()).max() / w.abs().max()) for g, w in zip(got, wanted, strict=True))


@torch.inference_mode()
def export(checkpoint: Path, pool: str, out: Path) -> dict[str, object]:
    """Write the three files; returns what the manifest says and how far onnxruntime is from torch."""
    saved = torch.load(checkpoint, map_location="cpu", weights_only=True)
    model = nn.ModuleDict({"backbone": Backbone(), "neck": Neck(), "decoder": Decoder()})
    model.load_state_dict(saved["weights"])
    encoder = Encoder(model["backbone"], model["neck"]).eval()
    decoder = PromptDecoder(model["decoder"]).eval()
    out.mkdir(parents=True, exist_ok=True)
    pixels = (torch.from_numpy(np.random.default_rng(0).integers(0, 256, (1, SIDE, SIDE, 3)).astype(np.uint8)),)
    embedding = encoder(*pixels)
    _write(encoder, pixels, ("pixels",), EMBEDDING, out / "encoder.onnx", points=False)
    prompt = (
        torch.tensor([[[100.0, 120.0], [300.0, 200.0], [40.0, 60.0]]]),
        torch.tensor([[1.0, 0.0, 2.0]]),
        torch.zeros(1, 1, FINE_CELLS, FINE_CELLS),
        torch.zeros(1),
    )
    wanted = decoder(*embedding, *prompt)
    _write(decoder, (*embedding, *prompt), EMBEDDING + PROMPT, ("logits", "scores"), out / "decoder.onnx", points=True)
    off = {
        "encoder": _differs(out / "encoder.onnx", ("pixels",), pixels, embedding),
        "decoder": _differs(out / "decoder.onnx", EMBEDDING + PROMPT, (*embedding, *prompt), wanted),
    }
    if max(off.values()) > 0.001:
        raise SystemExit(f"onnxruntime differs from torch by {off}; nothing to ship")
    halve(out / "encoder.onnx")
    off["encoder, weights halved"] = _differs(out / "encoder.onnx", ("pixels",), pixels, embedding)
    manifest = {
        "kind": "promptable",
        "name": "avala-mini",
        "family": "mini",
        "version": "2",
        "side": SIDE,
        "cells": FINE_CELLS,
        "preprocessing": 2,
        "encoder": {"path": "encoder.onnx", "sha256": hashlib.sha256((out / "encoder.onnx").read_bytes()).hexdigest()},
        "decoder": {"path": "decoder.onnx", "sha256": hashlib.sha256((out / "decoder.onnx").read_bytes()).hexdigest()},
        "wiring": {
            "picture": {"tensor": "pixels", "layout": "NHWC", "dtype": "uint8", "fit": "corner"},
            "embedding": [{"encoder": name, "decoder": name} for name in EMBEDDING],
            **{name: name for name in ("points", "point_labels", "has_mask", "logits", "scores")},
            "mask": "mask_logits",
            "score": "logit",
            "single_first": True,
        },
        "license": "Apache-2.0",
        "training_data": TRAINED_ON[pool],
        "research_only_data": pool == "all",
        "seed": saved["seed"],
        "steps": saved["step"],
    }
    (out / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    sizes = {name: (out / name).stat().st_size for name in ("encoder.onnx", "decoder.onnx")}
    return {"manifest": manifest, "largest difference from torch": off, "bytes": sizes}
