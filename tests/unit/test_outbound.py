"""Where calls may go, by name and by address; pauses between tries."""

from __future__ import annotations

from pathlib import Path

import pytest

from avala_edge.errors import Forbidden, InvalidInput
from avala_edge.jobs.webhooks import LONGEST_PAUSE_S, PAUSES_S, pause_s
from avala_edge.outbound import NoAnswer, Outbound, Targets
from avala_edge.outbound.addresses import may_stand_for
from tests.clients.receiver import receiving


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://ci.example.org/a", True),
        ("https://CI.example.org:443/", True),
        ("https://ci.example.org:8443/", True),
        ("https://evil.example.org/", False),
        ("https://ci.example.org.evil.example/", False),
        ("https://ci.example.org@evil.example/", False),
        ("http://[::1]:9000/", True),
        ("http://[::1]:9001/", False),
        ("http:///", False),
    ],
)
def test_targets(url: str, allowed: bool) -> None:
    targets = Targets(("ci.example.org", "[::1]:9000"), "AVALA_EDGE_X")
    if allowed:
        targets.check(url)
    else:
        with pytest.raises(Forbidden, match="AVALA_EDGE_X"):
            targets.check(url)


@pytest.mark.parametrize(
    ("host", "address", "may"),
    [
        ("ci.example.org", "93.184.216.34", True),
        ("ci.lan", "10.0.0.7", True),
        ("ci.lan", "fd00::7", True),
        ("ci.example.org", "127.0.0.1", False),
        ("ci.example.org", "127.9.9.9", False),
        ("ci.example.org", "::1", False),
        ("ci.example.org", "::ffff:127.0.0.1", False),
        ("ci.example.org", "2002:7f00:1::", False),
        ("ci.example.org", "169.254.169.254", False),
        ("ci.example.org", "fe80::1%eth0", False),
        ("ci.example.org", "0.0.0.0", False),
        ("ci.example.org", "224.0.0.1", False),
        ("localhost", "127.0.0.1", True),
        ("hooks.localhost", "::1", True),
        ("notlocalhost", "127.0.0.1", False),
    ],
)
def test_what_a_name_may_stand_for(host: str, address: str, may: bool) -> None:
    assert may_stand_for(host, address) is may


async def test_a_call_is_bounded() -> None:
    outbound = Outbound(Targets(("127.0.0.1", "localhost"), "X"))
    with receiving() as receiver:
        url = f"http://localhost:{receiver.port}/"
        receiver.answer = b"x" * 1000
        receiver.sent_headers = {"Content-Encoding": "gzip"}  # is not undone
        answer = await outbound.post(url, b"{}", {}, timeout_s=20, most_bytes=100)
        assert (answer.status, answer.data, answer.whole) == (200, b"x" * 100, False)
        answer = await outbound.post(url, b"{}", {"A": "b"}, timeout_s=20, most_bytes=1000)
        assert (answer.whole, receiver.calls[-1].headers["A"], receiver.calls[-1].body) == (True, "b", b"{}")
        receiver.pause_s = 5
        with pytest.raises(NoAnswer, match=r"within 0\.2 seconds"):
            await outbound.post(url, b"{}", {}, timeout_s=0.2, most_bytes=1000)
    with pytest.raises(NoAnswer, match="cannot be reached"):
        await outbound.post(url, b"{}", {}, timeout_s=20, most_bytes=1000)


def test_an_authority_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("nothing")
    for name in ("ca.pem", "absent.pem"):
        with pytest.raises(InvalidInput, match=name):
            Outbound(Targets((), "X"), ca=tmp_path / name)


def test_pauses_grow_and_end() -> None:
    pauses = [pause_s(number) for number in range(1, 12)]
    assert all(usual <= pause <= 1.2 * usual for usual, pause in zip(PAUSES_S, pauses, strict=False))
    assert min(pauses[len(PAUSES_S) :]) >= PAUSES_S[-1]
    assert pause_s(1, at_least_s=100) == 100
    assert pause_s(1, at_least_s=10**9) == LONGEST_PAUSE_S
