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
MOST = {"batch": 1024, "count": 1024, "memories": 64, "pointers": 256}  # stated as bounds of the free dimensions


def write_graph(
    module: nn.Module,
    inputs: Mapping[str, tuple[Tensor, Sequence[str]]],
    outputs: Sequence[str],
    path: Path,
) -> list[Path]:
    """Write a graph, durably; return the files, the graph first. Blocks for up to minutes.

    `inputs` gives an example of each and the names of its leading dimensions that are free, "" for one that is not:
    `batch`, `count` of points, `memories`, `pointers`; an example has 2 or more of each, for torch takes 1 as fixed.
    """
    names = sorted({name for _, names in inputs.values() for name in names if name})
    free = {name: torch.export.Dim(name, min=1, max=MOST[name]) for name in names}
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")  # of torch's exporter, about its own parts
        program = torch.onnx.export(
            module.eval(),
            tuple(example for example, _ in inputs.values()),
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_shapes=tuple(
                {at: free[name] for at, name in enumerate(names) if name} for _, names in inputs.values()
            ),
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
