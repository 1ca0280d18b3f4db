"""An ONNX graph on this machine's CPU; requests of one batch are one run."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import onnxruntime as ort
import triton_python_backend_utils as triton
from arrays import array_of, tensor_of


class TritonPythonModel:
    """One session; `config.pbtxt` names the file, the threads and how far it gives way to others."""

    def initialize(self, args: dict[str, str]) -> None:
        """Open the graph."""
        config = json.loads(args["model_config"])
        parameters = {name: value["string_value"] for name, value in config["parameters"].items()}
        os.nice(int(parameters["nice"]))  # before the session starts its threads, which inherit it
        options = ort.SessionOptions()
        options.intra_op_num_threads = int(parameters["threads"])
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.add_session_config_entry("session.set_denormal_as_zero", "1")
        options.log_severity_level = 3
        path = Path(args["model_repository"]) / args["model_version"] / parameters["file"]
        self._session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self._inputs = [each["name"] for each in config["input"]]
        self._outputs = [each["name"] for each in config["output"]]

    def execute(self, requests: list[triton.InferenceRequest]) -> list[triton.InferenceResponse]:
        """Answer each request; those of the same shapes together."""
        answers: list[triton.InferenceResponse | None] = [None] * len(requests)
        alike: dict[tuple[tuple[int, ...], ...], list[int]] = {}
        inputs = [self._read(request) for request in requests]
        for index, tensors in enumerate(inputs):
            alike.setdefault(tuple(tensor.shape for tensor in tensors.values()), []).append(index)
        for indices in alike.values():
            try:
                answered = self._run([inputs[index] for index in indices])
            except Exception as error:  # the library's errors share no useful base class
                refused = triton.TritonError(str(error))
                answered = [triton.InferenceResponse(error=refused) for _ in indices]
            for index, answer in zip(indices, answered, strict=True):
                answers[index] = answer
        return answers

    def _read(self, request: triton.InferenceRequest) -> dict[str, np.ndarray]:
        return {name: array_of(triton.get_input_tensor_by_name(request, name)) for name in self._inputs}

    def _run(self, inputs: list[dict[str, np.ndarray]]) -> list[triton.InferenceResponse]:
        together = inputs[0]
        if len(inputs) > 1:
            together = {name: np.concatenate([each[name] for each in inputs]) for name in self._inputs}
        outputs = self._session.run(self._outputs, together)
        if len(inputs) > 1:
            ends = np.cumsum([len(each[self._inputs[0]]) for each in inputs])[:-1]
            parts = zip(*(np.split(output, ends) for output in outputs), strict=True)
        else:
            parts = iter([outputs])
        return [
            triton.InferenceResponse(
                [tensor_of(name, np.ascontiguousarray(array)) for name, array in zip(self._outputs, part, strict=True)]
            )
            for part in parts
        ]
