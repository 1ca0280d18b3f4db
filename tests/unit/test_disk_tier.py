"""The disk tier: nothing damaged is served, budgets hold, processes share."""

from __future__ import annotations

import asyncio
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from avala_edge.embeddings import DiskTier, EmbeddingKey, EmbeddingStore, pack
from avala_edge.geometry import Frame, View
from avala_edge.models import Embedding

FRAME = Frame(300, 400, 48.0, 64.0, View(10, 20, 200, 150))
LARGE = 1 << 30


def key(name: str = "a") -> EmbeddingKey:
    return EmbeddingKey(name, "model", 2, (10, 20, 200, 150))


def embedding(seed: int = 0, size: int = 64) -> Embedding:
    random = np.random.default_rng(seed)
    return Embedding(
        {
            "fine": random.normal(size=(1, 4, size)).astype(np.float32),
            "wide": (random.normal(size=(1, 8)) * 1e6).astype(np.float32),  # beyond float16
        },
        FRAME,
    )


def packed(name: str = "a", seed: int = 0, size: int = 64) -> bytes:
    data = pack(key(name), embedding(seed, size))
    assert data is not None
    return data


def entries(folder: Path) -> list[Path]:
    return sorted(folder.glob("??/*.safetensors"))


def same(a: Embedding | None, b: Embedding) -> bool:
    return (
        a is not None
        and a.frame == b.frame
        and a.tensors.keys() == b.tensors.keys()
        and all(
            np.allclose(a.tensors[n], b.tensors[n], rtol=0, atol=2e-3 * np.abs(b.tensors[n]).max()) for n in b.tensors
        )
    )


def test_what_was_written_is_read_by_the_next_process(tmp_path: Path) -> None:
    DiskTier(tmp_path, budget_bytes=LARGE).write(key(), packed())
    found = DiskTier(tmp_path, budget_bytes=LARGE).read(key())
    assert same(found, embedding())
    assert found is not None
    assert all(t.dtype == np.float32 and t.flags.c_contiguous for t in found.tensors.values())
    np.testing.assert_array_equal(found.tensors["wide"], embedding().tensors["wide"])  # kept as float32
    assert DiskTier(tmp_path, budget_bytes=LARGE).read(key("b")) is None


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(0, 1, exclude_max=True), st.integers(0, 7))
def test_a_flipped_bit_is_never_served(tmp_path: Path, where: float, bit: int) -> None:
    tier = DiskTier(tmp_path, budget_bytes=LARGE)
    tier.write(key(), packed())
    (path,) = entries(tmp_path)
    data = bytearray(path.read_bytes())
    data[int(where * len(data))] ^= 1 << bit
    path.write_bytes(data)
    found = tier.read(key())
    assert found is None
    assert tier.corrupt == 1
    assert not entries(tmp_path)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(0, 1, exclude_max=True))
def test_a_file_cut_short_is_never_served(tmp_path: Path, share: float) -> None:
    tier = DiskTier(tmp_path, budget_bytes=LARGE)
    tier.write(key(), packed())
    (path,) = entries(tmp_path)
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
    assert tier.read(key()) is None
    assert not entries(tmp_path)


def test_another_keys_file_is_not_served(tmp_path: Path) -> None:
    tier = DiskTier(tmp_path, budget_bytes=LARGE)
    tier.write(key("a"), packed("a", 1))
    (path,) = entries(tmp_path)
    tier.write(key("b"), packed("b", 2))
    (other,) = [p for p in entries(tmp_path) if p != path]
    shutil.copy(other, path)
    assert tier.read(key("a")) is None
    assert same(tier.read(key("b")), embedding(2))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(0, 12), st.integers(1, 400)), min_size=1, max_size=40), st.integers(5_000, 60_000)
)
def test_the_budget_holds(tmp_path: Path, writes: list[tuple[int, int]], budget: int) -> None:
    tier = DiskTier(tmp_path, budget_bytes=budget)
    for name, size in writes:
        tier.write(key(str(name)), packed(str(name), name, size))
        assert sum(path.stat().st_size for path in entries(tmp_path)) <= budget


def test_the_longest_unused_goes_first(tmp_path: Path) -> None:
    import os

    tier = DiskTier(tmp_path, budget_bytes=LARGE)
    for age, name in ((300, "old"), (200, "used"), (100, "new")):
        before = set(entries(tmp_path))
        tier.write(key(name), packed(name))
        (path,) = set(entries(tmp_path)) - before
        os.utime(path, (time.time() - age,) * 2)
        size = path.stat().st_size
    assert tier.read(key("used")) is not None  # and so its age starts again
    shrunk = DiskTier(tmp_path, budget_bytes=int(2.5 * size))
    assert shrunk.read(key("old")) is None
    assert shrunk.read(key("used")) is not None


async def test_a_restart_keeps_what_was_encoded(tmp_path: Path) -> None:
    async def encode() -> Embedding:
        return embedding()

    for expected in ("miss", "disk"):
        store = EmbeddingStore(budget_bytes=LARGE, disk=DiskTier(tmp_path, budget_bytes=LARGE))
        found, outcome = await store.get(key(), encode)
        assert outcome == expected
        assert same(found, embedding())
        await store.close()


async def test_a_folder_that_cannot_be_written_is_borne(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    tier = DiskTier(tmp_path, budget_bytes=LARGE)
    store = EmbeddingStore(budget_bytes=LARGE, disk=tier)
    (tmp_path / tier._path(key()).parent.name).write_text("a file where a folder should be")

    async def encode() -> Embedding:
        return embedding()

    assert (await store.get(key(), encode))[1] == "miss"
    await store.close()
    assert "not kept on disk" in caplog.text


PROCESS = """
    import asyncio, sys, time
    from pathlib import Path
    from tests.unit.test_disk_tier import LARGE, key, embedding
    from avala_edge.embeddings import DiskTier, EmbeddingStore

    async def main():
        store = EmbeddingStore(budget_bytes=LARGE, disk=DiskTier(Path(sys.argv[1]), budget_bytes=LARGE))
        encodes = 0
        async def encode():
            nonlocal encodes
            encodes += 1
            await asyncio.sleep(0.5)
            return embedding()
        while not Path(sys.argv[2]).exists():
            time.sleep(0.001)
        await asyncio.gather(*(store.get(key(), encode) for _ in range(25)))
        await store.close()
        print(encodes)

    asyncio.run(main())
"""


def start(script: str, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", textwrap.dedent(script), *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])


def test_fifty_first_clicks_in_two_processes_cost_one_encode(tmp_path: Path) -> None:
    go = tmp_path / "go"
    processes = [start(PROCESS, str(tmp_path / "tier"), str(go)) for _ in range(2)]
    time.sleep(1.5)
    go.touch()
    assert sum(int(process.communicate(timeout=60)[0]) for process in processes) == 1


WRITER = """
    import sys
    from pathlib import Path
    from tests.unit.test_disk_tier import LARGE, key, packed
    from avala_edge.embeddings import DiskTier

    tier = DiskTier(Path(sys.argv[1]), budget_bytes=LARGE)
    for number in range(1_000_000):
        tier.write(key(str(number % 7)), packed(str(number % 7), number % 7, 20_000))
        if number == 0:
            print("ready", flush=True)
"""


def test_a_killed_writer_leaves_nothing_bad(tmp_path: Path) -> None:
    for pause in (0.05, 0.11, 0.17, 0.23):
        process = start(WRITER, str(tmp_path))
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(pause)
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=20)
        tier = DiskTier(tmp_path, budget_bytes=LARGE)
        found = [tier.read(key(str(number))) for number in range(7)]
        assert tier.corrupt == 0
        assert any(one is not None for one in found)
        for number, one in enumerate(found):
            assert one is None or same(one, embedding(number, 20_000))
        assert not list(tmp_path.rglob("*.tmp"))


async def test_a_lock_that_is_never_given_back_delays_and_does_not_stop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("avala_edge.embeddings.store.NEIGHBOUR_S", 0.1)
    kept = DiskTier(tmp_path, budget_bytes=LARGE).lock(key())
    assert kept is not None
    store = EmbeddingStore(budget_bytes=LARGE, disk=DiskTier(tmp_path, budget_bytes=LARGE))

    async def encode() -> Embedding:
        return embedding()

    assert (await asyncio.wait_for(store.get(key(), encode), 5))[1] == "miss"
    await store.close()
    kept.release()
