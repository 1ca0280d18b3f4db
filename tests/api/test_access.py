from __future__ import annotations

import logging

import pytest

from avala_edge.api.throttle import SignInThrottle
from avala_edge.assembly import Site
from avala_edge.errors import Throttled
from tests.api.conftest import EDGE, Client, Connect
from tests.api.photos import INSIDE, photo

CSRF = {"X-Avala-Csrf": "1"}


async def test_no_key_and_a_wrong_key(stranger: Client) -> None:
    answer = await stranger.get(f"{EDGE}/demo/")
    assert (answer.status, (await answer.json())["detail"]) == (401, "Authentication credentials were not provided.")
    for secret in ("avk_" + "x" * 43, "", "é"):
        answer = await stranger.get(f"{EDGE}/demo/", headers={"X-Avala-Api-Key": secret})
        assert (answer.status, (await answer.json())["detail"]) == (401, "Invalid API key.")


async def test_nothing_is_kept_for_a_stranger(stranger: Client, client: Client) -> None:
    assert (await stranger.post(f"{EDGE}/images/", data=photo())).status == 401
    assert (await client.post(f"{EDGE}/images/", data=photo())).status == 201


async def test_sign_in_with_a_key_then_csrf_matters(stranger: Client, key: str, uid: str) -> None:
    answer = await stranger.post(f"{EDGE}/session/", json={"key": key})
    assert answer.status == 200
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert (await (await stranger.get(f"{EDGE}/session/")).json())["name"] == "first admin"
    click = {"image": uid, "points": [INSIDE]}
    refused = await stranger.post(f"{EDGE}/segment/", json=click)
    assert (refused.status, (await refused.json())["code"]) == (403, "forbidden")
    assert (await stranger.post(f"{EDGE}/segment/", json=click, headers=CSRF)).status == 200
    assert (await stranger.delete(f"{EDGE}/session/", headers=CSRF)).status == 204
    assert (await stranger.get(f"{EDGE}/session/")).status == 401


async def test_a_forged_cookie_is_nobody(stranger: Client, site: Site, key: str) -> None:
    good = site.sessions.sign(site.keys.first())
    for forged in (good[:-1] + ("A" if good[-1] != "A" else "B"), good.replace(".", ".9", 1), "", "..", "é.1.x"):
        answer = await stranger.get(f"{EDGE}/session/", headers={"Cookie": f"avala_edge_session={forged}"})
        assert answer.status == 401
    answer = await stranger.get(f"{EDGE}/session/", headers={"Cookie": f"avala_edge_session={good}"})
    assert answer.status == 200


async def test_the_start_up_url_works_once(connect: Connect, site: Site, key: str) -> None:
    url = f"/?token={site.sign_in.issue()}"
    first = await (await connect(None)).get(url, allow_redirects=False)
    assert (first.status, first.headers["Location"]) == (303, "/")
    assert "avala_edge_session" in first.cookies
    for again in (url, "/?token=", "/?token=wrong"):
        visitor = await connect(None)
        answer = await visitor.get(again, allow_redirects=False)
        assert (answer.status, answer.headers["Location"]) == (303, "/")
        assert "Set-Cookie" not in answer.headers
        assert (await visitor.get(f"{EDGE}/session/")).status == 401


async def test_failed_sign_ins_are_throttled(stranger: Client, key: str) -> None:
    for _ in range(10):
        assert (await stranger.post(f"{EDGE}/session/", json={"key": "avk_wrong"})).status == 401
    answer = await stranger.post(f"{EDGE}/session/", json={"key": "avk_wrong"})
    assert answer.status == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert (await stranger.get(f"{EDGE}/demo/", headers={"X-Avala-Api-Key": key})).status == 200


def test_the_throttle_forgets_and_is_bounded() -> None:
    now = 0.0
    throttle = SignInThrottle(attempts=2, window_s=60, bound=2, clock=lambda: now)
    for _ in range(2):
        throttle.failed("a")
    with pytest.raises(Throttled) as refused:
        throttle.admit("a")
    assert refused.value.retry_after_s == 60
    now = 60.0
    throttle.admit("a")
    for address in ("b", "b", "c", "c"):
        throttle.failed(address)
    assert len(throttle._failures) == 2


async def test_wrong_method_and_unknown_path_are_json(client: Client) -> None:
    wrong = await client.put(f"{EDGE}/segment/", json={})
    assert (wrong.status, wrong.headers["Allow"]) == (405, "POST")
    assert await wrong.json() == {"detail": 'Method "PUT" not allowed.', "code": "method_not_allowed"}
    assert (await client.get(f"{EDGE}/segment/")).status == 405
    for path in (f"{EDGE}/nothing/", "/api/", "/nothing.js", "/..%2F..%2Fetc/passwd", "/a%00b"):
        missing = await client.get(path)
        assert (missing.status, (await missing.json())["code"]) == (404, "not_found")


async def test_an_unexpected_failure_tells_the_log_and_nobody_else(
    client: Client, site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def explode(self: Site) -> list[dict[str, object]]:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(Site, "models", explode)
    with caplog.at_level(logging.ERROR, logger="avala_edge.api"):
        answer = await client.get(f"{EDGE}/models/")
    assert answer.status == 500
    assert await answer.json() == {"detail": "Internal error. The server's log has the details.", "code": "internal"}
    assert "secret detail" in caplog.text


async def test_a_late_answer_is_504(client: Client, site: Site, uid: str) -> None:
    object.__setattr__(site.config, "request_deadline_s", 0.0001)
    answer = await client.post(f"{EDGE}/segment/", json={"image": uid, "points": [INSIDE]})
    assert (answer.status, (await answer.json())["code"]) == (504, "deadline_exceeded")
    object.__setattr__(site.config, "request_deadline_s", 30.0)
    assert (await client.post(f"{EDGE}/segment/", json={"image": uid, "points": [INSIDE]})).status == 200
