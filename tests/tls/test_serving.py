"""Clients of the real server process over TLS: who trusts the site's CA gets through, nobody else does."""

from __future__ import annotations

import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import httpx
import pytest

from tests.api.conftest import EDGE
from tests.api.photos import INSIDE, photo
from tests.tls.process import COMMAND, Server, environment, init, serving


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tls") / "data"


@pytest.fixture(scope="module")
def authority(data_dir: Path) -> Path:
    return init(data_dir)


@pytest.fixture(scope="module")
def server(data_dir: Path, authority: Path) -> Iterator[Server]:
    with serving(data_dir) as running:
        yield running


@pytest.fixture
def trusting(authority: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(authority))


def served_certificate(port: int) -> bytes:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection(("127.0.0.1", port), timeout=10) as raw,
        context.wrap_socket(raw, server_hostname="localhost") as wrapped,
    ):
        der = wrapped.getpeercert(binary_form=True)
    assert der
    return der


def test_what_is_printed_is_https_and_the_page_opens_there(server: Server, trusting: ssl.SSLContext) -> None:
    assert server.base == f"https://127.0.0.1:{server.port}"
    assert any(f"sign in: {server.base}/?token=" in line for line in server.said)
    (line,) = (line for line in server.said if "sign in:" in line)
    with httpx.Client(verify=trusting, trust_env=False) as client:
        entered = client.get(line.split()[-1])
        assert entered.status_code == 303
        cookie = entered.headers["Set-Cookie"]
        assert "; Secure" in cookie
        assert client.get(f"{server.base}{EDGE}/session/").status_code == 200
        page = client.get(f"{server.base}/")
        assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
        assert "Strict-Transport-Security" not in page.headers


def test_who_does_not_trust_the_authority_gets_nothing(server: Server) -> None:
    with httpx.Client(trust_env=False) as client, pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        client.get(f"{server.base}/healthz")


def test_a_wrong_name_gets_nothing(server: Server, trusting: ssl.SSLContext) -> None:
    with (
        socket.create_connection(("127.0.0.1", server.port), timeout=10) as raw,
        pytest.raises(ssl.SSLCertVerificationError, match="ostname mismatch"),
    ):
        trusting.wrap_socket(raw, server_hostname="other.lan")


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_tls_1_2_and_1_3(server: Server, trusting: ssl.SSLContext, version: ssl.TLSVersion) -> None:
    trusting.minimum_version = trusting.maximum_version = version
    with httpx.Client(verify=trusting, trust_env=False) as client:
        assert client.get(f"https://localhost:{server.port}/healthz").status_code == 200


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated")
def test_nothing_older(server: Server, trusting: ssl.SSLContext) -> None:
    trusting.minimum_version = trusting.maximum_version = ssl.TLSVersion.TLSv1_1
    trusting.set_ciphers("ALL:@SECLEVEL=0")
    with (
        socket.create_connection(("127.0.0.1", server.port), timeout=10) as raw,
        pytest.raises(ssl.SSLError, match=r"(?i)protocol|unsupported"),
    ):
        trusting.wrap_socket(raw, server_hostname="localhost")


def test_plain_http_gets_nothing_there(server: Server) -> None:
    with httpx.Client(trust_env=False) as client, pytest.raises(httpx.TransportError):
        client.get(f"http://127.0.0.1:{server.port}/healthz")


async def test_a_click_over_https_and_wss(server: Server, trusting: ssl.SSLContext) -> None:
    connector = aiohttp.TCPConnector(ssl=trusting)
    headers = {"X-Avala-Api-Key": server.key}
    async with aiohttp.ClientSession(server.base, connector=connector, headers=headers) as session:
        async with session.post(f"{EDGE}/images/", data=photo(), headers={"Content-Type": "image/png"}) as answer:
            assert answer.status in (200, 201)
            uid = (await answer.json())["uid"]
        async with session.get(f"{EDGE}/images/{uid}/content") as answer:
            assert await answer.read() == photo()
        async with session.ws_connect(f"{EDGE}/segment/ws") as ws:
            assert str(ws.get_extra_info("ssl_object").version()).startswith("TLSv1.")
            await ws.send_json({"id": "a", "image": uid, "points": [INSIDE]})
            assert (await ws.receive_json(timeout=20))["masks"]


def test_the_official_client(server: Server, authority: Path) -> None:
    program = (
        "from avala import Client\nfrom avala.errors import AvalaError\n"
        "try: print('datasets', len(Client().datasets.list().items))\n"
        "except AvalaError as error: print(type(error).__name__, error.status_code, error)\n"
    )
    settings = {"AVALA_API_KEY": server.key, "AVALA_BASE_URL": f"https://localhost:{server.port}/api/v1"}

    def call(**more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", program]
        env = environment({**settings, **more})
        return subprocess.run(command, env=env, capture_output=True, text=True, timeout=60)

    answered = call(SSL_CERT_FILE=str(authority))
    assert answered.stdout.split() == ["datasets", "0"], answered.stdout + answered.stderr
    unknown = call(SSL_CERT_FILE=str(authority), AVALA_API_KEY="avk_wrong")
    assert unknown.stdout.split()[:2] == ["AuthenticationError", "401"], unknown.stdout + unknown.stderr
    assert "CERTIFICATE_VERIFY_FAILED" in call().stderr


def test_commands_on_this_machine_find_the_authority(server: Server, data_dir: Path) -> None:
    settings = {"AVALA_EDGE_KEY": server.key, "AVALA_EDGE_DATA_DIR": str(data_dir), "PORT": str(server.port)}
    command = [COMMAND, "warm-up", "--all"]
    done = subprocess.run(command, env=environment(settings), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "completed" in done.stdout


def test_a_renewed_certificate_is_taken_without_dropping_a_connection(
    server: Server, data_dir: Path, authority: Path, trusting: ssl.SSLContext
) -> None:
    before = served_certificate(server.port)
    with httpx.Client(verify=trusting, trust_env=False, base_url=server.base) as client:
        assert client.get("/healthz").status_code == 200
        stream = client.get("/healthz").extensions["network_stream"]
        init(data_dir, "--force", "--name", "edge.lan")
        assert served_certificate(server.port) == before
        server.hang_up("certificate reloaded")
        assert served_certificate(server.port) != before
        again = client.get("/healthz")
        assert again.extensions["network_stream"].get_extra_info("socket") is stream.get_extra_info("socket")
    with httpx.Client(verify=trusting, trust_env=False) as fresh:
        assert fresh.get(f"{server.base}/healthz").status_code == 200


def test_a_bad_certificate_changes_nothing(server: Server, data_dir: Path) -> None:
    before = served_certificate(server.port)
    key = data_dir / "tls" / "server.key"
    good = key.read_bytes()
    key.write_bytes((data_dir / "tls" / "ca.key").read_bytes())
    server.hang_up("the certificate stays as it is")
    assert served_certificate(server.port) == before
    key.write_bytes(good)
    server.hang_up("certificate reloaded")
    assert served_certificate(server.port) == before
