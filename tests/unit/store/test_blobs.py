from __future__ import annotations

import fcntl
import hashlib
from pathlib import Path

import pytest

from avala_edge.errors import InvalidInput, NotFound
from avala_edge.store import Blobs
from avala_edge.store.files import sweep_leftovers, write_atomically


def test_bytes_come_back_under_their_hash(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    sha = blobs.put(b"hello")
    assert sha == hashlib.sha256(b"hello").hexdigest()
    assert blobs.read(sha) == b"hello"
    assert blobs.path(sha) == tmp_path / "blobs" / sha[:2] / sha
    before = blobs.path(sha).stat().st_mtime_ns
    blobs.put(b"hello")
    assert blobs.path(sha).stat().st_mtime_ns == before


def test_a_blob_cut_short_is_written_again(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    sha = blobs.put(b"hello")
    blobs.path(sha).write_bytes(b"he")
    blobs.put(b"hello")
    assert blobs.read(sha) == b"hello"


@pytest.mark.parametrize("sha", ["", "../keys.json", "A" * 64, "0" * 63, "0" * 64 + "\n", "0" * 64])
def test_what_is_not_there_is_not_found(tmp_path: Path, sha: str) -> None:
    with pytest.raises(NotFound):
        Blobs(tmp_path).read(sha)


def test_leftovers_of_a_crash_are_swept_but_not_what_is_being_written(tmp_path: Path) -> None:
    folder = tmp_path / "blobs" / "ab"
    folder.mkdir(parents=True)
    dead, alive = folder / "x.1.tmp", folder / "y.2.tmp"
    dead.write_bytes(b"half")
    with alive.open("wb") as writer:
        fcntl.flock(writer, fcntl.LOCK_EX)
        assert sweep_leftovers(tmp_path) == 1
        assert not dead.exists()
        assert alive.exists()


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a"
    write_atomically(target, b"old")

    def fail(descriptor: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("avala_edge.store.files.os.fsync", fail)
    with pytest.raises(OSError, match="disk full"):
        write_atomically(target, b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert target.read_bytes() == b"old"


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InvalidInput, match="file"):
        Blobs(tmp_path / "file")
