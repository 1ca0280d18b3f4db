"""Tensors on the wire of KServe's v2 inference protocol over HTTP, with Triton's binary extension and without. Blocks.

https://kserve.github.io/website/docs/concepts/architecture/data-plane/v2-protocol; the extension puts the numbers of
all tensors, in the machine's little-endian order, one after the other behind the JSON.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from avala_edge.autolabel.json_answer import Array, Object, Value, member, read_json
from avala_edge.errors import ProviderFailed

LENGTH_HEADER = "Inference-Header-Content-Length"
MOST_RANK = 8
_DTYPES = {
    "BOOL": np.dtype("?"),
    "UINT8": np.dtype("u1"),
    "UINT16": np.dtype("<u2"),
    "UINT32": np.dtype("<u4"),
    "UINT64": np.dtype("<u8"),
    "INT8": np.dtype("i1"),
    "INT16": np.dtype("<i2"),
    "INT32": np.dtype("<i4"),
    "INT64": np.dtype("<i8"),
    "FP16": np.dtype("<f2"),
    "FP32": np.dtype("<f4"),
    "FP64": np.dtype("<f8"),
}
_NAMES = {dtype: name for name, dtype in _DTYPES.items()}


@dataclass(frozen=True)
class Asked:
    """The body of a request and the headers that say what it is."""

    body: bytes
    headers: Mapping[str, str]


def to_request(inputs: Mapping[str, NDArray[Any]], outputs: Sequence[str], *, binary: bool) -> Asked:
    """Return the request for some outputs of a model."""
    described: list[dict[str, Any]] = [
        {"name": name, "shape": list(array.shape), "datatype": _NAMES[array.dtype.newbyteorder("<")]}
        for name, array in inputs.items()
    ]
    wanted = [{"name": name, "parameters": {"binary_data": binary}} for name in outputs]
    if not binary:
        for each, array in zip(described, inputs.values(), strict=True):
            each["data"] = array.reshape(-1).tolist()
        text = json.dumps({"inputs": described, "outputs": wanted}).encode()
        return Asked(text, {"Content-Type": "application/json"})
    numbers = [np.ascontiguousarray(array, array.dtype.newbyteorder("<")).tobytes() for array in inputs.values()]
    for each, data in zip(described, numbers, strict=True):
        each["parameters"] = {"binary_data_size": len(data)}
    text = json.dumps({"inputs": described, "outputs": wanted}).encode()
    headers = {"Content-Type": "application/octet-stream", LENGTH_HEADER: str(len(text))}
    return Asked(b"".join((text, *numbers)), headers)


def from_response(body: bytes, json_length: str | None) -> dict[str, NDArray[Any]]:
    """Return the tensors of an answer; `json_length` is its `LENGTH_HEADER`, None where there is none.

    Raises:
        ProviderFailed: it is no such answer.
    """
    if json_length is None:
        text, rest = body, b""
    elif json_length.isascii() and json_length.isdigit() and len(json_length) < 10 and int(json_length) <= len(body):
        text, rest = body[: int(json_length)], body[int(json_length) :]
    else:
        raise ProviderFailed(f"The endpoint's answer has a {LENGTH_HEADER} that does not fit it.")
    found = read_json(text)
    outputs = member(found, "outputs") if isinstance(found, Object) else None
    if not isinstance(outputs, Array):
        raise ProviderFailed("The endpoint's answer has no list under outputs.")
    tensors: dict[str, NDArray[Any]] = {}
    at = 0
    for output in outputs:
        if not isinstance(output, Object):
            raise ProviderFailed("The endpoint's answer has an output that is no object.")
        name, dtype, shape = _described(output)
        size = _binary_size(output)
        if size is None:
            tensors[name] = _of_json(member(output, "data"), name, dtype, shape)
        else:
            tensors[name] = _of_bytes(rest[at : at + size], size, name, dtype, shape)
            at += size
    return tensors


def _described(output: Object) -> tuple[str, np.dtype[Any], tuple[int, ...]]:
    name, datatype, shape = member(output, "name"), member(output, "datatype"), member(output, "shape")
    if not isinstance(name, str):
        raise ProviderFailed("The endpoint's answer has an output without a name.")
    shown = name[:100]
    if not isinstance(datatype, str) or datatype not in _DTYPES:
        raise ProviderFailed(f"Output {shown!r} is of type {str(datatype)[:20]}; it can be {', '.join(_DTYPES)}.")
    sides = list(shape) if isinstance(shape, Array) and len(shape) <= MOST_RANK else None
    if sides is None or not all(isinstance(side, int) and 0 <= side < 1 << 31 for side in sides):
        raise ProviderFailed(f"Output {shown!r} has no shape of at most {MOST_RANK} sides.")
    return name, _DTYPES[datatype], tuple(sides)  # type: ignore[arg-type]


def _binary_size(output: Object) -> int | None:
    parameters = member(output, "parameters")
    size = member(parameters, "binary_data_size") if isinstance(parameters, Object) else None
    return size if isinstance(size, int) and not isinstance(size, bool) and size >= 0 else None


def _of_bytes(data: bytes, size: int, name: str, dtype: np.dtype[Any], shape: tuple[int, ...]) -> NDArray[Any]:
    if len(data) != size or size != math.prod(shape) * dtype.itemsize:
        raise ProviderFailed(f"Output {name[:100]!r} of shape {list(shape)} has {len(data)} bytes.")
    return np.frombuffer(data, dtype).reshape(shape)


def _of_json(data: Value, name: str, dtype: np.dtype[Any], shape: tuple[int, ...]) -> NDArray[Any]:
    if not isinstance(data, Array):
        raise ProviderFailed(f"Output {name[:100]!r} has no data.")
    try:
        numbers = np.frombuffer(data.as_buffer(of_type="d"), np.float64) if len(data) else np.zeros(0)
        if len(numbers) != math.prod(shape):
            raise ProviderFailed(f"Output {name[:100]!r} of shape {list(shape)} has {len(numbers)} numbers.")
        with np.errstate(all="ignore"):
            return numbers.astype(dtype).reshape(shape)
    except (TypeError, ValueError):
        raise ProviderFailed(f"Output {name[:100]!r} has data that are no numbers.") from None
