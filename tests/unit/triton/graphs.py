"""Small graphs with a SAM's doors."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import onnx
from onnx import TensorProto, helper

FLOAT, BYTE = TensorProto.FLOAT, TensorProto.UINT8


def sam_like(folder: Path, batch: str | int, *, size: bool = False, scores: str = "scores") -> Path:
    """Make a model whose embedding is zeros, and whose masks are the mask that it is given."""
    folder.mkdir()
    side, cells = 64, 16
    pixels = helper.make_tensor_value_info("pixels", BYTE, [batch, side, side, 3])
    valid = helper.make_tensor_value_info("valid_size", FLOAT, [batch, 2])
    embedding = helper.make_tensor_value_info("embedding", FLOAT, [batch, 2])
    encoder = helper.make_graph(
        [helper.make_node("Identity", ["valid_size"], ["embedding"])], "e", [pixels, valid], [embedding]
    )
    given = [
        embedding,
        helper.make_tensor_value_info("points", FLOAT, [batch, "N", 2]),
        helper.make_tensor_value_info("point_labels", FLOAT, [batch, "N"]),
        helper.make_tensor_value_info("mask_logits", FLOAT, [batch, 1, cells, cells]),
        helper.make_tensor_value_info("has_mask", FLOAT, [batch]),
        *([helper.make_tensor_value_info("size", FLOAT, [2])] if size else []),
    ]
    answers = [
        helper.make_tensor_value_info("logits", FLOAT, [batch, 1, cells, cells]),
        helper.make_tensor_value_info(scores, FLOAT, [batch, 2]),
    ]
    nodes = [
        helper.make_node("Identity", ["mask_logits"], ["logits"]),
        helper.make_node("Identity", ["embedding"], [scores]),
    ]
    decoder = helper.make_graph(nodes, "d", given, answers)
    files = {}
    for name, graph in (("encoder", encoder), ("decoder", decoder)):
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        onnx.save(model, folder / f"{name}.onnx")
        digest = hashlib.sha256((folder / f"{name}.onnx").read_bytes()).hexdigest()
        files[name] = {"path": f"{name}.onnx", "sha256": digest}
    wiring = {
        "picture": {"tensor": "pixels", "layout": "NHWC", "dtype": "uint8"},
        "valid_size": "valid_size",
        "embedding": [{"encoder": "embedding", "decoder": "embedding"}],
        **{name: name for name in ("points", "point_labels", "has_mask", "logits", "scores")},
        "mask": "mask_logits",
        **({"size": "size"} if size else {}),
    }
    manifest = {
        "kind": "promptable",
        "name": "sam-like",
        "family": "sam",
        "version": "1",
        "side": side,
        "cells": cells,
        "preprocessing": 1,
        "wiring": wiring,
        **files,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder
