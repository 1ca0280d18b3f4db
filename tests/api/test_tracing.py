"""Spans of real requests, as a collector gets them over OTLP/HTTP; and what happens when it does not."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer, unused_port
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from avala_edge import __version__
from avala_edge.api.app import make_app
from avala_edge.assembly import Site, open_site
from avala_edge.config import Config
from avala_edge.errors import InvalidInput
from avala_edge.observability import otlp
from tests.api.conftest import EDGE, Client
from tests.api.photos import INSIDE, photo

SEGMENT, SOCKET = f"{EDGE}/segment/", f"{EDGE}/segment/ws"
TRACE, CALLER = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
STEPS = {"embedding", "decode_image", "encode", "decode", "postprocess", "serialise"}


@dataclass
class Collector:
    """A receiver of OTLP/HTTP; answers `status` after `delay_s`."""

    url: str = ""
    status: int = 200
    delay_s: float = 0.0
    bodies: list[bytes] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def receive(self, request: web.Request) -> web.Response:
        assert request.content_type == "application/x-protobuf"
        self.bodies.append(await request.read())
        self.arrived.set()
        await asyncio.sleep(self.delay_s)
        return web.Response(status=self.status)

    def _each(self) -> list[Any]:
        return [one for body in self.bodies for one in ExportTraceServiceRequest.FromString(body).resource_spans]

    @property
    def resource(self) -> dict[str, str]:
        (each,) = {
            tuple((pair.key, pair.value.string_value) for pair in one.resource.attributes) for one in self._each()
        }
        return dict(each)

    @property
    def spans(self) -> list[Span]:
        found = [span for one in self._each() for scope in one.scope_spans for span in scope.spans]
        return sorted(found, key=lambda span: span.start_time_unix_nano)

    def named(self, name: str) -> list[Span]:
        return [span for span in self.spans if span.name == name]

    def parts_of(self, whole: Span) -> list[Span]:
        return [span for span in self.spans if span.parent_span_id == whole.span_id]


def noted(span: Span) -> dict[str, object]:
    return {pair.key: getattr(pair.value, pair.value.WhichOneof("value")) for pair in span.attributes}


@pytest.fixture
async def collector() -> AsyncIterator[Collector]:
    made = Collector()
    app = web.Application()
    app.router.add_post("/v1/traces", made.receive)
    async with TestServer(app) as server:
        made.url = str(server.make_url("")).rstrip("/")
        yield made


@pytest.fixture
def config(config: Config, collector: Collector) -> Config:
    return replace(config, otlp_endpoint=collector.url, closer_look=False)


async def click(client: Client, uid: str, **headers: str) -> dict[str, Any]:
    answer = await client.post(SEGMENT, json={"image": uid, "points": [INSIDE]}, headers=headers)
    assert answer.status == 200, await answer.text()
    return dict(await answer.json())


async def test_a_click_arrives_step_by_step(site: Site, client: Client, uid: str, collector: Collector) -> None:
    for _ in range(2):
        await click(client, uid)
    await site.tracing.close()
    cold, warm = collector.named(f"POST {SEGMENT}")
    for request in (cold, warm):
        assert request.kind == Span.SPAN_KIND_SERVER
        assert not request.parent_span_id
        assert request.status.code == Status.STATUS_CODE_UNSET
        assert noted(request) == {
            "http.request.method": "POST",
            "http.route": SEGMENT,
            "http.response.status_code": 200,
        }
        steps = collector.parts_of(request)
        assert [step.name for step in steps] == ["embedding", "decode", "postprocess", "serialise"]
        for step in steps:
            assert step.trace_id == request.trace_id
            assert request.start_time_unix_nano <= step.start_time_unix_nano
            assert step.end_time_unix_nano <= request.end_time_unix_nano
    assert cold.trace_id != warm.trace_id
    missed, hit = (collector.parts_of(request)[0] for request in (cold, warm))
    assert noted(missed) == {"avala_edge.lane": "click", "avala_edge.outcome": "miss"}
    assert noted(hit) == {"avala_edge.lane": "click", "avala_edge.outcome": "hit"}
    assert [span.name for span in collector.parts_of(missed)] == ["decode_image", "encode"]
    assert collector.parts_of(hit) == []
    assert {span.name for span in collector.spans} == STEPS | {f"POST {SEGMENT}", f"POST {EDGE}/images/"}


async def test_resource_says_what_runs_and_nothing_says_who_sent_what(
    site: Site, key: str, client: Client, uid: str, collector: Collector
) -> None:
    answer = await click(client, uid, tracestate=f"vendor={key[:20]}", traceparent=f"00-{TRACE}-{CALLER}-01")
    assert (await client.get(f"{EDGE}/images/{uid}/content?name=cat.png")).status == 200
    assert (await client.post(SEGMENT, json={"image": uid, "points": [{"x": 9e9, "y": 1}]})).status == 422
    await site.tracing.close()
    card = site.model.manifest
    expected = {
        "service.name": "avala-edge",
        "service.version": __version__,
        "avala_edge.model.name": card.name,
        "avala_edge.model.digest": card.digest,
    }
    assert expected.items() <= collector.resource.items()
    sent = b"".join(collector.bodies)
    token = answer["masks"][0]["mask"]
    for private in (
        uid.removeprefix("sha256:"),
        key,
        key[:20],
        token,
        "120.5",
        "9000000000",
        "cat.png",
        str(site.config.data_dir),
    ):
        assert private.encode() not in sent
    assert not any(span.events for span in collector.spans)


async def test_a_caller_s_trace_goes_on(site: Site, client: Client, uid: str, collector: Collector) -> None:
    await click(client, uid, traceparent=f"00-{TRACE}-{CALLER}-01")
    await click(client, uid, traceparent=f"00-{TRACE}-{CALLER}-00")  # the caller does not record
    for odd in ("nonsense", f"00-{'0' * 32}-{CALLER}-01", f"00-{TRACE}-{CALLER}-01" + "x" * 4000):
        await click(client, uid, traceparent=odd)
    await site.tracing.close()
    followed, *others = collector.named(f"POST {SEGMENT}")
    assert (followed.trace_id.hex(), followed.parent_span_id.hex()) == (TRACE, CALLER)
    assert {step.trace_id.hex() for step in collector.parts_of(followed)} == {TRACE}
    assert len(others) == 3
    assert all(not span.parent_span_id and span.trace_id.hex() != TRACE for span in others)


async def test_messages_of_a_socket_are_requests_too(
    site: Site, client: Client, uid: str, collector: Collector
) -> None:
    headers = {"traceparent": f"00-{TRACE}-{CALLER}-01"}
    async with client.ws_connect(SOCKET, headers=headers) as socket:
        for number, points in enumerate(([INSIDE], [])):
            await socket.send_json({"id": number, "image": uid, "points": points})
            await socket.receive_json(timeout=20)
        await socket.send_str("no JSON")
        await socket.receive_json(timeout=20)
    await site.tracing.close()
    (upgrade,) = collector.named(f"GET {SOCKET}")
    assert noted(upgrade)["http.response.status_code"] == 101
    answered, *refused = collector.named(f"message {SOCKET}")
    for span in (upgrade, answered, *refused):
        assert span.kind == Span.SPAN_KIND_SERVER
        assert (span.trace_id.hex(), span.parent_span_id.hex()) == (TRACE, CALLER)
    assert [noted(span)["http.response.status_code"] for span in (answered, *refused)] == [200, 422, 400]
    assert noted(answered)["http.route"] == SOCKET
    names = [step.name for step in collector.parts_of(answered)]
    assert names == ["embedding", "decode", "postprocess", "serialise"]
    assert collector.parts_of(upgrade) == []


async def test_superseded_messages_say_so(site: Site, client: Client, uid: str, collector: Collector) -> None:
    async with client.ws_connect(SOCKET) as socket:
        for number in range(5):
            await socket.send_json({"id": number, "image": uid, "points": [INSIDE], "stream": "hover"})
        answers = [await socket.receive_json(timeout=20) for _ in range(5)]
    await site.tracing.close()
    superseded = [answer for answer in answers if answer.get("superseded")]
    spans = collector.named(f"message {SOCKET}")
    assert len(superseded) >= 1
    assert len(spans) == 5
    assert len([span for span in spans if noted(span).get("avala_edge.superseded")]) == len(superseded)


async def test_a_failure_says_its_kind_only(
    site: Site, client: Client, uid: str, collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise RuntimeError("what the user sent")

    monkeypatch.setattr(site.model, "decode", fail, raising=False)
    assert (await client.post(SEGMENT, json={"image": uid, "points": [INSIDE]})).status == 500
    await site.tracing.close()
    (request,) = collector.named(f"POST {SEGMENT}")
    (step,) = collector.named("decode")
    assert noted(request)["error.type"] == "500"
    assert noted(step) == {"error.type": "RuntimeError"}
    assert request.status.code == step.status.code == Status.STATUS_CODE_ERROR
    assert b"what the user sent" not in b"".join(collector.bodies)


async def test_a_file_and_an_unknown_path_have_their_true_status_and_no_path(
    site: Site, client: Client, uid: str, collector: Collector
) -> None:
    await client.get(f"{EDGE}/images/{uid}/content", headers={"Range": "bytes=0-3"})
    await client.get(f"{EDGE}/nothing/here")
    await site.tracing.close()
    (partial,) = collector.named(f"GET {EDGE}/images/{{uid}}/content")
    assert noted(partial)["http.response.status_code"] == 206
    (unknown,) = collector.named("GET unknown")
    assert noted(unknown)["http.response.status_code"] == 404


@pytest.mark.parametrize("share", [0.0, 1.0])
async def test_the_caller_decides_before_the_share_does(config: Config, collector: Collector, share: float) -> None:
    async with open_site(replace(config, otlp_sample=share)) as site, TestClient(TestServer(make_app(site))) as client:
        await client.get("/healthz")
        await client.get("/healthz", headers={"traceparent": f"00-{TRACE}-{CALLER}-01"})
    assert len(collector.named("GET /healthz")) == 1 + share


async def test_a_dead_collector_costs_no_click_and_one_line(
    config: Config, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(otlp, "SCHEDULE_S", 0.05)
    monkeypatch.setattr(otlp, "EXPORT_S", 0.2)
    monkeypatch.setattr(otlp, "REST_S", 0.1)
    caplog.set_level(logging.INFO)
    endpoint = f"http://127.0.0.1:{unused_port()}"
    async with open_site(replace(config, otlp_endpoint=endpoint)) as site:
        headers = {"X-Avala-Api-Key": (await site.keys.create("admin"))[1]}
        async with TestClient(TestServer(make_app(site)), headers=headers) as client:
            uid = (
                await (await client.post(f"{EDGE}/images/", data=photo(), headers={"Content-Type": "image/png"})).json()
            )["uid"]
            for _ in range(5):
                await click(client, uid)
                await asyncio.sleep(0.3)
    (line,) = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert endpoint in line.getMessage()
    assert line.name == "avala_edge.observability"


async def test_a_collector_that_comes_back_is_said_and_used(
    site: Site, client: Client, collector: Collector, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(otlp, "REST_S", 0.0)
    caplog.set_level(logging.INFO, "avala_edge.observability")
    for collector.status in (400, 400, 200):
        collector.arrived.clear()
        await client.get("/healthz")
        await asyncio.wait_for(collector.arrived.wait(), 20)
    await site.tracing.close()
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]


async def test_a_collector_that_never_answers_holds_up_neither_clicks_nor_the_end(config: Config) -> None:
    async def hold(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(hold, "127.0.0.1", 0)
    endpoint = "http://127.0.0.1:{1}".format(*server.sockets[0].getsockname()[:2])
    async with open_site(replace(config, otlp_endpoint=endpoint)) as site:
        async with TestClient(TestServer(make_app(site))) as client:
            for _ in range(otlp.QUEUE + 100):  # more than the queue holds
                site.tracing.request("GET", "/", None).end(200)
            began = time.monotonic()
            assert (await client.get("/healthz")).status == 200
            assert time.monotonic() - began < 1
        began = time.monotonic()
        await site.tracing.close()
        assert time.monotonic() - began < otlp.CLOSE_S + 2
    server.close()


async def test_a_slow_collector_does_not_hold_up_the_end(site: Site, collector: Collector) -> None:
    collector.delay_s = 0.5
    for _ in range(otlp.QUEUE):
        site.tracing.request("GET", "/", None).end(200)
    began = time.monotonic()
    await site.tracing.close()
    assert time.monotonic() - began < otlp.CLOSE_S + 2
    assert 0 < len(collector.spans) < otlp.QUEUE


def test_off_nothing_of_it_is_imported(tmp_path: Path) -> None:
    code = f"""
import asyncio, sys
from pathlib import Path
from avala_edge.api.app import make_app
from avala_edge.assembly import open_site
from avala_edge.config import Config
from avala_edge.segment import Point, SegmentRequest
from avala_edge.store import Principal

me = Principal("a", "a", "owner")

async def main():
    config = Config(data_dir=Path({str(tmp_path)!r}), demo=False, threads=1, engine="onnxruntime-fp32")
    async with open_site(config) as site:
        make_app(site)
        record, _ = await site.intake.add(Path({str(tmp_path / "photo.png")!r}).read_bytes())
        await site.segment.segment(SegmentRequest(record.uid, points=(Point(120.5, 80.5),)), me)

asyncio.run(main())
print(sorted(name for name in sys.modules if name.split(".")[0] in ("opentelemetry", "requests")))
"""
    (tmp_path / "photo.png").write_bytes(photo())
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd="/", timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


async def test_a_missing_package_is_named_at_the_start(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "avala_edge.observability.otlp")
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    with pytest.raises(InvalidInput, match=r"AVALA_EDGE_OTLP_ENDPOINT needs .*opentelemetry.*avala-edge\[otel\]"):
        async with open_site(config):
            pass
