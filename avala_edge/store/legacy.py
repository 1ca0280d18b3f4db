"""Takes over what versions before the database kept as files: keys.json and a JSON record beside each image."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from avala_edge.errors import InvalidInput
from avala_edge.store.database import Database
from avala_edge.store.images import ImageRecord
from avala_edge.store.principal import ROLES
from avala_edge.store.tables import api_keys, images, new_uid, organizations, users

_DONE = ".imported"


async def take_over(database: Database, data_dir: Path) -> None:
    """Write old files' content into the database, once; the files stay under another name."""
    keys, records = data_dir / "keys.json", data_dir / "images"
    if await asyncio.to_thread(keys.is_file):
        await _keys(database, await asyncio.to_thread(_read_keys, keys))
        await asyncio.to_thread(keys.rename, keys.with_name(keys.name + _DONE))
    if await asyncio.to_thread(records.is_dir):
        await _images(database, await asyncio.to_thread(_read_records, records))
        await asyncio.to_thread(records.rename, records.with_name(records.name + _DONE))


def _read_keys(path: Path) -> list[dict[str, Any]]:
    try:
        rows = json.loads(path.read_bytes())["keys"]
        return [{name: row[name] for name in ("uid", "name", "role", "sha256", "created")} for row in rows]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InvalidInput(f"{path} is damaged; restore it, or remove it to start anew", field="data_dir") from error


async def _keys(database: Database, rows: list[dict[str, Any]]) -> None:
    async with database.write() as tx:
        organization = (await tx.execute(select(organizations.c.id).limit(1))).scalar_one()
        known = set((await tx.execute(select(api_keys.c.sha256))).scalars())
        for number, row in enumerate(row for row in rows if row["sha256"] not in known):
            user = {
                "uid": new_uid(),
                "organization_id": organization,
                "username": f"{row['uid'].replace('key_', 'user-')}-{number}",
                "role": row["role"] if row["role"] in ROLES else "annotator",
            }
            user_id = (await tx.execute(insert(users).values(user).returning(users.c.id))).scalar_one()
            key = {name: row[name] for name in ("uid", "name", "sha256")}
            made = datetime.fromtimestamp(row["created"], UTC)
            await tx.execute(insert(api_keys).values(**key, user_id=user_id, created_at=made))


def _read_records(folder: Path) -> list[dict[str, Any]]:
    found = []
    for path in sorted(folder.glob("??/*.json"), key=lambda path: path.stat().st_mtime):
        try:
            body = json.loads(path.read_bytes())
        except (OSError, ValueError):
            continue  # a damaged record always counted as absent
        if isinstance(body, dict) and body.keys() == ImageRecord.__annotations__.keys():
            found.append(body)
    return found


async def _images(database: Database, rows: list[dict[str, Any]]) -> None:
    async with database.write() as tx:
        known = set((await tx.execute(select(images.c.uid))).scalars())
        new = [row for row in rows if row["uid"] not in known]
        if new:
            await tx.execute(insert(images), new)
