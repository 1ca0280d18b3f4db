"""What a server does not start with; and the proxies that it believes."""

from __future__ import annotations

import logging
import signal
import subprocess
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer

from avala_edge.api.app import make_app
from avala_edge.assembly import open_site
from avala_edge.config import Config
from avala_edge.errors import InvalidInput
from avala_edge.tls import choose_tls, issue, make_authority, parse_name
from tests.api.conftest import EDGE, Client
from tests.tls.process import init, run, serving

NAME = parse_name("localhost")


@pytest.fixture
def own(tmp_path: Path) -> Callable[..., Config]:
    """Write a certificate of the operator's own and return settings that name it."""

    def write(*, ago: timedelta = timedelta(0), days: int = 100) -> Config:
        began = datetime.now(UTC) - ago
        chain, key = issue(make_authority([NAME], now=began), [NAME], days=days, now=began)
        certificate, private = tmp_path / "own.pem", tmp_path / "own.key"
        certificate.write_bytes(chain)
        private.write_bytes(key)
        private.chmod(0o600)
        return Config(data_dir=tmp_path / "data", host="0.0.0.0", tls_cert=certificate, tls_key=private)

    return write


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])
def test_other_machines_are_not_served_in_the_clear(tmp_path: Path, host: str) -> None:
    done = run("serve", "--host", host, "--port", "0", "--data-dir", str(tmp_path / "data"))
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.strip().splitlines()
    for way in ("avala-edge tls init", "AVALA_EDGE_TLS_CERT", "AVALA_EDGE_TLS_KEY", "AVALA_EDGE_ALLOW_PLAIN_HTTP=1"):
        assert way in line
    assert not (tmp_path / "data").exists()  # so nothing was opened, let alone bound


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_this_machine_is(tmp_path: Path, host: str) -> None:
    assert choose_tls(Config(data_dir=tmp_path, host=host)) is None


def test_every_address_and_the_word_for_it(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="every address"):
        choose_tls(Config(data_dir=tmp_path, host=""))
    assert choose_tls(Config(data_dir=tmp_path, host="", allow_plain_http=True)) is None


def test_what_is_made_is_used_and_a_name_is_shown_for_every_address(tmp_path: Path) -> None:
    init(tmp_path, "--name", "edge.lan")
    tls = choose_tls(Config(data_dir=tmp_path, host="0.0.0.0"))
    assert tls is not None
    assert [tls.shown_host(host) for host in ("0.0.0.0", "127.0.0.1", "10.9.9.9")] == [
        "edge.lan",
        "127.0.0.1",
        "edge.lan",
    ]


def test_a_certificate_of_ones_own(own: Callable[..., Config], caplog: pytest.LogCaptureFixture) -> None:
    config = own()
    with caplog.at_level(logging.WARNING):
        assert choose_tls(config) is not None
    assert not caplog.records
    assert config.tls_key is not None
    config.tls_key.chmod(0o640)
    with caplog.at_level(logging.WARNING):
        assert choose_tls(config) is not None
    assert "own.key can be read by other users" in caplog.text


def test_its_end_is_announced(own: Callable[..., Config], caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        choose_tls(own(days=29))
    assert "renew it" in caplog.text


def test_expired(own: Callable[..., Config], tmp_path: Path) -> None:
    own(ago=timedelta(days=20), days=10)
    settings = {"AVALA_EDGE_TLS_CERT": str(tmp_path / "own.pem"), "AVALA_EDGE_TLS_KEY": str(tmp_path / "own.key")}
    done = run("serve", "--port", "0", "--data-dir", str(tmp_path / "data"), **settings)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith("avala-edge: AVALA_EDGE_TLS_CERT:")
    assert "own.pem expired on" in line


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda folder: (folder / "own.key").write_bytes(issue(make_authority([NAME]), [NAME])[1]), "not the key of"),
        (lambda folder: (folder / "own.key").write_text("nothing"), "own.key is no private key"),
        (lambda folder: (folder / "own.pem").write_text("nothing"), "own.pem is no certificate"),
        (lambda folder: (folder / "own.pem").write_bytes(b"x" * 1_100_000), "too large"),
        (lambda folder: (folder / "own.pem").unlink(), "own.pem cannot be read: No such file"),
        (lambda folder: (folder / "own.key").unlink(), "own.key cannot be read: No such file"),
        (
            lambda folder: subprocess.run(
                ["openssl", "ec", "-aes128", "-passout", "pass:secret", "-in", "own.key", "-out", "own.key"],
                cwd=folder,
                check=True,
                capture_output=True,
            ),
            "has a passphrase",
        ),
        (
            lambda folder: subprocess.run(
                [
                    *("openssl", "req", "-x509", "-newkey", "rsa:1024", "-nodes", "-subj", "/CN=localhost"),
                    *("-days", "90", "-keyout", "own.key", "-out", "own.pem"),
                ],
                cwd=folder,
                check=True,
                capture_output=True,
            ),
            "own.pem cannot serve: EE_KEY_TOO_SMALL",
        ),
    ],
)
def test_what_cannot_serve_is_said_in_one_line(
    own: Callable[..., Config], tmp_path: Path, spoil: Callable[[Path], object], words: str
) -> None:
    config = own()
    spoil(tmp_path)
    with pytest.raises(InvalidInput, match=words) as refused:
        choose_tls(config)
    assert str(refused.value.field).startswith("AVALA_EDGE_TLS_")
    assert "\n" not in refused.value.message


def test_a_certificate_without_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AVALA_EDGE_TLS_CERT", "/own.pem")
    with pytest.raises(InvalidInput) as refused:
        Config.from_environment()
    assert refused.value.field == "AVALA_EDGE_TLS_KEY"


@pytest.mark.parametrize("text", ["10.0.0.5/8", "proxy.lan", "0.0.0.0/0", "::/0"])
def test_proxies_are_networks(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("AVALA_EDGE_TRUSTED_PROXIES", text)
    with pytest.raises(InvalidInput, match="AVALA_EDGE_TRUSTED_PROXIES"):
        Config.from_environment()


@pytest.fixture
async def behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> AsyncIterator[tuple[Client, str]]:
    monkeypatch.setenv("AVALA_EDGE_TRUSTED_PROXIES", request.param)
    config = Config.from_environment(data_dir=tmp_path, demo=False, threads=1, engine="onnxruntime-fp32")
    async with open_site(config) as site:
        key = (await site.keys.create("first admin"))[1]
        async with TestClient(TestServer(make_app(site))) as client:
            yield client, key


async def sign_in(client: Client, key: str, **headers: str) -> tuple[int, str]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = await client.post(f"{EDGE}/session/", json={"key": key}, headers=named)
    return answer.status, answer.headers.get("Set-Cookie", "")


@pytest.mark.parametrize("behind", ["", "10.0.0.0/8"], indirect=True)
async def test_a_stranger_cannot_pose_as_a_proxy(behind: tuple[Client, str]) -> None:
    client, key = behind
    posed = {"X_Forwarded_Proto": "https", "X_Forwarded_Host": "edge.lan"}
    assert "Secure" not in (await sign_in(client, key, X_Forwarded_For="10.0.0.1", **posed))[1]
    statuses = [(await sign_in(client, "avk_x", X_Forwarded_For=f"10.0.0.{n}"))[0] for n in range(11)]
    assert statuses == [401] * 10 + [429]  # one address, whatever it says


@pytest.mark.parametrize("behind", ["127.0.0.1, ::1"], indirect=True)
async def test_a_trusted_proxy_is_believed(behind: tuple[Client, str]) -> None:
    client, key = behind
    statuses = [(await sign_in(client, "avk_x", X_Forwarded_For="10.0.0.1"))[0] for _ in range(11)]
    assert statuses == [401] * 10 + [429]
    # What the client wrote itself stands left of what the proxy added, and counts for nothing.
    assert (await sign_in(client, "avk_x", X_Forwarded_For="1.2.3.4, 10.0.0.1"))[0] == 429
    status, cookie = await sign_in(client, key, X_Forwarded_For="10.0.0.2", X_Forwarded_Proto="https")
    assert (status, "Secure" in cookie) == (200, True)
    assert "Secure" not in (await sign_in(client, key, X_Forwarded_For="10.0.0.2", X_Forwarded_Proto="http"))[1]
    answer = await client.get("/healthz", headers={"X-Forwarded-For": "no address"})
    assert (answer.status, (await answer.json())["code"]) == (400, "invalid_x_forwarded_for_header")


@pytest.mark.parametrize("behind", ["127.0.0.1"], indirect=True)
async def test_a_page_behind_a_proxy_opens_its_socket(behind: tuple[Client, str]) -> None:
    client, key = behind
    headers = {"X-Forwarded-For": "10.0.0.2", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "edge.lan"}
    cookie = (await sign_in(client, key))[1].split(";")[0]
    ws = await client.ws_connect(
        f"{EDGE}/segment/ws", headers={**headers, "Cookie": cookie, "Origin": "https://edge.lan"}
    )
    await ws.send_json({"id": "a", "image": "sha256:" + "0" * 64, "points": [{"x": 1, "y": 1}]})
    assert (await ws.receive_json(timeout=10))["id"] == "a"
    await ws.close()


def test_a_server_without_tls_still_ends_at_a_hang_up(tmp_path: Path) -> None:
    with serving(tmp_path, ends=-signal.SIGHUP) as server:
        assert server.base.startswith("http://127.0.0.1:")
        server.process.send_signal(signal.SIGHUP)
        server.process.wait(timeout=10)
