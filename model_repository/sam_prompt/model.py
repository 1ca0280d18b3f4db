"""Prompts by the key of an embedding: keeps embeddings, asks `sam_mask_decoder`, says so when it lacks one.

Asked with `key` (32 bytes), the prompt, and the embedding's tensors where they are to be kept. A tensor of the prompt
that is left out is zeros. Answers `status` 0 and what the decoder says, or `status` 1 alone: the embedding is absent.
"""

from __future__ import annotations

import json

import numpy as np
import triton_python_backend_utils as triton
from arrays import array_of, tensor_of
from device import joined, keeper, parted
from embedding_lru import EmbeddingLru

DECODER = "sam_mask_decoder"
ANSWERED, ABSENT = 0, 1


class TritonPythonModel:
    """One instance, so that there is one place where embeddings are."""

    def initialize(self, args: dict[str, str]) -> None:
        """Read from `config.pbtxt` which tensors are the embedding and what the others are."""
        config = json.loads(args["model_config"])
        parameters = {name: value["string_value"] for name, value in config["parameters"].items()}
        self._embedding = parameters["embedding"].split(",")
        self._kept = EmbeddingLru(int(parameters["budget_bytes"]))
        self._keep = keeper(args["model_instance_kind"], args["model_instance_device_id"])
        self._batched = config["max_batch_size"] > 0
        self._left_out = {
            each["name"]: self._zeros(each)
            for each in config["input"]
            if each["name"] not in ("key", *self._embedding) and each.get("optional")
        }
        self._prompt = [each["name"] for each in config["input"] if each["name"] not in ("key", *self._embedding)]
        self._outputs = [each["name"] for each in config["output"] if each["name"] != "status"]

    def _zeros(self, declared: dict[str, object]) -> np.ndarray:
        shape = [max(1, int(side)) for side in declared["dims"]]
        return np.zeros([1, *shape] if self._batched else shape, triton.triton_string_to_numpy(declared["data_type"]))

    def execute(self, requests: list[triton.InferenceRequest]) -> list[triton.InferenceResponse]:
        """Answer each; those with as many points together: a batch is no larger than the decoder's own.

        One call of the decoder after another: several under way at once (`async_exec`) were seen to stop for good.
        """
        answers: list[triton.InferenceResponse | None] = [None] * len(requests)
        alike: dict[tuple[tuple[int, ...], ...], list[tuple[int, dict[str, object]]]] = {}
        for index, request in enumerate(requests):
            try:
                inputs = self._inputs(request)
            except Exception as error:  # one request's, which must not be the batch's
                answers[index] = _refused(error)
                continue
            if inputs is None:
                answers[index] = triton.InferenceResponse([self._status(ABSENT)])
            else:
                alike.setdefault(tuple(tuple(each.shape) for each in inputs.values()), []).append((index, inputs))
        for several in alike.values():
            decoded = self._decode([inputs for _, inputs in several])
            for (index, _), answer in zip(several, decoded, strict=True):
                answers[index] = answer
        return answers

    def _inputs(self, request: triton.InferenceRequest) -> dict[str, object] | None:
        given = {tensor.name(): tensor for tensor in request.inputs()}
        embedding = self._find(given)
        if embedding is None:
            return None
        return {
            **embedding,
            **{name: array_of(given[name]) if name in given else self._left_out[name] for name in self._prompt},
        }

    def _decode(self, several: list[dict[str, object]]) -> list[triton.InferenceResponse]:
        try:
            inputs = [tensor_of(name, joined([each[name] for each in several])) for name in several[0]]
            answer = triton.InferenceRequest(
                model_name=DECODER, requested_output_names=self._outputs, inputs=inputs
            ).exec()
            if answer.has_error():
                return [triton.InferenceResponse(error=answer.error()) for _ in several]
            if len(several) == 1:
                return [triton.InferenceResponse([*answer.output_tensors(), self._status(ANSWERED)])]
            outputs = {tensor.name(): parted(tensor, len(several)) for tensor in answer.output_tensors()}
            return [
                triton.InferenceResponse(
                    [tensor_of(name, rows[row]) for name, rows in outputs.items()] + [self._status(ANSWERED)]
                )
                for row in range(len(several))
            ]
        except Exception as error:
            return [_refused(error) for _ in several]

    def _find(self, given: dict[str, triton.Tensor]) -> dict[str, object] | None:
        key = array_of(given["key"]).tobytes()
        if not all(name in given for name in self._embedding):
            return self._kept.get(key)
        embedding = {name: self._keep(given[name]) for name in self._embedding}
        self._kept.put(key, embedding)
        return embedding

    def _status(self, status: int) -> triton.Tensor:
        return tensor_of("status", np.full((1, 1) if self._batched else (1,), status, np.int32))


def _refused(error: Exception) -> triton.InferenceResponse:
    return triton.InferenceResponse(error=triton.TritonError(f"{type(error).__name__}: {error}"))
