"""Sites as releases left them, in `tests/data/site-REVISION/DATABASE`: an SQL dump, the data folder, what it answered.

`python -m tests.upgrade.released` makes them of the version that runs it; each release is kept as it was made then.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import URL

from avala_edge.api.app import make_app
from avala_edge.assembly import open_site, open_store
from avala_edge.config import Config
from avala_edge.store import Keys, database_url
from avala_edge.store.migrate import HEAD
from tests.postgres_server import PostgresServer
from tests.upgrade.everything import Doors, make_everything, write_the_rest, write_what_listens
from tests.upgrade.reading import digest, read_everything

DATA = Path(__file__).parents[1] / "data"
READERS = ("lead", "anna", "rita", "adam")
KEPT = ("blobs", "exports", "uploads", "session.secret")  # of a data folder; the rest is made anew


@dataclass(frozen=True)
class Released:
    """A site that a release left, on one kind of database."""

    folder: Path

    @property
    def revision(self) -> str:
        return self.folder.parent.name.removeprefix("site-")

    @property
    def kind(self) -> str:
        return self.folder.name

    def __str__(self) -> str:
        return f"{self.revision}-{self.kind}"

    def said(self) -> dict[str, Any]:
        """`keys`: name → secret; of each of `READERS`: path → answer."""
        read: dict[str, Any] = json.loads((self.folder / "answers.json").read_text())
        return read

    def load(self, data_dir: Path, postgres: PostgresServer | None) -> Config:
        """Put the site back, and say how to open it."""
        shutil.copytree(self.folder / "data", data_dir)
        dump, url = self.folder / "database.sql", ""
        if postgres is None:
            path = str(database_url("", data_dir).database)
            with closing(sqlite3.connect(path)) as connection:
                connection.executescript(dump.read_text())
        else:
            name = postgres.new_database(migrated=False)
            postgres.load(name, dump)
            url = postgres.url(name)
        return config_of(data_dir, url)


def releases() -> list[Released]:
    return [Released(folder) for folder in sorted(DATA.glob("site-*/*"))]


def config_of(data_dir: Path, url: str) -> Config:
    return Config(data_dir=data_dir, database_url=url, demo=False, threads=1, engine="onnxruntime-fp32")


def url_of(config: Config) -> URL:
    return database_url(config.database_url, config.data_dir)


@asynccontextmanager
async def open_doors(config: Config, keys: dict[str, str]) -> AsyncIterator[Doors]:
    async with open_site(config) as site, TestClient(TestServer(make_app(site))) as client:
        yield Doors(site, client, keys)


async def read_as(doors: Doors, who: str) -> dict[str, Any]:
    async def get(path: str) -> Any:
        async with doors.client.get(path, headers={"X-Avala-Api-Key": doors.keys[who]}) as answer:
            if answer.status != 200:
                return answer.status
            data = await answer.read()
            return json.loads(data) if answer.content_type == "application/json" else digest(data)

    return await read_everything(get, names_only=who != READERS[0])


async def _make(folder: Path, config: Config, postgres: PostgresServer | None) -> None:
    async with open_store(config) as database:
        keys = Keys(database)
        _, lead = await keys.create("lead")
        who = keys.first()
        await write_what_listens(database, who)
    async with open_doors(config, {"lead": lead}) as doors:
        await make_everything(doors)
    async with open_store(config) as database:
        await write_the_rest(database, who)
    _dump(config, postgres, folder / "database.sql")
    for name in KEPT:
        source = config.data_dir / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / "data" / name)
    async with open_doors(config, doors.keys) as doors:
        said = {"keys": doors.keys, **{name: await read_as(doors, name) for name in READERS}}
    lines = [f"{_json(who)}: {{\n{_lines(answers)}\n}}" for who, answers in said.items()]
    (folder / "answers.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


def _lines(answers: dict[str, Any]) -> str:
    return ",\n".join(f"{_json(path)}: {_json(answer)}" for path, answer in answers.items())


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _dump(config: Config, postgres: PostgresServer | None, path: Path) -> None:
    name = str(url_of(config).database)
    if postgres is not None:
        postgres.dump(name, path)
        return
    with closing(sqlite3.connect(name)) as connection:
        path.write_text("\n".join(connection.iterdump()) + "\n")


def main() -> None:
    postgres = PostgresServer()
    try:
        postgres.start()
        for kind, server in {"sqlite": None, "postgresql": postgres}.items():
            folder = DATA / f"site-{HEAD}" / kind
            shutil.rmtree(folder, ignore_errors=True)
            (folder / "data").mkdir(parents=True)
            with tempfile.TemporaryDirectory() as scratch:
                url = "" if server is None else server.url(server.new_database(migrated=False))
                asyncio.run(_make(folder, config_of(Path(scratch), url), server))
    finally:
        postgres.remove()


if __name__ == "__main__":
    main()
