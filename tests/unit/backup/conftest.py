from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest

from avala_edge.assembly import site_parts
from avala_edge.backup import create
from avala_edge.cli import main
from avala_edge.config import Config
from avala_edge.store import Database, SessionSigner, database_url, migrate
from tests.postgres_server import PostgresServer
from tests.unit.store.shelves import Shelves

T = TypeVar("T")
PHOTOS = 5


@dataclass(frozen=True)
class Place:
    """Where a site is: a folder, and a PostgreSQL address or nothing."""

    data_dir: Path
    url: str


@dataclass(frozen=True)
class Done:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Command = Callable[..., Done]
NewPlace = Callable[[], Place]


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """Which database: tests that use it run on both."""
    return str(request.param)


@pytest.fixture
def new_place(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[NewPlace]:
    """Make places for sites, each with an empty database of its own."""
    names: list[str] = []
    server: PostgresServer | None = None
    if kind == "postgresql":
        server = request.getfixturevalue("postgres_server")
    count = 0

    def make() -> Place:
        nonlocal count
        count += 1
        url = ""
        if server is not None:
            names.append(server.new_database(migrated=False))
            url = server.url(names[-1])
        return Place(tmp_path / f"site-{count}", url)

    yield make
    for name in names:
        assert server is not None
        server.drop_database(name)


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run `avala-edge backup …` for a place."""

    def run(place: Place | None, *words: object) -> Done:
        if place is not None:
            monkeypatch.setenv("AVALA_EDGE_DATA_DIR", str(place.data_dir))
            monkeypatch.setenv("AVALA_EDGE_DATABASE_URL", place.url)
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(["backup", *(str(word) for word in words)])
        said = capsys.readouterr()
        return Done(int(ended.value.code or 0), said.out, said.err)

    return run


def on_shelves(place: Place, work: Callable[[Shelves], Coroutine[Any, Any, T]]) -> T:
    """Do something with the store of a place."""

    async def run() -> T:
        url = database_url(place.url, place.data_dir)
        migrate(url)
        database = Database(url)
        try:
            return await work(await Shelves.open(database, place.data_dir))
        finally:
            await database.close()

    return asyncio.run(run())


@pytest.fixture
def place(new_place: NewPlace) -> Place:
    """A site with a project, photos and an annotation on each."""
    return filled(new_place())


def filled(made: Place) -> Place:
    async def fill(shelves: Shelves) -> None:
        project, items = await shelves.work(PHOTOS)
        for item in items:
            await shelves.draw(item, project)

    on_shelves(made, fill)
    SessionSigner(made.data_dir)
    (made.data_dir / "tls").mkdir(mode=0o700)
    (made.data_dir / "tls" / "server.key").write_text("a key")
    return made


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Callable[[str], Path]:
    """Make one backup of such a site for each kind of database, to copy from."""
    made: dict[str, Path] = {}

    def make(kind: str) -> Path:
        if kind not in made:
            folder, url = tmp_path_factory.mktemp(kind), ""
            if kind == "postgresql":
                server: PostgresServer = request.getfixturevalue("postgres_server")
                url = server.url(server.new_database(migrated=False))
            site = filled(Place(folder / "site", url))
            given = {} if not url else {"database_url": url}
            parts = site_parts(Config(data_dir=site.data_dir, **given))
            written = create(parts, folder, with_tls=False, allow_missing=False, told=lambda *_: None)
            made[kind] = written.path
        return made[kind]

    return make


@pytest.fixture
def copied(finished: Callable[[str], Path], kind: str, tmp_path: Path) -> Path:
    """A backup that may be damaged."""
    original = finished(kind)
    return Path(shutil.copytree(original, tmp_path / original.name))


@pytest.fixture
def made(place: Place, command: Command, tmp_path: Path) -> Path:
    """A backup of that site."""
    done = command(place, "create", tmp_path / "backups", "--json")
    assert done.code == 0, done.err
    return Path(done.json["path"])


def blobs_in(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / "blobs").glob("[0-9a-f][0-9a-f]/*"))
