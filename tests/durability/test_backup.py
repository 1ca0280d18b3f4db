"""Backups of a real server that is being written to; backups and restores that are killed."""

from __future__ import annotations

import asyncio
import json
import random
import signal
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from avala_edge.store import Database, database_url, migrate
from tests.api.conftest import EDGE
from tests.durability.writes import Acknowledged, everything_is_there, one_write, set_up
from tests.postgres_server import PostgresServer
from tests.s3_server import S3Server
from tests.tls.process import COMMAND, Server, environment, run, serving
from tests.unit.store.shelves import Shelves

WRITERS = 4
PAUSE_S = 0.5  # between a writer's writes: whatever was written is read back, call by call
PHOTOS = 300
Settings = dict[str, str]


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database(request: pytest.FixtureRequest) -> Iterator[Callable[[], Settings]]:
    """Make empty databases; what is returned names one to a command."""
    made: list[str] = []
    server: PostgresServer | None = None
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_server")

    def make() -> Settings:
        if server is None:
            return {}
        made.append(server.new_database(migrated=False))
        return {"AVALA_EDGE_DATABASE_URL": server.url(made[-1])}

    yield make
    for name in made:
        assert server is not None
        server.drop_database(name)


@dataclass(frozen=True)
class Made:
    """A backup, and what had been acknowledged before it was begun."""

    path: Path
    known: Acknowledged


async def back_up(folder: Path, data_dir: Path, settings: Settings, known: Acknowledged) -> Made:
    before = deepcopy(known)
    command = ("backup", "create", str(folder), "--json", "--data-dir", str(data_dir))
    done = await asyncio.to_thread(run, *command, **settings)
    assert done.returncode == 0, done.stderr
    return Made(Path(json.loads(done.stdout)["path"]), before)


@asynccontextmanager
async def writing(server: Server, known: Acknowledged, chance: random.Random) -> AsyncIterator[None]:
    stop = asyncio.Event()

    async def write(session: aiohttp.ClientSession) -> None:
        while not stop.is_set():
            await one_write(session, known, chance)
            await asyncio.sleep(PAUSE_S)

    async with aiohttp.ClientSession(server.base, headers={"X-Avala-Api-Key": known.key}) as session:
        writers = [asyncio.create_task(write(session)) for _ in range(WRITERS)]
        try:
            yield
        finally:
            stop.set()
            await asyncio.gather(*writers)


async def is_no_older(server: Server, before: Acknowledged, after: Acknowledged) -> None:
    """Check that what was known before the backup is there, as it was then or as somebody made it since."""
    async with aiohttp.ClientSession(server.base, headers={"X-Avala-Api-Key": before.key}) as session:
        for uid, data in before.items.items():
            async with session.get(f"{EDGE}/items/{uid}/") as answer:
                assert answer.status == 200
                image = (await answer.json())["image"]["uid"]
            async with session.get(f"{EDGE}/images/{image}/content") as answer:
                assert await answer.read() == data
        for uid, said in before.annotations.items():
            async with session.get(f"{EDGE}/annotations/{uid}/") as answer:
                if answer.status == 404:
                    assert uid in after.gone
                    continue
                found = await answer.json()
            assert found["version"] >= said["version"] or uid in before.unsure
            if found["version"] == said["version"]:
                assert found == said


def whole(*words: str, **settings: str) -> Any:
    done = run("backup", "verify", "--json", *words, **settings)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


async def test_a_backup_amid_writes_is_one_state(tmp_path: Path, new_database: Callable[[], Settings]) -> None:
    settings, chance, folder = new_database(), random.Random(3), tmp_path / "backups"
    with serving(tmp_path / "site", **settings) as server:
        known = await set_up(server)
        async with writing(server, known, chance):
            made = [await back_up(folder, tmp_path / "site", settings, known) for _ in range(2)]
            live = await asyncio.to_thread(whole, "--site", "--data-dir", str(tmp_path / "site"), **settings)
        made.append(await back_up(folder, tmp_path / "site", settings, known))
    assert live["photos"] > 0
    assert len(known.annotations) > 20
    scratch = ["--database-url", settings["AVALA_EDGE_DATABASE_URL"]] if settings else []
    for number, each in enumerate(made):
        assert whole(str(each.path), *scratch)["photos"] >= len(each.known.items)
        place, where = tmp_path / f"restored-{number}", new_database()
        done = run("backup", "restore", str(each.path), "--data-dir", str(place), **where)
        assert done.returncode == 0, done.stderr
        with serving(place, **where) as server:
            await is_no_older(server, each.known, known)
            if each is made[-1]:
                await everything_is_there(server, known)
        whole("--site", "--data-dir", str(place), **where)


async def test_photos_move_between_files_and_a_bucket(tmp_path: Path, s3_server: S3Server) -> None:
    chance, folder = random.Random(4), tmp_path / "backups"
    here, there = {}, s3_server.environment(s3_server.new_place())
    with serving(tmp_path / "files") as server:
        known = await set_up(server)
        async with writing(server, known, chance):
            await back_up(folder, tmp_path / "files", here, known)
    await many_photos(tmp_path / "files", here)  # so that there is a middle to be killed in
    made = await back_up(folder, tmp_path / "files", here, known)
    refused = run("serve", "--data-dir", str(tmp_path / "files"), **there)
    assert (refused.returncode, "a backup and a restore" in refused.stderr) == (2, True)

    bucket = str(tmp_path / "bucket")
    restore = ["backup", "restore", str(made.path), "--data-dir", bucket]
    objects = s3_server.files()
    root = there["AVALA_EDGE_BLOBS_URL"].removeprefix("s3://")
    kill_when(restore, there, lambda: len(objects.find(root)) > PHOTOS // 10)
    assert run("serve", "--data-dir", bucket, **there).returncode == 2
    assert run(*restore, **there).returncode == 0
    with serving(Path(bucket), **there) as server:
        await everything_is_there(server, known)
        async with writing(server, known, chance):
            await back_up(folder, Path(bucket), there, known)
        made = await back_up(folder, Path(bucket), there, known)
    assert whole("--site", "--data-dir", bucket, **there)["staged"] == 0

    again = ["backup", "restore", str(made.path), "--data-dir"]
    refused = run(*again, str(tmp_path / "third"), **there)
    assert (refused.returncode, "has photos already" in refused.stderr) == (2, True)
    assert run(*again, str(tmp_path / "back")).returncode == 0
    with serving(tmp_path / "back") as server:
        await everything_is_there(server, known)
    whole("--site", "--data-dir", str(tmp_path / "back"))
    objects.rm_file(next(iter(objects.find(root))))
    lost = run("backup", "verify", "--site", "--data-dir", bucket, **there)
    assert (lost.returncode, "lost or damaged" in lost.stderr) == (1, True)


def kill_when(command: list[str], settings: Settings, is_time: Callable[[], bool]) -> None:
    """Start a command and end it with kill -9 in the middle."""
    process = subprocess.Popen(
        [COMMAND, *command], env=environment(settings), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while not is_time():
            assert process.poll() is None, "it was done before it could be killed"
    finally:
        process.kill()
    assert process.wait(timeout=10) == -signal.SIGKILL


async def many_photos(data_dir: Path, settings: Settings) -> None:
    url = database_url(settings.get("AVALA_EDGE_DATABASE_URL", ""), data_dir)
    migrate(url)
    database = Database(url)
    shelves = await Shelves.open(database, data_dir)
    await asyncio.gather(*(shelves.image(f"photo {number}") for number in range(PHOTOS)))
    await database.close()


def photos_in(folder: Path) -> set[Path]:
    return {path for path in (folder / "blobs").glob("[0-9a-f][0-9a-f]/*") if path.suffix != ".tmp"}


async def test_a_killed_backup_is_none_and_the_next_goes_on(
    tmp_path: Path, new_database: Callable[[], Settings]
) -> None:
    settings, site, folder = new_database(), tmp_path / "site", tmp_path / "backups"
    await many_photos(site, settings)
    create = ["backup", "create", str(folder), "--data-dir", str(site)]
    kill_when(create, settings, lambda: len(photos_in(folder / "unfinished")) > PHOTOS // 10)
    half = {path.name: path.stat().st_ino for path in photos_in(folder / "unfinished")}
    assert 0 < len(half) < PHOTOS
    assert run("backup", "verify", str(folder)).returncode == 2
    done = run(*create, "--json", **settings)
    assert done.returncode == 0, done.stderr
    path = Path(json.loads(done.stdout)["path"])
    assert {each.name: each.stat().st_ino for each in photos_in(path) if each.name in half} == half
    assert sorted(each.name for each in folder.iterdir()) == [path.name, "backup.lock"]
    assert whole(str(path))["photos"] == PHOTOS


async def test_a_killed_tar_file_is_none_and_leaves_nothing_after_the_next(tmp_path: Path) -> None:
    site, target = tmp_path / "site", tmp_path / "out" / "site.tar"
    target.parent.mkdir()
    await many_photos(site, {})
    create = ["backup", "create", str(target), "--data-dir", str(site)]
    unfinished = target.with_name("site.tar.unfinished")
    kill_when(create, {}, lambda: unfinished.exists() and unfinished.stat().st_size > 0)
    assert not target.exists()
    assert run(*create).returncode == 0
    assert list(target.parent.iterdir()) == [target]
    assert whole(str(target))["photos"] == PHOTOS


async def test_a_killed_restore_is_no_site_and_goes_on(tmp_path: Path, new_database: Callable[[], Settings]) -> None:
    settings, site, new = new_database(), tmp_path / "site", tmp_path / "new"
    await many_photos(site, settings)
    assert run("backup", "create", str(tmp_path / "b"), "--data-dir", str(site), **settings).returncode == 0
    where = new_database()
    restore = ["backup", "restore", str(tmp_path / "b"), "--data-dir", str(new)]
    kill_when(restore, where, lambda: len(photos_in(new)) > PHOTOS // 10)
    assert 0 < len(photos_in(new)) < PHOTOS
    refused = run("serve", "--port", "0", "--data-dir", str(new), **where)
    assert refused.returncode == 2
    assert "not finished" in refused.stderr
    done = run(*restore, **where)
    assert done.returncode == 0, done.stderr
    with serving(new, **where):
        pass
    found = whole("--site", "--data-dir", str(new), **where)
    assert (found["photos"], found["staged"]) == (PHOTOS, 0)


def test_a_running_server_keeps_its_folder(tmp_path: Path) -> None:
    with serving(tmp_path / "site"):
        made = run("backup", "create", str(tmp_path / "b"), "--data-dir", str(tmp_path / "site"))
        assert made.returncode == 0, made.stderr
        for force in ([], ["--force"]):
            refused = run("backup", "restore", str(tmp_path / "b"), "--data-dir", str(tmp_path / "site"), *force)
            assert refused.returncode == 2
            assert "stop it first" in refused.stderr
    assert run("backup", "restore", str(tmp_path / "b"), "--data-dir", str(tmp_path / "site")).returncode == 2
