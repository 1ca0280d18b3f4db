from __future__ import annotations

import hashlib
import json
import stat
import tarfile
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from avala_edge.backup.archive import finished_backups
from avala_edge.store import Blobs, database_url
from tests.unit.backup.conftest import PHOTOS, Command, Place, blobs_in, on_shelves
from tests.unit.store.shelves import Shelves, record_of


def execute(place: Place, statement: str) -> None:
    driver = "postgresql+psycopg" if place.url else "sqlite"
    engine = create_engine(database_url(place.url, place.data_dir).set(drivername=driver))
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def test_a_backup_says_what_is_in_it(made: Path, kind: str) -> None:
    manifest = json.loads((made / "manifest.json").read_bytes())
    assert manifest["database"]["kind"] == kind
    assert manifest["counts"]["annotations"] == manifest["counts"]["images"] == PHOTOS
    assert manifest["missing"] == []
    for name, entry in manifest["files"].items():
        data = (made / name).read_bytes()
        assert entry == {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    there = {path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file()}
    assert there == {*manifest["files"], "manifest.json", "manifest.json.sha256"}
    assert "session.secret" in there
    assert not any(name.startswith("tls/") for name in there)
    digest = hashlib.sha256((made / "manifest.json").read_bytes()).hexdigest()
    assert (made / "manifest.json.sha256").read_text() == f"{digest}  manifest.json\n"


def test_only_its_owner_reads_a_backup(made: Path) -> None:
    for path in [made.parent, *made.parent.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_keys_of_certificates_come_along_when_asked_for(place: Place, command: Command, tmp_path: Path) -> None:
    done = command(place, "create", tmp_path / "b", "--with-tls", "--json")
    assert (Path(done.json["path"]) / "tls" / "server.key").read_text() == "a key"


def test_the_next_backup_shares_photos_and_either_can_go(
    place: Place, made: Path, command: Command, tmp_path: Path
) -> None:
    on_shelves(place, lambda shelves: shelves.image("another"))
    done = command(place, "create", made.parent, "--json")
    second = Path(done.json["path"])
    assert done.json["linked"] == PHOTOS
    assert done.json["photos"] == PHOTOS + 1
    assert finished_backups(made.parent) == [made, second]
    shared = [path for path in blobs_in(second) if path.stat().st_nlink == 2]
    assert len(shared) == PHOTOS
    for path in sorted(made.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    made.rmdir()
    assert command(None, "verify", second.parent).code == 0


def test_one_file_holds_a_whole_site(place: Place, command: Command, tmp_path: Path) -> None:
    target = tmp_path / "site.tar"
    assert command(place, "create", target).code == 0
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("site.tar")] == ["site.tar"]
    with tarfile.open(target) as tar:
        assert sum(name.startswith("blobs/") for name in tar.getnames()) == PHOTOS
    done = command(place, "create", target)
    assert (done.code, "there already" in done.err) == (2, True)


def test_a_photo_whose_row_has_just_committed_comes_along(place: Place, command: Command, tmp_path: Path) -> None:
    data = b"committed, and not yet under its name"
    staged = Blobs(place.data_dir).stage(data)
    on_shelves(place, lambda shelves: shelves.images._write(record_of(data)))
    done = command(place, "create", tmp_path / "b", "--json")
    assert (Path(done.json["path"]) / "blobs" / staged.sha[:2] / staged.sha).read_bytes() == data


@pytest.mark.parametrize("damage", ["lost", "flipped", "short"])
def test_a_lost_photo_is_named_and_left_out_only_when_told_so(
    place: Place, command: Command, tmp_path: Path, damage: str
) -> None:
    blob = blobs_in(place.data_dir)[2]
    data = blob.read_bytes()
    blob.unlink()
    if damage != "lost":
        blob.write_bytes(bytes([data[0] ^ 1]) + data[1:] if damage == "flipped" else data[:-1])
    done = command(place, "create", tmp_path / "b")
    assert done.code == 2
    assert blob.name in done.err
    assert len(done.err.splitlines()) == 1
    assert finished_backups(tmp_path / "b") == []
    done = command(place, "create", tmp_path / "b", "--allow-missing", "--json")
    assert done.code == 0
    assert done.json["missing"] == [f"blobs/{blob.name[:2]}/{blob.name}"]
    assert done.json["photos"] == PHOTOS - 1
    checked = command(None, "verify", tmp_path / "b", "--json")
    assert (checked.code, checked.json["missing"]) == (0, done.json["missing"])


def test_exports_come_along_and_a_lost_one_is_told(place: Place, command: Command, tmp_path: Path) -> None:
    async def ask(shelves: Shelves) -> list[str]:
        from avala_edge.store import Exports

        exports = Exports(shelves.database)
        uids = [(await exports.create(shelves.owner)).uid for _ in range(3)]
        for uid in uids[:2]:
            await exports.end(shelves.owner, uid)
        return uids

    there, lost, waiting = on_shelves(place, ask)
    folder = place.data_dir / "exports"
    folder.mkdir()
    (folder / f"{there}.json").write_text("{}")
    (folder / f"{waiting}.json").write_text("half")
    done = command(place, "create", tmp_path / "b", "--json")
    assert done.json["missing"] == [f"exports/{lost}.json"]
    assert [path.name for path in (Path(done.json["path"]) / "exports").iterdir()] == [f"{there}.json"]


def test_no_room_is_said_before_anything_is_written(place: Place, command: Command, tmp_path: Path) -> None:
    execute(place, "UPDATE images SET bytes = 1000000000000000 WHERE id = 1")
    done = command(place, "create", tmp_path / "b")
    assert done.code == 2
    assert "room" in done.err
    assert finished_backups(tmp_path / "b") == []
    assert not list((tmp_path / "b").rglob("database*"))


def test_what_cannot_be_is_said_in_one_line(place: Place, made: Path, command: Command, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    for target, words in {
        place.data_dir / "backups": "inside the data directory",
        made: "is a backup itself",
        file: "cannot be used",
        file / "below": "",
    }.items():
        done = command(place, "create", target)
        assert done.code == 2
        assert words in done.err
        assert len(done.err.splitlines()) == 1
    nowhere = Place(tmp_path / "nowhere", place.url)
    assert "no site" in command(nowhere, "create", tmp_path / "b").err
    assert not nowhere.data_dir.exists()
    nowhere.data_dir.mkdir()
    if not place.url:
        assert "is not there" in command(nowhere, "create", tmp_path / "b").err


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_tools_that_do_not_fit_are_named(
    place: Place, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("avala_edge.store.postgres_tools._DEBIAN", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    done = command(place, "create", tmp_path / "b")
    assert done.code == 2
    assert done.err.startswith("avala-edge: pg_dump: is not installed")
    old = tmp_path / "pg_dump"
    old.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.24'\n")
    old.chmod(0o755)
    done = command(place, "create", tmp_path / "b")
    assert done.code == 2
    assert "is 9.6.24 here" in done.err
    assert finished_backups(tmp_path / "b") == []
