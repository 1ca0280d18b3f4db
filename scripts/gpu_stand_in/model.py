"""One of SAM's two graphs by torch in half precision, where a TensorRT plan would be: Triton's Python backend."""

from __future__ import annotations

import json
import os
import sys

sys.path[:0] = os.environ["STAND_IN_PATH"].split(os.pathsep)

import torch  # noqa: E402
import triton_python_backend_utils as triton  # noqa: E402
from sams import parts  # noqa: E402


class TritonPythonModel:
    """The graph that the model is named for; tensors stay on the device where there is one."""

    def initialize(self, args: dict[str, str]) -> None:
        """Make the network."""
        config = json.loads(args["model_config"])
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        encoder, decoder, _ = parts(os.environ["STAND_IN_KIND"], self.device)
        self.network = encoder if args["model_name"] == "sam_image_encoder" else decoder
        self.inputs = [(each["name"], "reshape" in each) for each in config["input"]]
        self.outputs = [each["name"] for each in config["output"]]

    def execute(self, requests: list[triton.InferenceRequest]) -> list[triton.InferenceResponse]:
        """Answer those of the same shapes together."""
        alike: dict[tuple[torch.Size, ...], list[int]] = {}
        given = [[self._read(request, *each) for each in self.inputs] for request in requests]
        for index, tensors in enumerate(given):
            alike.setdefault(tuple(tensor.shape for tensor in tensors), []).append(index)
        answers: dict[int, triton.InferenceResponse] = {}
        for indices in alike.values():
            together = [torch.cat(column) for column in zip(*(given[index] for index in indices), strict=True)]
            sizes = [len(given[index][0]) for index in indices]  # a request may be a batch itself
            parts_of = zip(*(output.split(sizes) for output in self._run(together)), strict=True)
            for index, part in zip(indices, parts_of, strict=True):
                tensors = zip(self.outputs, part, strict=True)
                answers[index] = triton.InferenceResponse([triton.Tensor.from_dlpack(*each) for each in tensors])
        return [answers[index] for index in range(len(requests))]

    def _read(self, request: triton.InferenceRequest, name: str, flat: bool) -> torch.Tensor:
        tensor = torch.from_dlpack(triton.get_input_tensor_by_name(request, name)).to(self.device)
        return tensor.reshape(-1) if flat else tensor

    def _run(self, tensors: list[torch.Tensor]) -> tuple[torch.Tensor, ...]:
        with torch.inference_mode(), torch.autocast(self.device, torch.float16, enabled=self.device == "cuda"):
            output = self.network(*tensors)
        outputs = output if isinstance(output, tuple) else (output,)
        whole = tuple(each.float().contiguous() for each in outputs)
        if self.device == "cuda":
            torch.cuda.synchronize()
        return whole
