from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from avala_edge.errors import InvalidInput
from avala_edge.store import Accounts, Blobs, Database, Images, Keys, take_over
from avala_edge.store.keys import digest_of
from tests.unit.store.shelves import record_of

SECRETS = {"key_01": "avk_" + "a" * 43, "key_02": "avk_" + "b" * 43}
DATA = b"pretend this is a photo"
OTHER = b"pretend this is another"

FIELDS = ("uid", "width", "height", "format", "media_type", "pixels_sha256", "bytes")  # of a record as it was


def old_keys(**changes: Any) -> list[dict[str, Any]]:
    return [
        {"uid": uid, "name": f"Key {uid}", "role": role, "sha256": digest_of(SECRETS[uid]), "created": 1.7e9, **changes}
        for uid, role in (("key_01", "owner"), ("key_02", "annotator"))
    ]


def keep_image(folder: Path, data: bytes, *, sidecar: bytes | None = None, blob: bytes | None = None) -> None:
    record = record_of(data)
    path = folder / "images" / record.pixels_sha256[:2] / f"{record.pixels_sha256}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = {name: value for name, value in asdict(record).items() if name in FIELDS}
    path.write_bytes(json.dumps(kept).encode() if sidecar is None else sidecar)
    place = folder / "blobs" / record.pixels_sha256[:2] / record.pixels_sha256
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data if blob is None else blob)


def names(folder: Path, beginning: str) -> list[str]:
    return sorted(path.name for path in folder.glob(f"{beginning}*"))


@pytest.fixture
async def fresh(database: Database) -> Database:
    await Accounts(database).open()
    return database


async def test_old_keys_work_on_and_their_file_is_put_aside(fresh: Database, tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text(json.dumps({"keys": old_keys()}))
    await take_over(fresh, tmp_path)
    keys = Keys(fresh)
    await keys.refresh()
    found = {uid: keys.check(secret) for uid, secret in SECRETS.items()}
    assert {uid: who and (who.uid, who.role, who.name) for uid, who in found.items()} == {
        "key_01": ("key_01", "owner", "Key key_01"),
        "key_02": ("key_02", "annotator", "Key key_02"),
    }
    assert len({who.username for who in found.values() if who}) == 2
    assert [key.created_at.timestamp() for key in await keys.list()] == [1.7e9, 1.7e9]
    assert names(tmp_path, "keys.json") == ["keys.json.imported"]
    await take_over(fresh, tmp_path)
    assert len(await keys.list()) == 2


async def test_a_crash_before_the_file_was_put_aside_makes_no_key_twice(fresh: Database, tmp_path: Path) -> None:
    for _ in range(2):
        (tmp_path / "keys.json").write_text(json.dumps({"keys": old_keys()}))
        await take_over(fresh, tmp_path)
    assert len(await Keys(fresh).list()) == 2


async def test_a_role_that_is_none_any_more_may_least(fresh: Database, tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text(json.dumps({"keys": old_keys(role="king")}))
    await take_over(fresh, tmp_path)
    assert {key.role for key in await Keys(fresh).list()} == {"annotator"}


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "{",
        "[]",
        "\udcff",
        '{"keys": [{"uid": 1}]}',
        '{"keys": 3}',
        json.dumps({"keys": old_keys(uid=7)}),
        json.dumps({"keys": old_keys(created="yesterday")}),
        json.dumps({"keys": old_keys(created=1e30)}),
        json.dumps({"keys": old_keys(sha256=None)}),
        json.dumps({"keys": old_keys(name=["Ann"])}),
        json.dumps({"keys": old_keys(role={})}),
    ],
)
async def test_damaged_keys_stop_the_start_and_stay_where_they_are(
    fresh: Database, tmp_path: Path, damage: str
) -> None:
    path = tmp_path / "keys.json"
    path.write_bytes(damage.encode("utf-8", "surrogateescape"))
    with pytest.raises(InvalidInput, match=r"keys\.json"):
        await take_over(fresh, tmp_path)
    assert path.read_bytes() == damage.encode("utf-8", "surrogateescape")
    assert await Keys(fresh).list() == []


async def test_old_images_are_known_and_their_records_put_aside(fresh: Database, tmp_path: Path) -> None:
    for data in (DATA, OTHER):
        keep_image(tmp_path, data)
    await take_over(fresh, tmp_path)
    images = Images(fresh, Blobs(tmp_path))
    assert set(await images.uids()) == {record_of(DATA).uid, record_of(OTHER).uid}
    assert await images.get(record_of(DATA).uid) == record_of(DATA)
    assert images.read(record_of(DATA).uid) == DATA
    assert not await images.add(record_of(OTHER), OTHER)
    assert names(tmp_path, "images") == ["images.imported"]
    await take_over(fresh, tmp_path)


@pytest.mark.parametrize(
    "sidecar",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff",
        b'{"uid": 1}',
        *(
            json.dumps({**asdict(record_of(DATA)), **wrong}).encode()
            for wrong in (
                {"width": "4"},
                {"width": -1},
                {"height": True},
                {"bytes": 2**70},
                {"format": None},
                {"uid": "sha256:" + "0" * 63},
                {"uid": record_of(OTHER).uid},
            )
        ),
    ],
)
async def test_a_damaged_record_counts_as_absent(fresh: Database, tmp_path: Path, sidecar: bytes) -> None:
    keep_image(tmp_path, DATA, sidecar=sidecar)
    keep_image(tmp_path, OTHER)
    await take_over(fresh, tmp_path)
    images = Images(fresh, Blobs(tmp_path))
    assert await images.uids() == [record_of(OTHER).uid]
    assert await images.get(record_of(OTHER).uid) == record_of(OTHER)
    assert await images.add(record_of(DATA), DATA)


async def test_a_record_without_its_whole_bytes_counts_as_absent(fresh: Database, tmp_path: Path) -> None:
    keep_image(tmp_path, DATA, blob=DATA[:5])
    await take_over(fresh, tmp_path)
    images = Images(fresh, Blobs(tmp_path))
    assert await images.uids() == []
    assert await images.add(record_of(DATA), DATA)
    assert images.read(record_of(DATA).uid) == DATA


async def test_what_a_crash_of_the_old_version_left_is_swept(fresh: Database, tmp_path: Path) -> None:
    keep_image(tmp_path, DATA)
    leftover = tmp_path / "blobs" / "ab" / "x.1.tmp"
    leftover.parent.mkdir(exist_ok=True)
    leftover.write_bytes(b"half")
    await take_over(fresh, tmp_path)
    assert not leftover.exists()


async def test_two_servers_that_start_at_once_take_over_once(fresh: Database, tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text(json.dumps({"keys": old_keys()}))
    for data in (DATA, OTHER):
        keep_image(tmp_path, data)
    await asyncio.gather(*(take_over(fresh, tmp_path) for _ in range(4)))
    assert len(await Keys(fresh).list()) == 2
    assert len(await Images(fresh, Blobs(tmp_path)).uids()) == 2


async def test_a_folder_with_nothing_old_is_left_alone(fresh: Database, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    await take_over(fresh, folder)
    assert names(folder, "") == []
