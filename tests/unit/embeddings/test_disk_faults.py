"""A disk that is full, read-only or limited, and a process killed with its lock: clicks are answered, in time."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from avala_edge.embeddings import DiskTier, EmbeddingStore
from tests.unit.embeddings.conftest import Encoder
from tests.unit.test_disk_tier import LARGE, entries, key, packed, start

ROOT = Path(__file__).parents[3]

# Asks for each name in turn and prints, as JSON, what came of it and how long the slowest took.
CLICKS = """
    import asyncio, json, logging, sys, time
    from pathlib import Path
    from tests.unit.test_disk_tier import LARGE, key, embedding
    from avala_edge.embeddings import DiskTier, EmbeddingStore

    async def main(folder, names):
        disk = DiskTier(folder, budget_bytes=LARGE)
        store = EmbeddingStore(budget_bytes=LARGE, disk=disk)
        async def encode():
            return embedding(size=20_000)
        outcomes, slowest = [], 0.0
        for name in names:
            began = time.monotonic()
            outcomes.append((await store.get(key(name), encode))[1])
            slowest = max(slowest, time.monotonic() - began)
        await store.close()
        leftovers = [path.name for path in folder.rglob("*.tmp")]
        print(json.dumps({"outcomes": outcomes, "slowest": slowest, "leftovers": leftovers, "corrupt": disk.corrupt}))

    asyncio.run(main(Path(sys.argv[1]), sys.argv[2].split(",")))
"""


def click(folder: Path, names: str, *, before: str = "") -> tuple[dict[str, object], list[str]]:
    """Click in a process of its own; return what it printed and its log lines. `before` is a shell prefix."""
    python = [sys.executable, "-c", textwrap.dedent(CLICKS), str(folder), names]
    command = ["bash", "-c", f'{before} "$@"', "bash", *python]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), done.stderr.strip().splitlines()


@pytest.fixture(scope="module")
def own_mounts() -> str:
    """A shell prefix after which a process may mount for itself; nothing of it is seen outside."""
    prefix = "exec unshare --user --map-root-user --mount bash -c '{} exec \"$@\"' bash"
    if subprocess.run(["bash", "-c", prefix.format("mount -t tmpfs tmpfs /mnt &&") + " true"]).returncode:
        pytest.skip("this machine lets nobody make a mount namespace; the limit on file size is tested everywhere")
    return prefix


def test_a_full_disk_is_borne(tmp_path: Path, own_mounts: str) -> None:
    answer, log = click(
        tmp_path, "a,b,c,d,e,f,a", before=own_mounts.format(f"mount -t tmpfs -o size=400k t {tmp_path} &&")
    )
    assert answer["outcomes"] == ["miss"] * 6 + ["hit"]
    assert answer["leftovers"] == []
    assert float(str(answer["slowest"])) < 15  # a neighbour's encode would be waited for 30
    assert len(log) == 1
    assert "No space left" in log[0]


def test_a_disk_that_became_read_only_is_borne(tmp_path: Path, own_mounts: str) -> None:
    tier = DiskTier(tmp_path, budget_bytes=LARGE)
    tier.write(key("good"), packed("good"))
    tier.write(key("bad"), packed("other"))
    mount = f"mount --bind {tmp_path} {tmp_path} && mount -o remount,bind,ro {tmp_path} &&"
    answer, log = click(tmp_path, "good,bad,a,b", before=own_mounts.format(mount))
    assert answer["outcomes"] == ["disk", "miss", "miss", "miss"]
    assert answer["corrupt"] >= 1
    assert float(str(answer["slowest"])) < 15  # a neighbour's encode would be waited for 30
    assert sum("Read-only file system" in line for line in log) == 1


def test_a_limit_on_file_size_is_borne(tmp_path: Path) -> None:
    answer, log = click(tmp_path, "a,b,a", before="ulimit -f 16;")
    assert answer["outcomes"] == ["miss", "miss", "hit"]
    assert answer["leftovers"] == []
    assert entries(tmp_path) == []
    assert len(log) == 1
    assert "File too large" in log[0]


HOLDER = """
    import asyncio, sys
    from pathlib import Path
    from tests.unit.test_disk_tier import LARGE, key
    from avala_edge.embeddings import DiskTier, EmbeddingStore

    async def encode():
        print("encoding", flush=True)
        await asyncio.sleep(60)

    store = EmbeddingStore(budget_bytes=LARGE, disk=DiskTier(Path(sys.argv[1]), budget_bytes=LARGE))
    asyncio.run(store.get(key(), encode))
"""


async def test_the_next_process_goes_on_when_the_one_that_encoded_is_killed(tmp_path: Path, encode: Encoder) -> None:
    holder = start(HOLDER, str(tmp_path))
    assert holder.stdout is not None
    assert holder.stdout.readline() == "encoding\n"
    store = EmbeddingStore(budget_bytes=LARGE, disk=DiskTier(tmp_path, budget_bytes=LARGE))
    waiting = asyncio.create_task(store.get(key(), encode))
    await asyncio.sleep(0.3)
    assert encode.encodes == 0
    holder.kill()
    assert (await asyncio.wait_for(waiting, 15))[1] == "miss"
    holder.wait(timeout=20)
    await store.close()
