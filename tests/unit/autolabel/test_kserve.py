"""KServe's v2 protocol: tensors there and back, and servers that lie. A real Triton is asked in `tests/clients`."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as stn

from avala_edge.autolabel import Ask
from avala_edge.autolabel.connection import read_connection
from avala_edge.autolabel.endpoint import Endpoint
from avala_edge.autolabel.kserve_provider import KServeProvider
from avala_edge.autolabel.kserve_wire import LENGTH_HEADER, from_response, to_request
from avala_edge.errors import EdgeError, ProviderFailed
from avala_edge.outbound import Outbound, Targets
from tests.clients.test_triton import DETECTOR
from tests.unit.autolabel.hostile import Answering, Hostile, hostile, whole
from tests.unit.autolabel.subjects import drawn

DTYPES = ["?", "u1", "u2", "u4", "i1", "i2", "i4", "i8", "f2", "f4", "f8"]
ARRAYS = st.sampled_from(DTYPES).flatmap(
    lambda dtype: stn.arrays(dtype, stn.array_shapes(max_dims=4, max_side=4, min_side=0), elements=None)
)


def answer(*outputs: dict[str, Any], numbers: bytes = b"") -> tuple[bytes, str]:
    text = json.dumps({"model_name": "m", "outputs": outputs}).encode()
    return text + numbers, str(len(text))


def described(array: np.ndarray[Any, Any]) -> str:
    return json.loads(to_request({"a": array}, [], binary=False).body)["inputs"][0]["datatype"]


@given(st.dictionaries(st.sampled_from("abc"), ARRAYS, min_size=1))
def test_what_is_sent_is_what_a_server_reads(inputs: dict[str, np.ndarray[Any, Any]]) -> None:
    """A request with `outputs` for `inputs` is an answer: they are written alike."""
    asked = to_request(inputs, ["out"], binary=True)
    length = int(asked.headers[LENGTH_HEADER])
    said = json.loads(asked.body[:length])
    assert said["outputs"] == [{"name": "out", "parameters": {"binary_data": True}}]
    text = json.dumps({"outputs": said["inputs"]}).encode()
    found = from_response(text + asked.body[length:], str(len(text)))
    assert found.keys() == inputs.keys()
    for name, array in inputs.items():
        assert found[name].dtype == array.dtype
        np.testing.assert_array_equal(found[name], array)


def test_numbers_in_the_json() -> None:
    array = np.array([[1.5, -2], [3, 4]], np.float32)
    said = json.loads(to_request({"a": array}, ["b"], binary=False).body)
    assert said["inputs"] == [{"name": "a", "shape": [2, 2], "datatype": "FP32", "data": [1.5, -2, 3, 4]}]
    found = from_response(json.dumps({"outputs": said["inputs"]}).encode(), None)
    np.testing.assert_array_equal(found["a"], array)
    nested = {"name": "a", "shape": [2, 2], "datatype": "INT64", "data": [[1, 2], [3, 4]]}
    assert from_response(answer(nested)[0], None)["a"].tolist() == [[1, 2], [3, 4]]


FOUR = {"name": "a", "shape": [2, 2], "datatype": "FP32"}


@pytest.mark.parametrize(
    ("body", "length", "words"),
    [
        (b"", None, "is empty"),
        (b"{}", None, "no list under outputs"),
        (b"{}", "3", "does not fit"),
        (b"{}", "-1", "does not fit"),
        (b"{}", "9" * 30, "does not fit"),
        (answer("a")[0], None, "no object"),  # type: ignore[arg-type]
        (answer({})[0], None, "without a name"),
        (answer({"name": "a", "datatype": "BYTES", "shape": [1]})[0], None, "of type BYTES"),
        (answer({"name": "a", "datatype": "FP32"})[0], None, "no shape"),
        (answer({"name": "a", "datatype": "FP32", "shape": [-1]})[0], None, "no shape"),
        (answer({"name": "a", "datatype": "FP32", "shape": [1] * 9})[0], None, "no shape"),
        (answer(FOUR)[0], None, "has no data"),
        (answer({**FOUR, "data": [1, 2, 3]})[0], None, "has 3 numbers"),
        (answer({**FOUR, "data": ["a", "b", "c", "d"]})[0], None, "no numbers"),
        (*answer({**FOUR, "parameters": {"binary_data_size": 16}}, numbers=b"123"), "has 3 bytes"),
        (*answer({**FOUR, "parameters": {"binary_data_size": 3}}, numbers=b"123"), "has 3 bytes"),
        (*answer({**FOUR, "parameters": {"binary_data_size": 1 << 60}}, numbers=b"1" * 16), "has 16 bytes"),
        (
            *answer({**FOUR, "shape": [1 << 30, 1 << 30], "parameters": {"binary_data_size": 16}}, numbers=b"1" * 16),
            "has 16 bytes",
        ),
    ],
)
def test_answers_that_are_none(body: bytes, length: str | None, words: str) -> None:
    with pytest.raises(ProviderFailed, match=words):
        from_response(body, length)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=8,
)
OUTPUT = st.fixed_dictionaries(
    {},
    optional={
        "name": st.just("a") | JSON,
        "datatype": st.sampled_from(["FP32", "BOOL", "INT64", "UINT8"]) | JSON,
        "shape": st.lists(st.integers(-1, 4) | st.integers()) | JSON,
        "data": st.lists(st.integers(0, 300) | JSON) | JSON,
        "parameters": st.fixed_dictionaries({"binary_data_size": st.integers(0, 40) | JSON}) | JSON,
    },
)


@settings(max_examples=300, deadline=None)
@given(st.lists(OUTPUT | JSON), st.binary(max_size=40), st.integers(-2, 2))
def test_any_answer_at_all(outputs: list[Any], numbers: bytes, off: int) -> None:
    body, length = answer(*outputs, numbers=numbers)
    for said in (length, str(int(length) + off), None):
        try:
            found = from_response(body, said)
        except EdgeError:
            continue
        assert all(isinstance(array, np.ndarray) for array in found.values())


def provider(told: Hostile, **more: Any) -> KServeProvider:
    address = told.url.removesuffix("/predict")
    config = {"endpoint_url": address, "protocol": "kserve-v2", "model": "m", "detector": DETECTOR, "timeout": 20}
    connection = read_connection({**config, **more})
    assert connection.served is not None
    endpoint = Endpoint(connection, Outbound(Targets(("localhost",), "X")))
    return KServeProvider("served", connection.served, endpoint)


def said(array: np.ndarray[Any, Any], name: str = "output0") -> Answering:
    size = {"binary_data_size": array.nbytes}
    output = {"name": name, "shape": list(array.shape), "datatype": described(array), "parameters": size}
    body, length = answer(output, numbers=array.tobytes())
    return whole(body, f"inference-header-content-length: {length}")


async def test_what_is_asked_and_answered() -> None:
    rows = np.zeros((1, 6, 2), np.float16)
    rows[0, :5, 0] = 32, 32, 32, 32, 0.75
    async with hostile(said(rows)) as told:
        (found,) = await provider(told, auth_type="bearer", auth_header="hush").detect(drawn(64, 64), Ask())
        head, _, body = told.asked[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /v2/models/m/infer HTTP/1.1")
    assert b"authorization: bearer hush" in head.lower()
    length = int(next(line for line in head.lower().splitlines() if b"inference-header" in line).split(b":")[1])
    picture = np.frombuffer(body[length:], np.float32).reshape(1, 3, 64, 64)
    assert picture[0, :, :, 0].min() == 1.0  # white on the left
    assert picture[0, 0, :, 63].max() == 0.0  # navy on the right
    assert (found.label, found.score, found.box) == ("cat", 0.75, (16, 16, 32, 32))


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((1, 6, 0), np.float32),
        np.zeros((1, 0, 6), np.float32),
        np.zeros((1, 1, 1), np.float32),
        np.zeros((6,), np.float32),
        np.zeros((1, 1, 1, 1, 1, 1, 6, 3), np.float32),
        np.full((1, 6, 3), np.nan, np.float32),
        np.full((1, 6, 3), np.inf, np.float32),
        np.full((1, 6, 3), 1e38, np.float32),
        np.full((1, 6, 3), True),
        np.full((1, 6, 3), 255, np.uint8),
        np.full((1, 7, 3), -1, np.int64),
        np.zeros((1, 3, 6), np.float64),
    ],
)
async def test_outputs_that_are_none_fail_alone(array: np.ndarray[Any, Any]) -> None:
    async with hostile(said(array)) as told:
        try:
            found = await provider(told).detect(drawn(), Ask())
        except ProviderFailed:
            return
    for each in found:
        left, top, width, height = each.box
        assert 0 <= left < left + width <= 60
        assert 0 <= top < top + height <= 40


async def test_the_output_of_another_name() -> None:
    async with hostile(said(np.zeros((1, 6, 3), np.float32), "other")) as told:
        with pytest.raises(ProviderFailed, match="no output 'output0'; it has other"):
            await provider(told).detect(drawn(), Ask())
