"""The unmodified `avala` client makes webhooks; a real receiver hears, signed, of what really happened."""

from __future__ import annotations

import hashlib
import hmac
import json
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from avala import AsyncClient, Client
from avala.errors import AvalaError, ForbiddenError, NotFoundError, ValidationError
from avala.types.webhook import WebhookDelivery

from tests.clients.conftest import Stage, fill
from tests.clients.receiver import Call, Receiver, receiving
from tests.clients.test_avala_reads import command
from tests.tls.process import Server, init, serving

EDGE = "/api/edge/v1"
HERE = {"AVALA_EDGE_WEBHOOK_TARGETS": "127.0.0.1"}


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as server:
        yield server


def address(receiver: Receiver, path: str = "/hook") -> str:
    return f"http://127.0.0.1:{receiver.port}{path}"


def edge(stage: Stage) -> httpx.Client:
    return httpx.Client(base_url=stage.server.base, headers={"X-Avala-Api-Key": stage.key}, timeout=30)


def signed(call: Call, secret: str) -> bool:
    return call.headers["X-Avala-Webhook-Signature"] == hmac.new(secret.encode(), call.body, hashlib.sha256).hexdigest()


def event(call: Call) -> str:
    return call.headers["X-Avala-Webhook-Event"]


def logged(client: Client, delivery: str, enough: Callable[[WebhookDelivery], bool]) -> WebhookDelivery:
    for _ in range(600):
        found = client.webhook_deliveries.get(delivery)
        if enough(found):
            return found
        time.sleep(0.1)
    raise AssertionError(found)


def test_what_happens_is_told_signed_and_logged(workshop: Stage, receiver: Receiver) -> None:
    with Client() as client:
        made = client.webhooks.create(target_url=address(receiver), events=["dataset.created", "result.accepted"])
        assert made.secret is not None
        assert made.secret.startswith("whsec_")
        assert client.webhooks.get(made.uid).secret is None
        assert [hook.secret for hook in client.webhooks.list().items] == [None]
        dataset = client.datasets.create(name="Told", slug="told", data_type="image")
        (call,) = receiver.wait_for(lambda calls: len(calls) == 1)
        assert event(call) == "dataset.created"
        assert signed(call, made.secret)
        said = json.loads(call.body)
        assert (said["uid"], said["slug"], said["owner"]) == (dataset.uid, "told", "local")
        delivery = call.headers["X-Avala-Webhook-Delivery"]
        row = logged(client, delivery, lambda found: found.status == "delivered")
        assert (row.subscription, row.event_type, row.attempts) == (made.uid, "dataset.created", 1)
        assert (row.response_status, row.response_body, row.next_retry_at) == (200, "thanks", None)
        assert row.payload == said
        assert delivery in [each.uid for each in client.webhook_deliveries.list(limit=5).items]
        assert [one["uid"] for one in command("webhooks", "list")] == [made.uid]
        client.webhooks.update(made.uid, is_active=False)
        client.datasets.create(name="Not told", slug="not-told", data_type="image")
        client.webhooks.update(made.uid, is_active=True, events=["dataset.deleted"])
        client.datasets.create(name="Not told 2", slug="not-told-2", data_type="image")
        tried = client.webhooks.test(made.uid)
        assert tried["success"] is True
        assert [event(each) for each in receiver.wait_for(lambda calls: len(calls) == 2)][1] == "webhook.test"
        client.webhooks.delete(made.uid)
        with pytest.raises(NotFoundError):
            client.webhooks.get(made.uid)
        assert client.webhook_deliveries.get(delivery).status == "delivered"


def test_a_failure_is_told_again_later_and_on_demand(workshop: Stage, receiver: Receiver) -> None:
    receiver.status, receiver.answer = 503, b"not\x00now" + b"x" * 10_000
    receiver.sent_headers = {"Retry-After": "7200"}
    with Client() as client, edge(workshop) as http:
        made = client.webhooks.create(target_url=address(receiver), events=["dataset.created"], secret="s" * 16)
        assert made.secret == "s" * 16
        client.datasets.create(name="Late", slug="late", data_type="image")
        (call,) = receiver.wait_for(lambda calls: len(calls) == 1)
        uid = call.headers["X-Avala-Webhook-Delivery"]
        row = logged(client, uid, lambda found: found.response_status == 503)
        assert (row.status, row.attempts) == ("pending", 1)
        assert row.next_retry_at is not None
        assert row.created_at is not None
        assert 7000 < (row.next_retry_at - row.created_at).total_seconds() < 7400
        assert row.response_body is not None
        assert len(row.response_body) == 4096
        assert http.post(f"{EDGE}/webhook-deliveries/{uid}/send-again/").status_code == 409  # it waits
        tried = client.webhooks.test(made.uid)
        assert tried["success"] is False
        assert "503" in tried["message"]
        assert logged(client, str(tried["delivery"]), lambda found: True).status == "failed"
        assert http.post(f"{EDGE}/webhook-deliveries/{tried['delivery']}/send-again/").status_code == 409  # a test
        client.webhooks.delete(made.uid)
        assert client.webhook_deliveries.get(uid).status == "failed"
        assert http.post(f"{EDGE}/webhook-deliveries/{uid}/send-again/").status_code == 409  # nobody to send it to
        assert http.post(f"{EDGE}/webhook-deliveries/none/send-again/").status_code == 404


def test_what_was_delivered_can_be_sent_again(workshop: Stage, receiver: Receiver) -> None:
    with Client() as client, edge(workshop) as http:
        made = client.webhooks.create(target_url=address(receiver), events=["dataset.created"])
        client.datasets.create(name="Twice", slug="twice", data_type="image")
        (call,) = receiver.wait_for(lambda calls: len(calls) == 1)
        uid = call.headers["X-Avala-Webhook-Delivery"]
        logged(client, uid, lambda found: found.status == "delivered")
        again = http.post(f"{EDGE}/webhook-deliveries/{uid}/send-again/")
        assert (again.status_code, again.json()["status"]) == (202, "pending")
        first, second = receiver.wait_for(lambda calls: len(calls) == 2)
        assert first.body == second.body
        assert second.headers["X-Avala-Webhook-Delivery"] == uid
        query = {"webhook": made.uid, "status": "delivered"}
        logged(client, uid, lambda found: found.status == "delivered")
        rows = http.get("/api/v1/webhook-deliveries/", params=query).json()["results"]
        assert [row["uid"] for row in rows] == [uid]
        client.webhooks.delete(made.uid)


def test_redirects_are_not_followed(workshop: Stage, receiver: Receiver) -> None:
    receiver.status, receiver.sent_headers = 302, {"Location": address(receiver, "/elsewhere")}
    with Client() as client:
        made = client.webhooks.create(target_url=address(receiver), events=["dataset.created"])
        tried = client.webhooks.test(made.uid)
        assert (tried["success"], tried["message"]) == (False, "The webhook answered with status 302.")
        assert [call.path for call in receiver.calls] == ["/hook"]
        client.webhooks.delete(made.uid)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"target_url": "http://ci.example.org/"}, "https"),
        ({"target_url": "https://ci.example.org/"}, "AVALA_EDGE_WEBHOOK_TARGETS"),
        ({"target_url": "https://169.254.169.254/latest"}, "AVALA_EDGE_WEBHOOK_TARGETS"),
        ({"target_url": "ftp://127.0.0.1/"}, "target_url"),
        ({"target_url": "http://a:b@127.0.0.1/"}, "target_url"),
        ({"target_url": "http://127.0.0.1/" + "x" * 3000}, "target_url"),
        ({"events": ["dataset.eaten"]}, "dataset.eaten"),
        ({"events": []}, "events"),
        ({"secret": "short"}, "secret"),
    ],
)
def test_what_is_no_webhook(workshop: Stage, change: dict[str, Any], word: str) -> None:
    good = {"target_url": "http://127.0.0.1:9/", "events": ["task.completed"]}
    with Client() as client:
        with pytest.raises(ValidationError) as refused:
            client.webhooks.create(**{**good, **change})
        assert word in str(refused.value.body)
        assert client.webhooks.list().items == []


def test_annotators_hear_nothing(workshop: Stage) -> None:
    with Client(api_key=workshop.annotator) as client:
        for ask in (client.webhooks.list, client.webhook_deliveries.list):
            with pytest.raises(ForbiddenError):
                ask()


async def test_the_asynchronous_client_too(workshop: Stage, receiver: Receiver) -> None:
    async with AsyncClient() as client:
        made = await client.webhooks.create(target_url=address(receiver), events=["dataset.created"])
        changed = await client.webhooks.update(made.uid, target_url=address(receiver, "/other"))
        assert changed.target_url == address(receiver, "/other")
        assert (await client.webhooks.test(made.uid))["success"] is True
        assert receiver.calls[-1].path == "/other"
        with pytest.raises(ValidationError):
            await client.webhooks.update(made.uid, target_url="https://far.example.org/")
        await client.webhooks.delete(made.uid)
        with pytest.raises(AvalaError):
            await client.webhooks.test(made.uid)


def test_a_killed_server_tells_after_its_restart(tmp_path: Path, receiver: Receiver) -> None:
    """What was being told when the server died is told again, by the same name."""
    filled = fill(tmp_path)
    receiver.pause_s = 30.0  # longer than this server lives
    with serving(tmp_path, ends=-signal.SIGKILL, **HERE) as server, _client(server, filled["key"]) as client:
        client.webhooks.create(target_url=address(receiver), events=["dataset.created"])
        for number in range(3):
            client.datasets.create(name=f"D{number}", slug=f"d{number}", data_type="image")
        _wait_until(lambda: max(row.attempts for row in client.webhook_deliveries.list().items) == 1)
        server.process.send_signal(signal.SIGKILL)
        server.process.wait(timeout=10)
    receiver.pause_s = 0.0
    with receiver.changed:
        receiver.calls.clear()
    with serving(tmp_path, **HERE) as server, _client(server, filled["key"]) as client:
        _wait_until(lambda: all(row.status == "delivered" for row in client.webhook_deliveries.list().items))
        rows = {row.uid: row for row in client.webhook_deliveries.list().items}
    assert sorted(row.attempts for row in rows.values()) == [1, 1, 2]
    assert set(rows) <= {call.headers["X-Avala-Webhook-Delivery"] for call in receiver.calls}


def test_over_https_with_an_authority_that_the_operator_named(tmp_path: Path) -> None:
    filled, ca = fill(tmp_path / "site"), init(tmp_path / "receiver", "--name", "localhost")
    pair = (ca.with_name("server.pem"), ca.with_name("server.key"))
    targets = {"AVALA_EDGE_WEBHOOK_TARGETS": "localhost"}
    with receiving(pair) as receiver:
        url = f"https://localhost:{receiver.port}/"
        with serving(tmp_path / "site", **targets) as server, _client(server, filled["key"]) as client:
            hook = client.webhooks.create(target_url=url, events=["dataset.created"])
            assert "AVALA_EDGE_OUTBOUND_CA" in client.webhooks.test(hook.uid)["message"]
        assert receiver.calls == []
        with (
            serving(tmp_path / "site", AVALA_EDGE_OUTBOUND_CA=str(ca), **targets) as server,
            _client(server, filled["key"]) as client,
        ):
            assert client.webhooks.test(hook.uid)["success"] is True


def _client(server: Server, key: str) -> Client:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AVALA_ALLOW_INSECURE_BASE_URL", "1")
        return Client(api_key=key, base_url=f"{server.base}/api/v1")


def _wait_until(true: Callable[[], bool]) -> None:
    for _ in range(900):
        if true():
            return
        time.sleep(0.1)
    raise AssertionError("it never came true")
