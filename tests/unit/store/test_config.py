from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from avala_edge.config import Config
from avala_edge.errors import InvalidInput
from avala_edge.settings import SETTINGS


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_DATA_HOME", *(name for setting in SETTINGS for name in (setting.env, setting.also) if name)):
        monkeypatch.delenv(name, raising=False)


def test_the_list_of_settings_is_the_config() -> None:
    assert [setting.name for setting in SETTINGS] == [field.name for field in fields(Config)]
    config = Config.from_environment()
    for setting in SETTINGS[1:]:
        assert getattr(config, setting.name) == setting.default
        assert setting.env == f"AVALA_EDGE_{setting.name.upper()}"


def test_where_data_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Config.from_environment().data_dir == Path.home() / ".local/share/avala-edge"
    monkeypatch.setenv("XDG_DATA_HOME", "/xdg")
    assert Config.from_environment().data_dir == Path("/xdg/avala-edge")
    monkeypatch.setenv("AVALA_EDGE_DATA_DIR", "/given")
    assert Config.from_environment().data_dir == Path("/given")
    assert Config.from_environment(data_dir=Path("/argument")).data_dir == Path("/argument")


def test_what_is_done_in_a_scratch_folder_reaches_no_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AVALA_EDGE_DATABASE_URL", "postgresql://site@database/avala")
    monkeypatch.setenv("AVALA_EDGE_THREADS", "3")
    assert Config.from_environment().database_url
    config = Config.for_scratch(tmp_path)
    assert (config.data_dir, config.database_url, config.demo, config.threads) == (tmp_path, "", False, 3)


def test_the_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "9000")
    assert Config.from_environment().port == 9000
    monkeypatch.setenv("AVALA_EDGE_PORT", "9001")
    assert Config.from_environment().port == 9001


def test_the_keys_of_a_bucket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AVALA_EDGE_BLOBS_URL", "s3://photos/site-a/")
    monkeypatch.setenv("AVALA_EDGE_S3_ENDPOINT", "https://minio.lan:9000")
    with pytest.raises(InvalidInput) as missing:
        Config.from_environment()
    assert missing.value.field == "AVALA_EDGE_S3_KEY_ID"
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIA-THEIRS")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "their secret")
    config = Config.from_environment()
    assert (config.blobs_url, config.s3_key_id, config.s3_secret_key) == (
        "s3://photos/site-a",
        "AKIA-THEIRS",
        "their secret",
    )
    assert "secret" not in repr(config).replace("s3_secret_key", "")
    monkeypatch.setenv("AVALA_EDGE_S3_KEY_ID", "ours")
    assert Config.from_environment().s3_key_id == "ours"
    assert Config.for_scratch(Path("/tmp/x")).blobs_url == ""


@pytest.mark.parametrize(
    ("env", "text"),
    [
        ("PORT", "http"),
        ("AVALA_EDGE_PORT", "65536"),
        ("AVALA_EDGE_MAX_IMAGE_PIXELS", "0"),
        ("AVALA_EDGE_REQUEST_DEADLINE_S", "nan"),
        ("AVALA_EDGE_DEMO", "maybe"),
        ("AVALA_EDGE_DATA_DIR", " "),
        ("AVALA_EDGE_IMPORT_ROOTS", "/srv/photos:photos"),
        ("AVALA_EDGE_BLOBS_URL", "https://minio/photos"),
        ("AVALA_EDGE_BLOBS_URL", "s3://"),
        ("AVALA_EDGE_BLOBS_URL", "s3://key:secret@photos"),
        ("AVALA_EDGE_BLOBS_URL", "s3://photos/a b"),
        ("AVALA_EDGE_BLOBS_URL", "s3://photos?x=1"),
        ("AVALA_EDGE_S3_ENDPOINT", "minio.lan:9000"),
        ("AVALA_EDGE_S3_ENDPOINT", "https://key:secret@minio.lan"),
        ("AVALA_EDGE_UPLOAD_TTL_S", "0"),
        ("AVALA_EDGE_MASK_TOKEN_TTL_S", "0"),
        ("AVALA_EDGE_OTLP_ENDPOINT", "collector:4318"),
        ("AVALA_EDGE_OTLP_ENDPOINT", "grpc://collector:4317"),
        ("AVALA_EDGE_OTLP_ENDPOINT", "http://"),
        ("AVALA_EDGE_OTLP_ENDPOINT", "http://collector:port"),
        ("AVALA_EDGE_OTLP_ENDPOINT", "http://collector/?key=secret"),
        ("AVALA_EDGE_OTLP_ENDPOINT", "http://user:secret@collector"),
        ("AVALA_EDGE_OTLP_SAMPLE", "1.5"),
    ],
)
def test_a_bad_value_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, env: str, text: str) -> None:
    monkeypatch.setenv(env, text)
    with pytest.raises(InvalidInput, match=env):
        Config.from_environment()


def test_a_refused_collector_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AVALA_EDGE_OTLP_ENDPOINT", "http://user:secret@collector")
    with pytest.raises(InvalidInput) as refusal:
        Config.from_environment()
    assert "secret" not in refusal.value.message
    monkeypatch.setenv("AVALA_EDGE_OTLP_ENDPOINT", " https://collector.example:4318/otlp/ ")
    assert Config.from_environment().otlp_endpoint == "https://collector.example:4318/otlp"


def test_folders_to_import_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AVALA_EDGE_IMPORT_ROOTS", "/srv/photos: /mnt/nas:")
    assert Config.from_environment().import_roots == (Path("/srv/photos"), Path("/mnt/nas"))
