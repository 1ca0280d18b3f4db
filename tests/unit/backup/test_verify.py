from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from avala_edge.store import Blobs
from tests.postgres_server import PostgresServer
from tests.unit.backup.conftest import PHOTOS, Command, Place, blobs_in, on_shelves
from tests.unit.backup.test_create import execute


def flip(path: Path) -> str:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    return path.name


def cut(path: Path) -> str:
    path.write_bytes(path.read_bytes()[:-1])
    return path.name


def remove(path: Path) -> str:
    path.unlink()
    return path.name


def link(path: Path) -> str:
    path.unlink()
    path.symlink_to("/etc/hostname")
    return path.name


def database_of(made: Path) -> Path:
    return next(path for path in made.iterdir() if path.name.startswith("database."))


def orphan(made: Path) -> str:
    name = hashlib.sha256(b"orphan").hexdigest()
    (made / "blobs" / name[:2]).mkdir(exist_ok=True)
    (made / "blobs" / name[:2] / name).write_bytes(b"orphan")
    return name


def tell(made: Path, change: Callable[[dict[str, object]], None]) -> None:
    """Change what a manifest says, and its SHA-256 too."""
    manifest = json.loads((made / "manifest.json").read_bytes())
    change(manifest)
    data = json.dumps(manifest).encode()
    (made / "manifest.json").write_bytes(data)
    (made / "manifest.json.sha256").write_text(f"{hashlib.sha256(data).hexdigest()}  manifest.json\n")


DAMAGE: dict[str, Callable[[Path], str]] = {
    "flipped photo": lambda made: flip(blobs_in(made)[1]),
    "short photo": lambda made: cut(blobs_in(made)[1]),
    "missing photo": lambda made: remove(blobs_in(made)[1]),
    "photo that is a link": lambda made: link(blobs_in(made)[1]),
    "orphan photo": orphan,
    "flipped database": lambda made: flip(database_of(made)),
    "missing database": lambda made: remove(database_of(made)),
    "missing secret": lambda made: remove(made / "session.secret"),
    "truncated manifest": lambda made: cut(made / "manifest.json"),
    "flipped manifest": lambda made: flip(made / "manifest.json"),
    "missing manifest": lambda made: remove(made / "manifest.json"),
    "missing digest": lambda made: remove(made / "manifest.json.sha256"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_found_and_named_and_not_restored(
    copied: Path, kind: str, command: Command, tmp_path: Path, damage: str
) -> None:
    assert command(None, "verify", copied).code == 0
    name = DAMAGE[damage](copied)
    done = command(None, "verify", copied)
    assert done.code == 1
    assert name in done.err
    assert name in " ".join(command(None, "verify", copied, "--json").json["problems"])
    new = Place(tmp_path / "restored", "" if kind == "sqlite" else "postgresql://avala@127.0.0.1:1/none")
    refused = command(new, "restore", copied)
    assert refused.code == 2
    assert name in refused.err
    assert len(refused.err.splitlines()) == 1
    assert not new.data_dir.exists()


def test_a_quick_look_finds_what_is_missing_but_no_flipped_bit(copied: Path, command: Command) -> None:
    flip(blobs_in(copied)[1])
    assert command(None, "verify", copied, "--quick").code == 0
    remove(blobs_in(copied)[1])
    assert command(None, "verify", copied, "--quick").code == 1


def test_a_tar_file_that_was_cut_or_changed_is_found(place: Place, command: Command, tmp_path: Path) -> None:
    target = tmp_path / "site.tar"
    command(place, "create", target)
    assert command(None, "verify", target).code == 0
    whole = target.read_bytes()
    at = whole.index(b"photo 3")
    target.write_bytes(whole[:at] + b"X" + whole[at + 1 :])
    assert hashlib.sha256(b"photo 3").hexdigest() in command(None, "verify", target).err
    for length in (len(whole) // 2, 100, 0):
        target.write_bytes(whole[:length])
        assert command(None, "verify", target).code in (1, 2)


def test_a_photo_that_the_database_names_and_the_manifest_does_not(copied: Path, command: Command) -> None:
    blob = blobs_in(copied)[0]
    blob.unlink()
    tell(copied, lambda manifest: manifest["files"].pop(f"blobs/{blob.name[:2]}/{blob.name}"))  # type: ignore[attr-defined]
    done = command(None, "verify", copied)
    assert (done.code, f"{blob.name}: the database names it" in done.err) == (1, True)


def test_a_photo_that_the_database_does_not_name(copied: Path, command: Command) -> None:
    name = orphan(copied)
    entry = {"bytes": 6, "sha256": name}
    tell(copied, lambda manifest: manifest["files"].update({f"blobs/{name[:2]}/{name}": entry}))  # type: ignore[attr-defined]
    done = command(None, "verify", copied)
    assert (done.code, f"{name}: the database does not name it" in done.err) == (1, True)


def test_a_manifest_names_nothing_outside_of_a_backup(copied: Path, command: Command) -> None:
    entry = {"bytes": 1, "sha256": "0" * 64}
    tell(copied, lambda manifest: manifest["files"].update({"../../etc/passwd": entry}))  # type: ignore[attr-defined]
    done = command(None, "verify", copied)
    assert (done.code, "no file that a backup has" in done.err) == (1, True)


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_rows_that_do_not_hold_together_are_found(copied: Path, command: Command) -> None:
    copy = copied / "database.sqlite3"
    with sqlite3.connect(copy) as database:
        database.execute("DROP TRIGGER IF EXISTS audit_events_no_delete")
        database.execute("UPDATE annotation_counts SET count = count + 1")
        database.execute("UPDATE datasets SET item_count = 77")
        database.execute("DELETE FROM labels")
    database.close()
    entry = {"bytes": copy.stat().st_size, "sha256": hashlib.sha256(copy.read_bytes()).hexdigest()}
    tell(copied, lambda manifest: manifest["files"].update({"database.sqlite3": entry}))  # type: ignore[attr-defined]
    said = command(None, "verify", copied).err
    assert "foreign key check" in said
    assert "labels has 0 rows, not 2" in said


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_a_dump_is_tried_out_in_a_scratch_database(
    copied: Path, command: Command, postgres_server: PostgresServer
) -> None:
    def wrong(manifest: dict[str, object]) -> None:
        manifest["counts"] = {**manifest["counts"], "labels": 3}  # type: ignore[dict-item]

    here = postgres_server.url()
    assert command(None, "verify", copied, "--database-url", here).code == 0
    tell(copied, wrong)
    assert command(None, "verify", copied).code == 0  # nobody counted
    done = command(None, "verify", copied, "--database-url", here)
    assert (done.code, "labels has 2 rows, not 3" in done.err) == (1, True)
    flip(database_of(copied))
    assert command(None, "verify", copied, "--database-url", here).code == 1
    assert postgres_server.ask("SELECT count(*) FROM pg_database WHERE datname LIKE 'avala_edge_scratch%'") == 0
    refused = command(None, "verify", copied, "--database-url", "postgresql://avala:wrong@127.0.0.1:1/none")
    assert refused.code in (1, 2)
    assert "wrong" not in refused.err


def test_a_site_that_is_whole(place: Place, command: Command) -> None:
    done = command(place, "verify", "--site", "--json")
    assert done.code == 0, done.out
    assert done.json["ok"] is True
    assert (done.json["photos"], done.json["staged"], done.json["counts"]["annotations"]) == (PHOTOS, 0, PHOTOS)


@pytest.mark.parametrize("damage", ["flipped photo", "short photo", "missing photo", "orphan photo"])
def test_damage_of_a_site_is_found(place: Place, command: Command, damage: str) -> None:
    name = DAMAGE[damage](place.data_dir)
    done = command(place, "verify", "--site")
    assert (done.code, name in done.err) == (1, True)
    assert len(done.err.splitlines()) == 1
    assert command(place, "verify", "--site", "--quick").code == (0 if damage == "flipped photo" else 1)


def test_a_site_that_miscounts_is_found(place: Place, command: Command) -> None:
    execute(place, "UPDATE annotation_counts SET count = count + 1")
    execute(place, "UPDATE datasets SET item_count = 77")
    said = command(place, "verify", "--site").err
    assert f"{PHOTOS + 1} annotations are counted, {PHOTOS} are there" in said
    assert f"77 items are counted, {PHOTOS} are there" in said


def test_photos_on_their_way_in_are_no_damage(place: Place, command: Command) -> None:
    staged = Blobs(place.data_dir).stage(b"on its way")
    done = command(place, "verify", "--site", "--json")
    assert (done.code, done.json["staged"]) == (0, 1)
    staged.lock.close()


def test_one_thing_is_checked(place: Place, made: Path, command: Command, tmp_path: Path) -> None:
    assert command(place, "verify").code == 2
    assert command(place, "verify", made, "--site").code == 2
    for path in (tmp_path / "nothing", tmp_path, made / "session.secret"):
        assert command(None, "verify", path).code == 2


def test_a_site_that_is_none(place: Place, command: Command, tmp_path: Path) -> None:
    nowhere = Place(tmp_path / "nowhere", place.url)
    assert command(nowhere, "verify", "--site").code == 2
    assert not nowhere.data_dir.exists()
    on_shelves(place, lambda shelves: shelves.image("another"))
    assert command(place, "verify", "--site").code == 0
