from __future__ import annotations

import hashlib
import io
import logging
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from avala_edge.errors import Busy, ChecksumMismatch, InvalidInput, NotFound
from avala_edge.store import Blobs, Bucket, BucketSettings, ObjectBlobs, hold_to_place
from tests.s3_server import S3Server

DATA = b"pretend this is a photo"
SHA = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def settings(s3_server: S3Server) -> BucketSettings:
    return s3_server.settings(s3_server.new_place())


@pytest.fixture
def blobs(settings: BucketSettings, tmp_path: Path) -> ObjectBlobs:
    return ObjectBlobs(tmp_path, Bucket(settings))


def keep(blobs: ObjectBlobs, data: bytes) -> str:
    staged = blobs.stage(data)
    blobs.publish(staged)
    return staged.sha


def names(server: S3Server, settings: BucketSettings) -> list[str]:
    root = settings.url.removeprefix("s3://")
    return sorted(str(path).removeprefix(f"{root}/") for path in server.files().find(root) if path != root)


def test_objects_lie_under_their_hash(blobs: ObjectBlobs, s3_server: S3Server, settings: BucketSettings) -> None:
    keep(blobs, DATA)
    assert names(s3_server, settings) == [f"blobs/{SHA[:2]}/{SHA}"]
    assert list(blobs.listing()) == [(SHA, len(DATA))]
    assert blobs.read(SHA) == DATA
    assert blobs.part(SHA, 3, 9) == DATA[3:9]
    with blobs.open_committed(SHA) as stream:
        assert stream.read(5) + stream.read() == DATA
    assert blobs.local_path(SHA) is None


def test_a_photo_of_many_parts_is_one_request_and_one_object(
    blobs: ObjectBlobs, s3_server: S3Server, settings: BucketSettings
) -> None:
    data = bytes(range(256)) * 4096 * 130  # 130 MiB: s3fs would send parts, which a crash leaves behind unseen
    sha = keep(blobs, data)
    with blobs.open_committed(sha) as stream:
        assert hashlib.file_digest(stream, "sha256").hexdigest() == sha
    assert blobs.read(sha) == data
    bucket = settings.url.split("/")[2]
    assert s3_server.files().list_multipart_uploads(bucket) == []


def test_bytes_that_were_changed_on_the_way_are_refused_by_the_server(blobs: ObjectBlobs) -> None:
    with pytest.raises(Busy):
        blobs._bucket.put("blobs/00/other", DATA, "0" * 64)
    with pytest.raises(NotFound):
        blobs._bucket.size("blobs/00/other")


def test_a_stream_is_kept_when_it_is_what_it_says(blobs: ObjectBlobs) -> None:
    with pytest.raises(ChecksumMismatch):
        blobs.receive("0" * 64, io.BytesIO(DATA))
    blobs.receive(SHA, io.BytesIO(DATA))
    assert list(blobs.listing()) == [(SHA, len(DATA))]


@pytest.mark.parametrize("sha", ["", "../x", "A" * 64, "0" * 64 + "\n", "0" * 64])
def test_what_is_not_there_is_not_found(blobs: ObjectBlobs, sha: str) -> None:
    with pytest.raises(NotFound):
        blobs.read(sha)


def test_what_another_machine_left_for_long_is_settled_here(
    blobs: ObjectBlobs,
    settings: BucketSettings,
    s3_server: S3Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lost = ObjectBlobs(tmp_path / "lost machine", Bucket(settings))
    for data in (DATA, b"without a row"):
        lost.stage(data).lock.close()
    s3_server.files().pipe_file(f"{settings.url.removeprefix('s3://')}/staging/..%2f..%2fnot ours", b"x")
    assert list(blobs.abandoned()) == []  # it may come back
    assert blobs.staged_count() == 3
    monkeypatch.setattr("avala_edge.store.object_blobs.LEASE", timedelta(seconds=-60))
    left = blobs.abandoned()
    assert {staged.sha for staged in left} == {SHA, hashlib.sha256(b"without a row").hexdigest()}
    blobs.settle(left, {SHA})
    assert [name for name in names(s3_server, settings) if "not ours" not in name] == [f"blobs/{SHA[:2]}/{SHA}"]
    assert list((tmp_path / "blobs" / "staging").iterdir()) == []
    lost.settle(lost.abandoned(), {SHA})  # it comes back after all
    assert blobs.read(SHA) == DATA


def test_a_photo_that_was_taken_for_abandoned_is_not_said_to_be_kept(
    blobs: ObjectBlobs, s3_server: S3Server, settings: BucketSettings
) -> None:
    staged = blobs.stage(DATA)
    s3_server.files().rm_file(f"{settings.url.removeprefix('s3://')}/staging/{staged.path.name}")
    with pytest.raises(Busy, match="send it again"):
        blobs.publish(staged)
    keep(blobs, DATA)
    assert blobs.read(SHA) == DATA


def every_request(blobs: ObjectBlobs) -> list[Callable[[], object]]:
    return [
        lambda: blobs.read(SHA),
        lambda: blobs.part(SHA, 0, 5),
        lambda: blobs.is_whole(SHA, 5),
        lambda: blobs.stage(DATA),
        lambda: list(blobs.listing()),
        lambda: blobs.abandoned(),
        lambda: blobs.open_committed(SHA),
    ]


def test_a_server_that_is_away_is_busy_at_once_and_said_once(
    s3_server: S3Server, settings: BucketSettings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    away = BucketSettings(settings.url, "http://127.0.0.1:9", "us-east-1", "AKIAKNOWN", "very-secret-key")
    blobs = ObjectBlobs(tmp_path, Bucket(away))
    with caplog.at_level(logging.DEBUG, logger="avala_edge"):
        for ask in every_request(blobs) * 3:
            with pytest.raises(Busy) as refused:
                ask()
            assert refused.value.retry_after_s >= 1
    errors = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert len(errors) == 1
    assert "127.0.0.1:9" in errors[0].getMessage()
    assert "very-secret-key" not in caplog.text + repr(away)
    with pytest.raises(InvalidInput, match=r"127\.0\.0\.1:9"):
        Bucket(away).check()


def test_a_server_that_says_nothing_is_given_up_and_found_again(
    s3_server: S3Server, settings: BucketSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(ObjectBlobs(tmp_path, Bucket(settings)), DATA)
    for name, seconds in {"CONNECT_S": 0.5, "READ_S": 0.5, "ANSWER_S": 2, "PUT_S": 2, "REST_S": 0.01}.items():
        monkeypatch.setattr(f"avala_edge.store.bucket.{name}", seconds)
    blobs = ObjectBlobs(tmp_path, Bucket(settings))
    s3_server.pause()
    try:
        for ask in every_request(blobs):
            time.sleep(0.02)  # the breaker rests so long
            with pytest.raises(Busy):
                ask()
    finally:
        s3_server.go_on()
    deadline = time.monotonic() + 60
    while True:
        try:
            assert blobs.read(SHA) == DATA
            break
        except Busy:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def test_a_wrong_key_is_told_from_a_missing_bucket(s3_server: S3Server, settings: BucketSettings) -> None:
    wrong = BucketSettings(settings.url, settings.endpoint, "us-east-1", settings.key_id, "wrong-secret")
    with pytest.raises(InvalidInput) as refused:
        Bucket(wrong).check()
    assert "wrong-secret" not in refused.value.message
    with pytest.raises(InvalidInput, match="there is no bucket nobody-made-it"):
        Bucket(s3_server.settings("s3://nobody-made-it/x")).check()
    Bucket(settings).check()


def test_a_site_is_held_to_where_its_photos_are(tmp_path: Path) -> None:
    for folder in ("new", "files"):
        hold_to_place(tmp_path / folder, "")
    Blobs(tmp_path / "files").put(DATA)
    with pytest.raises(InvalidInput, match="a backup and a restore"):
        hold_to_place(tmp_path / "files", "s3://photos/a")
    hold_to_place(tmp_path / "files", "")
    hold_to_place(tmp_path / "new", "s3://photos/a")
    hold_to_place(tmp_path / "new", "s3://photos/a")
    for other in ("", "s3://photos/b"):
        with pytest.raises(InvalidInput, match="are in s3://photos/a"):
            hold_to_place(tmp_path / "new", other)
