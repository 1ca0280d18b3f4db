"""Checkpoint → `encoder.onnx`, `decoder.onnx` and `manifest.json`, checked against torch before they are kept."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from .backbone import Backbone, pretrained
from .network import FINE_CELLS, SIDE, WIDTHS, Decoder, Neck

EMBEDDING = ("high_res_0", "high_res_1", "embedding", "context", "affinity", "fine")
PROMPT = ("points", "point_labels", "mask_logits", "has_mask")
LARGE = 4096  # numbers; smaller weights stay float32
TRAINED_ON = {
    "open": "COCO train2017 (184 photos less 20 held out), Clothing Co-Parsing, BBBC038 nuclei",
    "all": "the open pool, and BSDS500 and ECSSD, published for research only",
}


class Encoder(nn.Module):
    """`pixels` uint8 `[1, SIDE, SIDE, 3]` → the embedding's tensors, the two largest with channels last.

    Turning those costs OpenVINO a tenth of each click. `embedding` and `context` have the untouched backbone's maps as
    further channels: labels are told by them (`docs/experiments/0009-meaning.md`), the decoder cuts them off.
    """

    def __init__(self, backbone: Backbone, untouched: Backbone, neck: Neck) -> None:
        """Wrap."""
        super().__init__()
        self.backbone, self.untouched, self.neck = backbone, untouched, neck

    def forward(self, pixels: Tensor) -> tuple[Tensor, ...]:
        """Channels last to channels first here, so that the server does not copy."""
        early = self.backbone.early(pixels.permute(0, 3, 1, 2).float())
        known16, known32 = self.untouched.late(*early)[3:]
        first, high_res_1, embedding, context, affinity, fine = self.neck(self.backbone.late(*early))
        return (
            first.permute(0, 2, 3, 1),
            high_res_1,
            torch.cat((embedding, known16), 1),
            torch.cat((context, known32), 1),
            affinity,
            fine.permute(0, 2, 3, 1),
        )


class PromptDecoder(nn.Module):
    """The decoder with named inputs instead of a tuple, and with alternatives that begin with the single answer.

    Of the three that were trained as alternatives, the one that is most like the single answer makes room for it, and
    the other two still say what else may be meant.
    """

    def __init__(self, decoder: Decoder) -> None:
        """Wrap."""
        super().__init__()
        self.decoder = decoder

    def forward(
        self,
        a: Tensor,
        b: Tensor,
        c: Tensor,
        d: Tensor,
        e: Tensor,
        f: Tensor,
        p: Tensor,
        q: Tensor,
        m: Tensor,
        h: Tensor,
    ) -> tuple[Tensor, Tensor]:
        """Inputs in the order of `EMBEDDING + PROMPT`."""
        outline = c[:, : WIDTHS[2]], d[:, : WIDTHS[3]]
        logits, scores = self.decoder((a.permute(0, 3, 1, 2), b, *outline, e, f.permute(0, 3, 1, 2)), p, q, m, h)
        inside = (logits[0, :, ::2, ::2] > 0).flatten(1).to(logits)
        shared = (inside[1:] * inside[:1]).sum(1)
        likeness = shared / (inside[1:].sum(1) + inside[0].sum() - shared + 1.0)
        others = torch.tensor(((2, 3), (1, 3), (1, 2)))[likeness.argmax()]
        chosen = torch.cat((torch.zeros(2, dtype=torch.int64), others))
        return logits[:, chosen], scores[:, chosen]


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
        dynamic_shapes=shapes,
        dynamo=True,
        opset_version=18,
    )
    assert program is not None
    program.save(path, external_data=False)
    model = onnx.load(path)
    graph = model.graph
    for part in (graph, *graph.node, *graph.initializer, *graph.input, *graph.output, *graph.value_info):
        del part.metadata_props[:]  # stack traces and this machine's paths
    onnx.save(model, path)


def _halve(path: Path) -> None:
    """Store large weights as float16, widened where they are used: half the file, the same arithmetic."""
    model = onnx.load(path)
    graph, casts = model.graph, []
    for weights in graph.initializer:
        values = numpy_helper.to_array(weights)
        if values.dtype == np.float32 and values.size >= LARGE:
            name = f"{weights.name}_half"
            casts.append(
                helper.make_node("Cast", [name], [weights.name], f"widen_{weights.name}", to=TensorProto.FLOAT)
            )
            weights.CopyFrom(numpy_helper.from_array(values.astype(np.float16), name))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def _differs(path: Path, names: tuple[str, ...], inputs: tuple[Tensor, ...], wanted: tuple[Tensor, ...]) -> float:
    session = ort.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    got = session.run(None, {n: i.numpy() for n, i in zip(names, inputs, strict=True)})
    return max(float(np.abs(g - w.numpy()).max()) for g, w in zip(got, wanted, strict=True))


@torch.inference_mode()
def export(checkpoint: Path, pool: str, out: Path) -> dict[str, object]:
    """Write the three files; returns what the manifest says and how far onnxruntime is from torch."""
    saved = torch.load(checkpoint, map_location="cpu", weights_only=True)
    model = nn.ModuleDict({"backbone": Backbone(), "neck": Neck(), "decoder": Decoder()})
    model.load_state_dict(saved["weights"])
    encoder = Encoder(model["backbone"], pretrained(), model["neck"]).eval()
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
    if max(off.values()) > 0.05:
        raise SystemExit(f"onnxruntime differs from torch by {off}; nothing to ship")
    _halve(out / "encoder.onnx")
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
