"""A torch module → an ONNX file, with as many pictures and points at a time as one likes."""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

OPSET = 20  # the first with GELU as one operator
MOST_INSIDE = 1_900_000_000  # bytes of weights; protobuf ends at 2 GiB, beyond that they lie in a file beside the graph
MOST_AT_ONCE, MOST_POINTS = 1024, 1024  # stated as bounds of the two free dimensions


def write_graph(
    module: nn.Module,
    inputs: Mapping[str, tuple[Tensor, Sequence[str]]],
    outputs: Sequence[str],
    path: Path,
) -> list[Path]:
    """Write a graph, durably; return the files, the graph first. Blocks for up to minutes.

    `inputs` gives an example of each and the names of its leading free dimensions, `batch` and `count`; an example has
    2 or more of each, for torch takes 1 as fixed.
    """
    free = {
        "batch": torch.export.Dim("batch", min=1, max=MOST_AT_ONCE),
        "count": torch.export.Dim("count", min=1, max=MOST_POINTS),
    }
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")  # of torch's exporter, about its own parts
        program = torch.onnx.export(
            module.eval(),
            tuple(example for example, _ in inputs.values()),
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_shapes=tuple({at: free[name] for at, name in enumerate(names)} for _, names in inputs.values()),
            dynamo=True,
            opset_version=OPSET,
            verbose=False,
        )
        for node in program.model.graph.all_nodes():
            node.metadata_props.clear()  # stack traces, with paths of this machine
        beside = sum(each.nbytes for each in module.state_dict().values()) > MOST_INSIDE
        program.save(path, external_data=beside)
    written = [path, path.with_name(f"{path.name}.data")] if beside else [path]
    for file in written:
        with file.open("rb+") as stream:
            os.fsync(stream.fileno())
    return written
