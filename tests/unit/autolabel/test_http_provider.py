"""A connected model over HTTP: what it is sent, what is made of its answers, and what no answer can do to us."""

from __future__ import annotations

import base64
import io
import json
import logging
import tracemalloc
from typing import Any

import pytest
from PIL import Image

from avala_edge.autolabel import Ask
from avala_edge.autolabel.connection import read_connection
from avala_edge.autolabel.endpoint import LONGEST_PAUSE_S, PAUSES_S, Endpoint
from avala_edge.autolabel.http_provider import HttpProvider
from avala_edge.errors import EdgeError, Forbidden, InvalidInput, ProviderFailed
from avala_edge.outbound import Outbound, Targets
from tests.unit.autolabel.hostile import Answering, Hostile, drip, flood, hang, hostile, raw, whole
from tests.unit.autolabel.subjects import drawn

ONE = b'{"predictions": [{"label": "car", "confidence": 0.9, "bbox": [1, 2, 30, 20]}]}'


class Sleeper:
    def __init__(self) -> None:
        self.slept: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)


def provider(told: Hostile, sleeper: Sleeper | None = None, **config: Any) -> HttpProvider:
    connection = read_connection({"endpoint_url": told.url, "timeout": 20, **config})
    outbound = Outbound(Targets(("localhost",), "AVALA_EDGE_PROVIDER_TARGETS"))
    return HttpProvider("near", connection, Endpoint(connection, outbound, sleep=sleeper or Sleeper()))


async def refusal(answer: Answering, sleeper: Sleeper | None = None, **config: Any) -> str:
    async with hostile(answer) as told:
        with pytest.raises(EdgeError) as refused:
            await provider(told, sleeper, **config).detect(drawn(), Ask())
    assert isinstance(refused.value, ProviderFailed)
    return refused.value.message


async def test_what_is_asked_and_answered() -> None:
    async with hostile(whole(ONE)) as told:
        more = {"headers": {"X-Team": "a"}, "parameters": {"model": "m", "iou": 0.5}}
        near = provider(told, auth_type="bearer", auth_header="hush", **more)
        ask = Ask(floor=0.25, labels=frozenset({"car", "bus"}), item="item-1", project="project-1")
        (found,) = await near.detect(subject := drawn(), ask)
    assert (found.label, found.score, found.box) == ("car", 0.9, (1, 2, 30, 20))
    head, _, body = told.asked[0].partition(b"\r\n\r\n")
    assert b"authorization: bearer hush" in head.lower()
    assert b"x-team: a" in head.lower()
    question = json.loads(body)
    assert base64.b64decode(question.pop("image")) == await subject.content()
    assert question == {
        "labels": ["bus", "car"],
        "confidence_threshold": 0.25,
        "item_uid": "item-1",
        "project_uid": "project-1",
        "model": "m",
        "iou": 0.5,
    }


async def test_a_container_gets_the_picture_itself() -> None:
    async with hostile(whole(ONE)) as told:
        await provider(told, protocol="sagemaker").detect(subject := drawn(), Ask())
    head, _, body = told.asked[0].partition(b"\r\n\r\n")
    assert b"content-type: image/png" in head.lower()
    assert body == await subject.content()


@pytest.mark.parametrize(
    ("subject", "max_side", "size", "box"),
    [
        (drawn(60, 40, "JPEG"), None, (60, 40), (1, 2, 30, 20)),
        (drawn(60, 40, "JPEG", orientation=6), None, (40, 60), (1, 2, 30, 20)),  # as displayed
        (drawn(60, 40, "WEBP"), None, (60, 40), (1, 2, 30, 20)),
        (drawn(600, 400, "PNG"), 60, (60, 40), (10, 20, 300, 200)),
        (drawn(600, 400, "JPEG", orientation=8), 60, (40, 60), (10, 20, 300, 200)),
        (drawn(60, 40, "PNG"), 64, (60, 40), (1, 2, 30, 20)),
    ],
)
async def test_which_picture_is_sent(subject: Any, max_side: int | None, size: tuple[int, int], box: Any) -> None:
    async with hostile(whole(ONE)) as told:
        (found,) = await provider(told, max_side=max_side).detect(subject, Ask())
    sent = base64.b64decode(json.loads(told.asked[0].partition(b"\r\n\r\n")[2])["image"])
    with Image.open(io.BytesIO(sent)) as picture:
        assert (picture.size, picture.getexif().get(0x0112, 1)) == (size, 1)
    assert found.box == box


async def test_losses_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        async with hostile(whole(b'[{"bbox": [1, 2, 3, 4]}, {"bbox": [100, 2, 3, 4]}, {}]')) as told:
            assert len(await provider(told).detect(drawn(), Ask())) == 1
    assert "of 3 predictions" in caplog.text
    assert "1 outside the image, 1 without a box" in caplog.text


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (whole(b"", status="500 Oops"), "status 500."),
        (whole(b'{"detail": "no model\\u0000 here."}', status="500 Oops"), "status 500: no model here."),
        (whole(b'{"error": {"code": 3}}', status="422 Unprocessable"), "status 422."),
        (whole(b'{"detail": "Invalid API key."}', status="401 No"), "401: Invalid API key (check auth_type"),
        (whole(b"", status="404 Not Found"), "404 (check endpoint_url)"),
        (whole(b"", status="413 Too Large"), "max_side"),
        (whole(b"", "Location: http://169.254.169.254/latest", status="302 Found"), "302, a redirect, which is not"),
        (whole(b"", status="204 No Content"), "is empty"),
        (whole(b"nonsense"), "is not JSON."),
        (whole(b'"\xff"'), "it is not UTF-8"),
        (whole(b"\x1f\x8b\x08", "Content-Encoding: gzip"), "is compressed"),
        (raw(b""), "cannot be reached"),
        (raw(b"SSH-2.0-OpenSSH_9.2\r\n"), "cannot be reached"),
        (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[1, 2"), "cannot be reached"),
        (raw(b"HTTP/1.1 200 OK\r\n" + b"X: " + b"x" * 100_000 + b"\r\n\r\n[]"), "cannot be reached"),
    ],
)
async def test_answers_that_are_none(answer: Answering, words: str) -> None:
    assert words in await refusal(answer)


@pytest.mark.parametrize("answer", [hang, drip])
async def test_who_never_ends_is_given_up(answer: Answering) -> None:
    assert "did not answer within 0.3 seconds" in await refusal(answer, timeout=0.3)


async def test_a_gigabyte_is_cut_off_while_it_comes() -> None:
    tracemalloc.start()
    try:
        said = await refusal(flood(1.0))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert "larger than 8 MiB" in said
    assert peak < 64 * 1024 * 1024


async def test_a_redirect_is_not_followed() -> None:
    async with hostile(whole(ONE)) as inner:
        await refusal(whole(b"", f"Location: {inner.url}", status="307 Temporary Redirect"))
    assert inner.asked == []


async def test_who_is_busy_is_asked_again_and_not_for_ever() -> None:
    busy = whole(b"", "Retry-After: 3", status="503 Busy")
    sleeper = Sleeper()
    async with hostile(busy, whole(b"", status="429 Slow"), whole(ONE)) as told:
        assert len(await provider(told, sleeper).detect(drawn(), Ask())) == 1
    assert sleeper.slept == [3, 2]
    sleeper = Sleeper()
    assert "status 503, 5 times" in await refusal(busy, sleeper)
    assert sleeper.slept == [max(3, pause) for pause in PAUSES_S]
    sleeper = Sleeper()
    long = whole(b"", f"Retry-After: {int(LONGEST_PAUSE_S) + 1}", status="503 Busy")
    assert "wants to be left alone for 61 seconds" in await refusal(long, sleeper)
    assert sleeper.slept == []


async def test_only_where_the_operator_allows() -> None:
    connection = read_connection({"endpoint_url": "http://169.254.169.254/latest"})
    far = HttpProvider("far", connection, Endpoint(connection, Outbound(Targets((), "AVALA_EDGE_PROVIDER_TARGETS"))))
    with pytest.raises(Forbidden, match="AVALA_EDGE_PROVIDER_TARGETS"):
        await far.detect(drawn(), Ask())


@pytest.mark.parametrize(
    ("given", "header"),
    [
        ({"auth_type": "bearer", "auth_header": "t"}, {"Authorization": "Bearer t"}),
        ({"auth_type": "Bearer", "auth_header": "Bearer t"}, {"Authorization": "Bearer t"}),
        ({"auth_type": "basic", "auth_header": "a:b"}, {"Authorization": "Basic YTpi"}),
        ({"auth_type": "basic", "auth_header": "Basic YTpi"}, {"Authorization": "Basic YTpi"}),
        ({"auth_type": "header", "auth_header": "X-Key: t"}, {"X-Key": "t"}),
        ({"auth_type": "api_key", "auth_header": "t"}, {"X-API-Key": "t"}),
        ({"auth_header": "t"}, {"Authorization": "t"}),
        ({"auth_type": "none", "auth_header": "t"}, {}),
        ({"headers": {"A": "b"}}, {"A": "b"}),
    ],
)
def test_how_a_key_is_sent(given: dict[str, Any], header: dict[str, str]) -> None:
    assert dict(read_connection({"endpoint_url": "http://a/", **given}).headers) == header


@pytest.mark.parametrize(
    ("timeout", "seconds"), [(None, 30), (5, 5), (0.5, 0.5), (60, 60), (500, 60), (1500, 1.5), (9e9, 60)]
)
def test_timeouts(timeout: float | None, seconds: float) -> None:
    assert read_connection({"endpoint_url": "http://a/", "timeout": timeout}).timeout_s == seconds


@pytest.mark.parametrize(
    "given",
    [
        {"timeout": "5"},
        {"timeout": 0},
        {"timeout": True},
        {"timeout": float("nan")},
        {"headers": ["a"]},
        {"headers": {"A": 1}},
        {"headers": {"A": "b\r\nC: d"}},
        {"headers": {"A b": "c"}},
        {"headers": {"Host": "elsewhere"}},
        {"headers": {"Content-Length": "1"}},
        {"auth_type": "digest"},
        {"auth_header": "a\nb"},
        {"auth_header": 3},
        {"response_key": ["a"]},
        {"response_key": "a\ud800"},
        {"box_order": "yxhw"},
        {"coordinates": "percent"},
        {"protocol": "grpc"},
        {"protocol": ["predict"]},
        {"class_names": "car"},
        {"class_names": ["car", ""]},
        {"class_names": [3]},
        {"max_side": 1},
        {"max_side": 640.5},
        {"parameters": ["a"]},
        {"parameters": {"image": "b"}},
    ],
)
def test_what_cannot_be_configured(given: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_connection({"endpoint_url": "http://a/", **given})
    assert refused.value.field == f"config.{next(iter(given))}"
