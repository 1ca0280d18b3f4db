from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from avala_edge.errors import NotFound
from avala_edge.store import ImageRecord, Images

DATA = b"pretend this is a photo"
RECORD = ImageRecord(
    uid=f"sha256:{hashlib.sha256(DATA).hexdigest()}",
    width=4,
    height=3,
    format="PNG",
    media_type="image/png",
    pixels_sha256="0" * 64,
    bytes=len(DATA),
)


def sidecar(root: Path) -> Path:
    (path,) = (root / "images").rglob("*.json")
    return path


def test_a_record_comes_back_after_a_restart(tmp_path: Path) -> None:
    assert Images(tmp_path).add(RECORD, DATA)
    images = Images(tmp_path)
    assert images.get(RECORD.uid) == RECORD
    assert images.read(RECORD.uid) == DATA
    assert images.path(RECORD.uid).read_bytes() == DATA
    assert not images.add(RECORD, DATA)


@pytest.mark.parametrize(
    "damage",
    [b"", b"{", b"[]", b"null", b"\xff", b'{"uid": 1}', json.dumps({"uid": RECORD.uid, "width": -1}).encode()],
)
def test_a_damaged_record_counts_as_absent_and_can_be_added_again(tmp_path: Path, damage: bytes) -> None:
    images = Images(tmp_path)
    images.add(RECORD, DATA)
    sidecar(tmp_path).write_bytes(damage)
    assert images.find(RECORD.uid) is None
    with pytest.raises(NotFound):
        images.get(RECORD.uid)
    assert images.add(RECORD, DATA)
    assert images.get(RECORD.uid) == RECORD


def test_a_record_with_wrong_types_counts_as_absent(tmp_path: Path) -> None:
    images = Images(tmp_path)
    images.add(RECORD, DATA)
    path = sidecar(tmp_path)
    path.write_text(json.dumps({**json.loads(path.read_text()), "width": "4"}))
    assert images.find(RECORD.uid) is None


def test_a_record_without_its_whole_blob_counts_as_absent(tmp_path: Path) -> None:
    images = Images(tmp_path)
    images.add(RECORD, DATA)
    images.path(RECORD.uid).write_bytes(DATA[:5])
    assert images.find(RECORD.uid) is None
    assert images.add(RECORD, DATA)
    assert images.read(RECORD.uid) == DATA


@pytest.mark.parametrize("uid", ["", "sha256:", "sha256:" + "g" * 64, "md5:" + "0" * 64, "sha256:../" + "0" * 61])
def test_what_is_no_uid_is_not_found(tmp_path: Path, uid: str) -> None:
    images = Images(tmp_path)
    for ask in (images.get, images.read, images.path):
        with pytest.raises(NotFound):
            ask(uid)


def test_a_record_of_other_bytes_is_a_mistake(tmp_path: Path) -> None:
    images = Images(tmp_path)
    with pytest.raises(ValueError, match="does not belong"):
        images.add(replace(RECORD, uid="sha256:" + "0" * 64), DATA)
    assert not list((tmp_path / "images").rglob("*.json"))
