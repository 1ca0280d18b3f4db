"""The shared tier: one encode for all nodes, nothing damaged served. Against a real server."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from avala_edge.embeddings import EmbeddingKey, open_shared, unpack
from tests.unit.embeddings.conftest import Encoder, Open
from tests.unit.test_disk_tier import embedding, key, packed, same, start
from tests.valkey_server import ValkeyServer


def value_of(one: EmbeddingKey) -> str:
    return f"avala-edge:embedding:1:{one.name}"


async def test_a_node_finds_and_keeps_what_another_encoded(server: ValkeyServer, node: Open, encode: Encoder) -> None:
    first, second = node("first", server.url), node("second", server.url)
    assert (await first.get(key(), encode))[1] == "miss"
    found, outcome = await second.get(key(), encode)  # while the first may still be writing
    assert outcome == "shared"
    assert same(found, embedding())
    assert second.counts() | {"shared": 1, "miss": 0, "corrupt": 0, "unreachable": 0} == second.counts()
    await second.close()
    server.kill()
    assert (await node("second", server.url).get(key(), encode))[1] == "disk"
    assert encode.encodes == 1


async def test_it_outlives_nodes_without_a_disk(server: ValkeyServer, node: Open, encode: Encoder) -> None:
    for expected in ("miss", "shared"):
        store = node(None, server.url)
        assert (await store.get(key(), encode))[1] == expected
        await store.close()
    with server.client() as client:
        assert client.ttl(value_of(key())) == -1
        assert client.keys() == [value_of(key()).encode()]  # claims are given back


NODE = """
    import asyncio, sys, time
    from pathlib import Path
    from tests.unit.test_disk_tier import LARGE, key, embedding
    from avala_edge.embeddings import DiskTier, EmbeddingStore, open_shared

    async def main():
        disk = DiskTier(Path(sys.argv[1]), budget_bytes=LARGE)
        store = EmbeddingStore(budget_bytes=LARGE, disk=disk, shared=open_shared(sys.argv[2]))
        encodes = 0
        async def encode():
            nonlocal encodes
            encodes += 1
            if sys.argv[4] == "hang":
                print("encoding", flush=True)
                await asyncio.sleep(60)
            await asyncio.sleep(0.5)
            return embedding()
        while not Path(sys.argv[3]).exists():
            time.sleep(0.001)
        await asyncio.gather(*(store.get(key(), encode) for _ in range(50)))
        await store.close()
        print(encodes)

    asyncio.run(main())
"""


def test_first_clicks_on_two_nodes_cost_one_encode(server: ValkeyServer, tmp_path: Path) -> None:
    go = tmp_path / "go"
    nodes = [start(NODE, str(tmp_path / name), server.url, str(go), "") for name in ("first", "second")]
    time.sleep(1.5)
    go.touch()
    assert sum(int(process.communicate(timeout=60)[0]) for process in nodes) == 1


async def test_a_node_that_dies_while_it_encodes_delays_the_others_by_its_lease(
    server: ValkeyServer, node: Open, encode: Encoder, tmp_path: Path
) -> None:
    (tmp_path / "go").touch()
    dying = start(NODE, str(tmp_path / "first"), server.url, str(tmp_path / "go"), "hang")
    assert dying.stdout is not None
    assert dying.stdout.readline() == "encoding\n"
    dying.kill()
    dying.wait(timeout=20)
    with server.client() as client:
        assert client.pttl(f"{value_of(key())}:lock") <= 5000
    waiting = node(None, server.url).get(key(), encode)
    assert (await asyncio.wait_for(waiting, 15))[1] == "miss"


async def test_an_encode_longer_than_the_lease_is_still_the_only_one(
    server: ValkeyServer, node: Open, encode: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("avala_edge.embeddings.valkey.LEASE_S", 0.3)

    async def slow() -> object:
        await asyncio.sleep(1.2)
        return await encode()

    outcomes = await asyncio.gather(*(node(name, server.url).get(key(), slow) for name in (None, None)))
    assert sorted(outcome for _, outcome in outcomes) == ["miss", "shared"]
    assert encode.encodes == 1


async def test_a_failed_encode_lets_the_other_node_try(server: ValkeyServer, node: Open, encode: Encoder) -> None:
    async def fail() -> object:
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        await node(None, server.url).get(key(), fail)
    began = time.monotonic()
    assert (await node(None, server.url).get(key(), encode))[1] == "miss"
    assert time.monotonic() - began < 2  # the lease is 5


def damaged() -> dict[str, bytes]:
    whole = packed()
    flipped = {f"flipped at {at}": bytes([*whole[:at], whole[at] ^ 4, *whole[at + 1 :]]) for at in (3, 40, 400, 1000)}
    return {**flipped, "cut": whole[:-1], "longer": whole + b"x", "junk": b"junk", "another key's": packed("b")}


@pytest.mark.parametrize("name", damaged())
async def test_what_is_damaged_is_removed_and_made_anew(
    server: ValkeyServer, node: Open, encode: Encoder, name: str
) -> None:
    with server.client() as client:
        client.set(value_of(key()), damaged()[name])
        store = node("first", server.url)
        found, outcome = await store.get(key(), encode)
        assert (outcome, encode.encodes, store.counts()["corrupt"]) == ("miss", 1, 1)
        assert same(found, embedding())
        await store.close()
        assert same(unpack(key(), client.get(value_of(key()))), embedding())


async def test_a_value_of_any_size_or_kind_does_no_harm(
    server: ValkeyServer, node: Open, encode: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("avala_edge.embeddings.valkey.LARGEST_VALUE", 100)
    store = node(None, server.url)
    with server.client() as client:
        client.set(value_of(key("large")), bytes(1_000_000))
        client.rpush(value_of(key("list")), "of another kind")
        for name in ("large", "list"):
            assert (await store.get(key(name), encode))[1] == "miss"
        await store.close()
        assert client.keys("*large*") == []
        assert client.get(value_of(key("large"))) is None  # ours are over the limit too, and are not kept


async def test_the_server_keeps_to_its_budget(folder: Path, node: Open, encode: Encoder) -> None:
    server = ValkeyServer(folder, "--maxmemory", "4mb", "--maxmemory-policy", "allkeys-lru")
    server.start()
    try:
        store = node(None, server.url)
        shared = open_shared(server.url)
        assert shared is not None
        for number in range(40):
            await shared.put(key(str(number)), packed(str(number), number, 40_000))
        await shared.close()
        assert (await store.get(key("39"), encode))[1] == "shared"
        assert (await store.get(key("0"), encode))[1] == "miss"
        assert store.counts()["unreachable"] == 0
        with server.client() as client:
            assert client.info("memory")["used_memory"] < 5_000_000
            assert client.info("stats")["evicted_keys"] > 10
    finally:
        server.kill()
