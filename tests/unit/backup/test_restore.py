from __future__ import annotations

import json
import shutil
import stat
from pathlib import Path

import pytest

from avala_edge.cli import main
from avala_edge.store import site_in_use
from tests.unit.backup.conftest import PHOTOS, Command, NewPlace, Place, blobs_in, on_shelves
from tests.unit.backup.test_create import execute
from tests.unit.backup.test_verify import tell
from tests.unit.store.shelves import ALL, Shelves


def marker_of(made: Path, place: Place) -> Path:
    """Leave behind what a restore leaves that was killed."""
    place.data_dir.mkdir(exist_ok=True)
    marker = place.data_dir / "unfinished-restore.json"
    marker.write_text(json.dumps({"sha256": (made / "manifest.json.sha256").read_text()[:64], "path": str(made)}))
    return marker


def test_a_site_comes_back(made: Path, place: Place, new_place: NewPlace, command: Command) -> None:
    new = new_place()
    done = command(new, "restore", made.parent, "--json")
    assert done.code == 0, done.err
    assert (done.json["photos"], done.json["aside"], done.json["path"]) == (PHOTOS, None, str(made))
    assert command(new, "verify", "--site").code == 0
    assert [path.name for path in blobs_in(new.data_dir)] == [path.name for path in blobs_in(place.data_dir)]
    secret = new.data_dir / "session.secret"
    assert secret.read_bytes() == (place.data_dir / "session.secret").read_bytes()
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert stat.S_IMODE(new.data_dir.stat().st_mode) == 0o700

    async def drawn(shelves: Shelves) -> list[str]:
        log = (await shelves.activity.page(shelves.owner, ALL)).items
        return sorted(event.subject_uid for event in log if event.action == "annotation.created")

    assert len(on_shelves(new, drawn)) == PHOTOS
    assert on_shelves(new, drawn) == on_shelves(place, drawn)


def test_a_tar_file_comes_back(place: Place, new_place: NewPlace, command: Command, tmp_path: Path) -> None:
    command(place, "create", tmp_path / "site.tar", "--with-tls")
    new = new_place()
    assert command(new, "restore", tmp_path / "site.tar").code == 0
    assert command(new, "verify", "--site").code == 0
    assert (new.data_dir / "tls" / "server.key").read_text() == "a key"


def test_what_is_there_is_moved_aside_only_when_told_so(
    made: Path, new_place: NewPlace, command: Command, kind: str
) -> None:
    new = new_place()
    new.data_dir.mkdir()
    (new.data_dir / "notes.txt").write_text("mine")
    done = command(new, "restore", made)
    assert (done.code, "not empty" in done.err) == (2, True)
    assert [path.name for path in new.data_dir.iterdir() if path.name != "site.lock"] == ["notes.txt"]
    done = command(new, "restore", made, "--force", "--json")
    assert done.code == 0, done.err
    assert (Path(done.json["aside"]) / "notes.txt").read_text() == "mine"
    assert command(new, "verify", "--site").code == 0


def test_a_folder_in_use_is_left_alone(made: Path, new_place: NewPlace, command: Command) -> None:
    new = new_place()
    with site_in_use(new.data_dir):
        for words in ((), ("--force",)):
            done = command(new, "restore", made, *words)
            assert (done.code, "stop it first" in done.err) == (2, True)
    assert command(new, "restore", made).code == 0


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_a_database_that_is_not_empty_is_left_alone(made: Path, place: Place, command: Command, tmp_path: Path) -> None:
    new = Place(tmp_path / "restored", place.url)
    done = command(new, "restore", made, "--force")
    assert (done.code, "not empty" in done.err) == (2, True)
    assert [path.name for path in new.data_dir.iterdir()] == ["site.lock"]


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_turns_of_those_who_worked_then_do_not_come_back(
    place: Place, new_place: NewPlace, command: Command, tmp_path: Path
) -> None:
    execute(place, "CREATE SCHEMA dbos CREATE TABLE workflow_status (workflow_uuid text)")
    assert command(place, "create", tmp_path / "b").code == 0
    new = new_place()
    assert command(new, "restore", tmp_path / "b").code == 0
    execute(new, "CREATE SCHEMA dbos")  # there is none yet
    assert command(new, "verify", "--site").code == 0


def test_a_backup_goes_back_into_its_own_kind_of_database(
    made: Path, place: Place, command: Command, tmp_path: Path, kind: str
) -> None:
    other = Place(tmp_path / "other", "" if place.url else "postgresql://avala@127.0.0.1:1/none")
    done = command(other, "restore", made)
    assert (done.code, "AVALA_EDGE_DATABASE_URL" in done.err) == (2, True)
    assert not other.data_dir.exists()


def test_no_server_starts_on_an_unfinished_restore_and_it_goes_on(
    made: Path, new_place: NewPlace, command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    new = new_place()
    marker_of(made, new)
    first = blobs_in(made)[0]
    (new.data_dir / "blobs" / first.name[:2]).mkdir(parents=True)
    shutil.copy(first, new.data_dir / "blobs" / first.name[:2])
    for words in (["serve"], ["keys", "list"], ["backup", "verify", "--site"], ["backup", "create", str(made.parent)]):
        with pytest.raises(SystemExit) as ended:
            main([*words, "--data-dir", str(new.data_dir)])
        assert ended.value.code == 2
        assert "not finished" in capsys.readouterr().err
    assert command(new, "restore", made).code == 0
    assert command(new, "verify", "--site").code == 0


def test_a_restore_that_lacked_nothing_but_its_end_goes_on(
    made: Path, new_place: NewPlace, command: Command, kind: str
) -> None:
    new = new_place()
    assert command(new, "restore", made).code == 0
    marker_of(made, new)
    assert command(new, "restore", made).code == 0
    assert command(new, "verify", "--site").code == 0
    marker_of(made, new)
    execute(new, "UPDATE organizations SET name = name")
    if kind == "postgresql":
        execute(new, "DELETE FROM annotations WHERE id = 1")
        done = command(new, "restore", made)
        assert (done.code, "not empty" in done.err) == (2, True)


def test_an_unfinished_restore_of_another_backup_is_in_the_way(
    made: Path, place: Place, new_place: NewPlace, command: Command
) -> None:
    new = new_place()
    marker_of(made, new)
    other = Path(command(place, "create", made.parent, "--json").json["path"])
    assert command(new, "restore", other).code == 2
    assert command(new, "restore", other, "--force").code == 0


def test_a_backup_of_a_newer_version_is_refused(made: Path, new_place: NewPlace, command: Command) -> None:
    def newer(manifest: dict[str, object]) -> None:
        manifest["database"] = {**manifest["database"], "revision": "9999"}  # type: ignore[dict-item]

    tell(made, newer)
    new = new_place()
    done = command(new, "restore", made)
    assert (done.code, "newer" in done.err) == (2, True)
    assert not new.data_dir.exists()


def test_a_backup_inside_the_site_is_not_moved_aside_with_it(made: Path, place: Place, command: Command) -> None:
    inside = place.data_dir / made.name
    shutil.copytree(made, inside)
    done = command(place, "restore", inside, "--force")
    assert (done.code, "inside the data directory" in done.err) == (2, True)
    assert inside.exists()
