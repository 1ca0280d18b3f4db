from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from sqlalchemy import URL

from avala_edge.errors import Busy, NotFound
from avala_edge.store import BlobStore, Database, ImageRecord, Images
from avala_edge.store.staging import Staged
from tests.unit.store.conftest import Keeper
from tests.unit.store.shelves import record_of

DATA = b"pretend this is a photo"
RECORD = record_of(DATA)


@pytest.fixture
def blobs(keeper: Keeper) -> BlobStore:
    return keeper.open()


@pytest.fixture
def images(database: Database, blobs: BlobStore) -> Images:
    return Images(database, blobs)


@pytest.fixture
async def another(url: URL, keeper: Keeper) -> AsyncIterator[Images]:
    """What another process, or the next one, has of the same site."""
    database = Database(url)
    yield Images(database, keeper.open())
    await database.close()


async def test_an_image_comes_back_after_a_restart(images: Images, another: Images, keeper: Keeper) -> None:
    assert await images.add(RECORD, DATA)
    assert await another.get(RECORD.uid) == RECORD == await another.find(RECORD.uid)
    assert another.read(RECORD.uid) == DATA
    assert another.part(RECORD.uid, 8, 12) == DATA[8:12]
    path = another.local_path(RECORD.uid)
    assert (path and path.read_bytes()) == (DATA if keeper.settings is None else None)
    assert await another.is_whole(RECORD)
    assert not await another.add(RECORD, DATA)
    assert await another.uids() == [RECORD.uid]


async def test_images_are_listed_newest_first(images: Images) -> None:
    words = [b"one", b"two", b"three"]
    for word in words:
        await images.add(record_of(word), word)
    assert await images.uids() == [record_of(word).uid for word in reversed(words)]


@pytest.mark.parametrize("damage", [None, b"", DATA[:5]])
async def test_bytes_that_were_lost_are_taken_in_again(
    images: Images, another: Images, keeper: Keeper, damage: bytes | None
) -> None:
    await images.add(RECORD, DATA)
    keeper.damage(RECORD.pixels_sha256, damage)
    assert not await another.is_whole(await another.get(RECORD.uid))
    assert not await another.add(RECORD, DATA)  # its row was there all the time
    assert another.read(RECORD.uid) == DATA
    assert keeper.names() == [RECORD.pixels_sha256]


@pytest.mark.parametrize("uid", ["", "sha256:", "sha256:" + "g" * 64, "md5:" + "0" * 64, "sha256:../" + "0" * 61])
async def test_what_is_no_uid_is_not_found(images: Images, uid: str) -> None:
    for ask in (images.get, images.find):
        with pytest.raises(NotFound):
            await ask(uid)
    for look in (images.read, lambda uid: images.part(uid, 0, 1)):
        with pytest.raises(NotFound):
            look(uid)


async def test_what_nobody_uploaded_is_not_found(images: Images) -> None:
    assert await images.find(RECORD.uid) is None
    with pytest.raises(NotFound, match="upload"):
        await images.get(RECORD.uid)
    with pytest.raises(NotFound):
        images.read(RECORD.uid)


async def test_a_record_of_other_bytes_is_a_mistake(images: Images, keeper: Keeper) -> None:
    with pytest.raises(ValueError, match="does not belong"):
        await images.add(replace(RECORD, uid="sha256:" + "0" * 64), DATA)
    assert await images.uids() == []
    assert keeper.names() == []


async def test_many_uploads_of_the_same_photo_are_one_image(images: Images, another: Images, keeper: Keeper) -> None:
    new = await asyncio.gather(*((images, another)[n % 2].add(RECORD, DATA) for n in range(20)))
    assert sorted(new) == [False] * 19 + [True]
    assert await images.uids() == [RECORD.uid]
    assert keeper.names() == [record_of(DATA).pixels_sha256]


async def test_an_upload_whose_client_left_is_whole_or_absent(images: Images, keeper: Keeper) -> None:
    for pause in range(12):
        data = f"photo {pause}".encode()
        task = asyncio.create_task(images.add(record_of(data), data))
        await asyncio.sleep(pause / 1000)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await asyncio.wait_for(asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()}), 10)
    assert keeper.names() == sorted(uid.removeprefix("sha256:") for uid in await images.uids())


async def test_a_crash_before_the_row_leaves_nothing(images: Images, blobs: BlobStore, keeper: Keeper) -> None:
    blobs.stage(DATA).lock.close()
    assert keeper.names() != []
    assert await images.recover() == 1
    assert keeper.names() == []
    assert await images.find(RECORD.uid) is None


async def test_a_crash_after_the_row_loses_nothing(
    images: Images, another: Images, keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(self: BlobStore, staged: Staged) -> None:
        staged.lock.close()  # as the kernel does
        raise OSError("the power went")

    with monkeypatch.context() as patch:
        patch.setattr(type(keeper.open()), "publish", crash)
        with pytest.raises(OSError, match="power"):
            await images.add(RECORD, DATA)
    assert not await another.is_whole(RECORD)
    assert await another.recover() == 1
    assert another.read(RECORD.uid) == DATA
    assert keeper.names() == [RECORD.pixels_sha256]
    assert await another.recover() == 0


async def test_a_commit_of_which_nobody_knows_loses_nothing(
    images: Images, another: Images, keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = Images._write

    async def lose(self: Images, record: ImageRecord) -> bool:
        await keep(self, record)
        raise Busy("the connection broke after the commit")

    with monkeypatch.context() as patch:
        patch.setattr(Images, "_write", lose)
        with pytest.raises(Busy):
            await images.add(RECORD, DATA)
    assert await another.is_whole(await another.get(RECORD.uid))
    assert keeper.names() == [RECORD.pixels_sha256]


async def test_recovery_leaves_what_somebody_is_writing(images: Images, another: Images, blobs: BlobStore) -> None:
    staged = blobs.stage(DATA)
    assert await another.recover() == 0
    assert staged.path.exists()
    blobs.discard(staged)


async def test_bytes_that_stay_staged_when_the_database_is_away_are_settled_at_the_next_start(
    images: Images, another: Images, keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(self: Database) -> None:
        raise Busy("the database went away")

    with monkeypatch.context() as patch:
        for name in ("read", "write"):
            patch.setattr(Database, name, away)
        with pytest.raises(Busy):
            await images._keep(RECORD, DATA)
    assert await another.recover() == 1
    assert keeper.names() == []


async def test_half_written_bytes_are_removed_even_of_a_known_image(
    images: Images, another: Images, keeper: Keeper
) -> None:
    await images.add(RECORD, DATA)
    (keeper.data_dir / "blobs" / "staging" / f"{RECORD.pixels_sha256}.0").write_bytes(DATA[:7])
    assert await another.recover() == 1
    assert another.read(RECORD.uid) == DATA
    assert keeper.names() == [RECORD.pixels_sha256]


async def test_a_recovery_beside_uploads_takes_nothing_away(images: Images, another: Images, keeper: Keeper) -> None:
    words = [f"photo {number}".encode() for number in range(60)]
    stop = asyncio.Event()

    async def recover() -> None:
        while not stop.is_set():
            await another.recover()
            await asyncio.sleep(0.01)  # or a busy machine has no time left for the uploads' connections

    recovering = asyncio.create_task(recover())
    try:
        async with asyncio.timeout(30):
            await asyncio.gather(*(images.add(record_of(word), word) for word in words))
    finally:
        stop.set()
        await recovering
    assert keeper.names() == sorted(record_of(word).pixels_sha256 for word in words)
