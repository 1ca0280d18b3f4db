"""Takes over what versions before the database kept as files: keys.json and a JSON record beside each image."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import AsyncFileLock
from sqlalchemy import insert, select

from avala_edge.errors import InvalidInput, NotFound
from avala_edge.store.accounts import organization_number
from avala_edge.store.blobs import Blobs
from avala_edge.store.database import Database
from avala_edge.store.files import sweep_leftovers
from avala_edge.store.image_uids import sha_of
from avala_edge.store.principal import ROLES
from avala_edge.store.tables import api_keys, images, new_uid, now, users

_DONE = ".imported"
_LOCK_S = 300
_AT_ONCE = 1000
_FIELDS = {"uid", "width", "height", "format", "media_type", "pixels_sha256", "bytes"}
_LONGEST = {"format": 8, "media_type": 32, "pixels_sha256": 64}


async def take_over(database: Database, data_dir: Path) -> None:
    """Write old files' content into the database, once; the files stay under another name."""
    keys, records = data_dir / "keys.json", data_dir / "images"
    if not await asyncio.to_thread(lambda: keys.exists() or records.exists()):
        return
    async with AsyncFileLock(data_dir / "legacy.lock", timeout=_LOCK_S, mode=0o600):
        if await asyncio.to_thread(keys.is_file):
            await _keys(database, await asyncio.to_thread(_read_keys, keys))
            await asyncio.to_thread(keys.rename, keys.with_name(keys.name + _DONE))
        if await asyncio.to_thread(records.is_dir):
            await asyncio.to_thread(sweep_leftovers, data_dir / "blobs")
            blobs = await asyncio.to_thread(Blobs, data_dir)
            await _images(database, await asyncio.to_thread(_read_records, records, blobs))
            await asyncio.to_thread(records.rename, records.with_name(records.name + _DONE))


def _read_keys(path: Path) -> list[dict[str, Any]]:
    try:
        return [_key(row) for row in json.loads(path.read_bytes())["keys"]]
    except (OSError, ValueError, KeyError, TypeError, OverflowError) as error:
        raise InvalidInput(f"{path} is damaged; restore it, or remove it to start anew", field="data_dir") from error


def _key(row: dict[str, Any]) -> dict[str, Any]:
    words = {name: row[name] for name in ("uid", "name", "role", "sha256")}
    if not all(isinstance(word, str) for word in words.values()):
        raise TypeError
    return {**words, "created_at": datetime.fromtimestamp(row["created"], UTC)}


async def _keys(database: Database, rows: list[dict[str, Any]]) -> None:
    async with database.write() as tx:
        organization = await organization_number(tx)
        known = set((await tx.execute(select(api_keys.c.sha256))).scalars())
        for number, row in enumerate(row for row in rows if row["sha256"] not in known):
            role = row.pop("role")
            user = {
                "uid": new_uid(),
                "organization_id": organization,
                "username": f"{row['uid'].replace('key_', 'user-')}-{number}",
                "role": role if role in ROLES else "annotator",
            }
            user_id = (await tx.execute(insert(users).values(user).returning(users.c.id))).scalar_one()
            await tx.execute(insert(api_keys).values(**row, user_id=user_id))


def _read_records(folder: Path, blobs: Blobs) -> list[dict[str, Any]]:
    """Read what is whole; a damaged record, or one without its bytes, always counted as absent."""
    found = []
    for path in sorted(folder.glob("??/*.json"), key=lambda path: path.stat().st_mtime):
        try:
            body = json.loads(path.read_bytes())
            if _is_record(body) and blobs.is_whole(path.stem, body["bytes"]) and sha_of(body["uid"]) == path.stem:
                found.append(body)
        except (OSError, ValueError, NotFound):
            continue
    return found


def _is_record(body: object) -> bool:
    if not isinstance(body, dict) or body.keys() != _FIELDS:
        return False
    sizes = [body[name] for name in ("width", "height", "bytes")]
    words = [body[name] for name in ("uid", *_LONGEST)]
    return (
        all(type(size) is int and 0 < size < 2**31 for size in sizes)
        and all(isinstance(word, str) for word in words)
        and all(len(body[name]) <= longest for name, longest in _LONGEST.items())
    )


async def _images(database: Database, rows: list[dict[str, Any]]) -> None:
    moment = now()
    async with database.write() as tx:
        known = set((await tx.execute(select(images.c.uid))).scalars())
        new = [{**row, "created_at": moment} for row in rows if row["uid"] not in known]
        for start in range(0, len(new), _AT_ONCE):
            await tx.execute(insert(images), new[start : start + _AT_ONCE])
