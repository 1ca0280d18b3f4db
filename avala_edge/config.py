"""The values of all settings for one process, read once at the door. The only reader of the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from avala_edge.errors import InvalidInput
from avala_edge.setting_values import Network
from avala_edge.settings import MEBIBYTE, SETTINGS, Setting


@dataclass(frozen=True)
class Config:
    """The values of `SETTINGS` for one process."""

    data_dir: Path
    database_url: str = field(default="", repr=False)
    blobs_url: str = ""
    s3_endpoint: str = ""
    s3_region: str = "us-east-1"
    s3_key_id: str = field(default="", repr=False)
    s3_secret_key: str = field(default="", repr=False)
    s3_ca: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8080
    tls_cert: Path | None = None
    tls_key: Path | None = None
    allow_plain_http: bool = False
    trusted_proxies: tuple[Network, ...] = ()
    max_image_pixels: int = 100_000_000
    max_image_bytes: int = 64 * MEBIBYTE
    max_video_bytes: int = 4096 * MEBIBYTE
    max_video_frames: int = 36_000
    video_frame_bytes: int = 256 * MEBIBYTE
    import_roots: tuple[Path, ...] = ()
    upload_bytes: int = 16 * 1024 * MEBIBYTE
    upload_bytes_per_user: int = 4 * 1024 * MEBIBYTE
    upload_ttl_s: float = 86_400.0
    max_json_bytes: int = 256 * 1024
    threads: int = 0
    engine: str = "auto"
    triton: tuple[str, ...] = ()
    embedding_budget_bytes: int = 512 * MEBIBYTE
    embedding_disk_bytes: int = 10 * 1024 * MEBIBYTE
    tile_disk_bytes: int = 4 * 1024 * MEBIBYTE
    pixel_budget_bytes: int = 256 * MEBIBYTE
    mask_token_bytes: int = 64 * MEBIBYTE
    mask_token_ttl_s: float = 3600.0
    shared_embeddings: str = field(default="", repr=False)
    requests_per_minute: int = 6000
    max_queue: int = 64
    request_deadline_s: float = 30.0
    max_sockets: int = 256
    max_sockets_per_key: int = 32
    socket_idle_s: float = 600.0
    closer_look: bool = True
    metrics_public: bool = False
    otlp_endpoint: str = field(default="", repr=False)
    otlp_sample: float = 1.0
    provider_targets: tuple[str, ...] = ()
    image_targets: tuple[str, ...] = ()
    webhook_targets: tuple[str, ...] = ()
    webhook_log_days: float = 30.0
    outbound_ca: Path | None = None
    model_mirror: str = ""
    demo: bool = True

    def __post_init__(self) -> None:
        """Refuse values outside the bounds of `SETTINGS`, naming the setting."""
        for setting in SETTINGS:
            value = getattr(self, setting.name)
            if not isinstance(value, (int, float)):
                continue
            too_small = setting.least is not None and not value >= setting.least
            if too_small or (setting.most is not None and value > setting.most):
                most = "" if setting.most is None else f" and at most {setting.most:g}"
                raise InvalidInput(
                    f"{setting.env} must be at least {setting.least or 0:g}{most} {setting.unit}, but is {value}",
                    field=setting.name,
                )

        if (self.tls_cert is None) != (self.tls_key is None):
            missing = "AVALA_EDGE_TLS_CERT" if self.tls_cert is None else "AVALA_EDGE_TLS_KEY"
            raise InvalidInput("a certificate and its key are set together, but this is missing", field=missing)
        for name in ("s3_endpoint", "s3_key_id", "s3_secret_key", "s3_region") if self.blobs_url else ():
            if not getattr(self, name):
                raise InvalidInput("a bucket needs it too", field=f"AVALA_EDGE_{name.upper()}")

    @classmethod
    def from_environment(cls, **overrides: object) -> Config:
        """Read the environment; `overrides` win.

        Raises:
            InvalidInput: a value cannot be read or is out of bounds; the message names the variable.
        """
        values: dict[str, object] = {"data_dir": _default_data_dir()}
        for setting in SETTINGS:
            text = os.environ.get(setting.env)
            env = setting.env
            if text is None and setting.also:
                env, text = setting.also, os.environ.get(setting.also)
            if text is not None and setting.name not in overrides:
                values[setting.name] = _parse(setting, env, text)
        unknown = overrides.keys() - {setting.name for setting in SETTINGS}
        if unknown:
            raise InvalidInput(f"no setting is named {', '.join(sorted(unknown))}")
        return cls(**{**values, **overrides})  # type: ignore[arg-type]

    def for_commands(self) -> dict[str, str]:
        """Return the environment for a command of ours that is to find the same engines as this process."""
        return {**os.environ, "AVALA_EDGE_THREADS": str(self.threads), "AVALA_EDGE_ENGINE": self.engine}

    @classmethod
    def for_scratch(cls, folder: Path, **overrides: object) -> Config:
        """Read the environment for work in a folder that goes afterwards; nothing of it is to reach a site's database.

        Raises:
            InvalidInput: as `from_environment`.
        """
        return cls.from_environment(data_dir=folder, database_url="", blobs_url="", demo=False, **overrides)


def client_key() -> str | None:
    """Return the key with which clients call a server: AVALA_EDGE_KEY, else AVALA_API_KEY."""
    return os.environ.get("AVALA_EDGE_KEY") or os.environ.get("AVALA_API_KEY") or None


def client_url() -> str | None:
    """Return the address of the server that clients call, from AVALA_EDGE_URL."""
    return os.environ.get("AVALA_EDGE_URL") or None


def client_state_dir() -> Path:
    """Return the folder in which clients remember what they have begun."""
    return _user_folder("XDG_STATE_HOME", ".local/state")


def _parse(setting: Setting, env: str, text: str) -> object:
    try:
        return setting.parse(text)
    except ValueError:
        given = env if setting.secret else f"{env}={text!r}"
        raise InvalidInput(f"{given} is not a valid value ({setting.unit})", field=setting.name) from None


def _default_data_dir() -> Path:
    return _user_folder("XDG_DATA_HOME", ".local/share")


def _user_folder(variable: str, default: str) -> Path:
    given = os.environ.get(variable, "")
    base = Path(given) if given.startswith("/") else Path.home() / default
    return base / "avala-edge"
