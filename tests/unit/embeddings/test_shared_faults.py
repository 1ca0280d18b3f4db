"""A shared server that is dead, frozen, full, locked or encrypted: clicks are answered all the same, and in time."""

from __future__ import annotations

import asyncio
import logging
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from avala_edge.config import Config
from avala_edge.errors import InvalidInput
from tests.unit.embeddings.conftest import Encoder, Open, until
from tests.unit.test_disk_tier import key
from tests.valkey_server import ValkeyServer

SETTINGS_PAGE = Path(__file__).parents[3] / "docs" / "reference" / "settings.md"


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING and r.name.startswith("avala_edge")]


async def test_a_server_that_dies_in_mid_work_comes_back(
    server: ValkeyServer,
    node: Open,
    encode: Encoder,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    monkeypatch.setattr("avala_edge.embeddings.valkey.REST_S", 0.3)
    store = node(None, server.url)
    working, gate = asyncio.Event(), asyncio.Event()

    async def held() -> object:
        working.set()
        await gate.wait()
        return await encode()

    click = asyncio.create_task(store.get(key("during"), held))
    await asyncio.wait_for(working.wait(), 5)
    server.kill()
    gate.set()
    assert (await asyncio.wait_for(click, 5))[1] == "miss"
    await until(lambda: store.counts()["unreachable"] >= 1)
    failed = store.counts()["unreachable"]
    outcomes = await asyncio.gather(*(store.get(key(str(number)), encode) for number in range(20)))
    assert {outcome for _, outcome in outcomes} == {"miss"}
    assert store.counts()["unreachable"] <= failed + 1  # the breaker spares the others
    assert len(warnings(caplog)) == 1
    server.start()
    await asyncio.sleep(0.35)
    assert (await store.get(key("after"), encode))[1] == "miss"
    assert "reachable again" in caplog.text
    await store.close()
    assert (await node(None, server.url).get(key("after"), encode))[1] == "shared"


async def test_a_frozen_server_costs_one_click_a_quarter_of_a_second(
    server: ValkeyServer, node: Open, encode: Encoder
) -> None:
    store = node(None, server.url)
    await store.get(key("before"), encode)
    server.freeze()
    waits = []
    for name in "abcdef":
        began = time.monotonic()
        assert (await store.get(key(name), encode))[1] == "miss"
        waits.append(time.monotonic() - began)
    assert waits[0] < 0.6
    assert sum(waits[1:]) < 0.6  # each on its own would be 1.25
    began = time.monotonic()
    await store.close()
    assert time.monotonic() - began < 5
    server.thaw()


async def test_after_a_freeze_no_answer_goes_to_another_question(
    server: ValkeyServer, node: Open, encode: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("avala_edge.embeddings.valkey.REST_S", 0.05)
    other = node(None, server.url)
    for name in "abc":
        await other.get(key(name), encode)
    await other.close()
    store = node(None, server.url)
    await store.get(key("warm"), encode)
    server.freeze()
    await asyncio.gather(*(store.get(key(name), encode) for name in "abc"))
    server.thaw()
    await asyncio.sleep(0.1)
    assert (await store.get(key("d"), encode))[1] == "miss"
    assert store.counts()["corrupt"] == 0


async def test_a_wrong_password_is_said_once_and_clicks_go_on(
    folder: Path,
    node: Open,
    encode: Encoder,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr("avala_edge.embeddings.valkey.REST_S", 0.01)
    server = ValkeyServer(folder, password="right-one")
    server.start()
    try:
        store = node("first", server.url.replace("right-one", "wrong-one"))
        for name in "abcd":
            assert (await store.get(key(name), encode))[1] == "miss"
            await asyncio.sleep(0.02)
        assert store.counts()["unreachable"] >= 4
        (said,) = warnings(caplog)
        assert f"redis://:***@127.0.0.1:{server.port}/0" in said
        assert "right-one" not in caplog.text
        assert "wrong-one" not in caplog.text
        store = node("second", server.url)
        await store.get(key(), encode)
        assert store.counts()["unreachable"] == 0
    finally:
        server.kill()


async def test_a_full_server_that_evicts_nothing_is_said_once_and_still_read(
    server: ValkeyServer, node: Open, encode: Encoder, caplog: pytest.LogCaptureFixture
) -> None:
    first = node(None, server.url)
    await first.get(key("kept"), encode)
    await first.close()
    with server.client() as client:
        client.config_set("maxmemory", "100kb")
        client.config_set("maxmemory-policy", "noeviction")
    store = node(None, server.url)
    for name in "abc":
        assert (await store.get(key(name), encode))[1] == "miss"
    assert (await store.get(key("kept"), encode))[1] == "shared"
    assert len(warnings(caplog)) == 1


async def test_the_documented_rights_are_enough(folder: Path, node: Open, encode: Encoder) -> None:
    (rights,) = re.findall(r"^user (avala-edge on .*)$", SETTINGS_PAGE.read_text(), re.MULTILINE)
    (password,) = re.findall(r" >(\S+)", rights)
    server = ValkeyServer(folder, "--user", *rights.split())
    server.start()
    url = server.url.replace("redis://", f"redis://avala-edge:{password}@")
    try:
        with server.client() as client:
            client.set(f"avala-edge:embedding:1:{key('bad').name}", b"damaged")
        for name, expected in (("first", "miss"), ("second", "shared")):
            store = node(name, url)
            assert (await store.get(key("bad"), encode))[1] == expected
            await store.close()
            assert store.counts()["unreachable"] == 0
    finally:
        server.kill()


@pytest.fixture
def certificate(folder: Path) -> Path:
    """A certificate for 127.0.0.1 that is its own authority; its key lies beside it."""
    path = folder / "server.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=valkey"
    extra = ["-addext", "subjectAltName=IP:127.0.0.1", "-out", path, "-keyout", path.with_suffix(".key")]
    subprocess.run([*command.split(), *extra], check=True, capture_output=True)
    return path


async def test_tls_with_a_site_s_own_authority(folder: Path, certificate: Path, node: Open, encode: Encoder) -> None:
    options = [
        "--tls-cert-file",
        certificate,
        "--tls-key-file",
        certificate.with_suffix(".key"),
        "--tls-ca-cert-file",
        certificate,
    ]
    server = ValkeyServer(folder, *map(str, options), "--tls-auth-clients", "no", tls=f"?ssl_ca_certs={certificate}")
    server.start()
    try:
        for name, expected in (("first", "miss"), ("second", "shared")):
            store = node(name, server.url)
            assert (await store.get(key(), encode))[1] == expected
            await store.close()
        stranger = node("third", server.url.partition("?")[0])  # knows public authorities only
        assert (await stranger.get(key(), encode))[1] == "miss"
        assert stranger.counts()["unreachable"] == 1
    finally:
        server.kill()


@pytest.mark.parametrize(
    "url",
    [
        "http://:hunter2@host:6379/0",
        "redis://:hunter2@",
        "redis://:hunter2@host:port/0",
        "redis://:hunter2@host:99999/0",
        "redis://:hunter2@host/zero",
        "redis://:hunter2@host/0?socket_timeout=9",
        "unix://:hunter2@/run/valkey.sock",
    ],
)
def test_a_bad_url_is_refused_and_not_shown(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AVALA_EDGE_SHARED_EMBEDDINGS", url)
    with pytest.raises(InvalidInput, match="AVALA_EDGE_SHARED_EMBEDDINGS") as refused:
        Config.from_environment(data_dir=tmp_path)
    assert refused.value.field == "shared_embeddings"
    assert "hunter2" not in str(refused.value)


def test_a_good_url_is_not_shown_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = "rediss://edge:hunter2@host:6380/2?ssl_ca_certs=/etc/ca.pem"
    monkeypatch.setenv("AVALA_EDGE_SHARED_EMBEDDINGS", url)
    config = Config.from_environment(data_dir=tmp_path)
    assert config.shared_embeddings == url
    assert "hunter2" not in repr(config)


def test_a_missing_package_is_named_at_the_start(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['redis'] = None; from avala_edge.cli import main; sys.argv[0] = 'avala-edge'; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "serve", "--port", "0", "--data-dir", str(tmp_path)],
        env={"AVALA_EDGE_SHARED_EMBEDDINGS": "redis://:hunter2@127.0.0.1:1/0", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 2
    assert "avala-edge[shared]" in done.stderr
    assert "hunter2" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
