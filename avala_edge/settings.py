"""What an operator may set: one list, which the configuration, the reference and its test read."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

from avala_edge.setting_values import (
    ENGINES,
    read_address,
    read_bucket,
    read_endpoints,
    read_engine,
    read_file,
    read_flag,
    read_folder,
    read_folders,
    read_networks,
    read_shared_store,
    read_targets,
)

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Setting:
    """A row of `SETTINGS`: `env` is read unless a command-line option says otherwise; `unit` is for people.

    A `secret` is never shown. `also` is a name that others gave it; ours wins.
    """

    name: str
    env: str
    default: object
    unit: str
    help: str
    parse: Callable[[str], object]
    least: float | None = None
    most: float | None = None
    secret: bool = False
    also: str = ""


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "data_dir",
        "AVALA_EDGE_DATA_DIR",
        "~/.local/share/avala-edge",
        "folder",
        "Where images and keys live.",
        read_folder,
    ),
    Setting(
        "database_url",
        "AVALA_EDGE_DATABASE_URL",
        "",
        "postgresql://user:password@host[:port]/database",
        "PostgreSQL for what people make; empty: a SQLite file in the data folder.",
        str.strip,
        secret=True,
    ),
    Setting(
        "blobs_url",
        "AVALA_EDGE_BLOBS_URL",
        "",
        "s3://bucket[/prefix]",
        "Bucket for the bytes of photos; empty: files in the data folder.",
        read_bucket,
    ),
    Setting(
        "s3_endpoint",
        "AVALA_EDGE_S3_ENDPOINT",
        "",
        "http:// or https://host[:port]",
        "S3 server that has the bucket.",
        read_address,
    ),
    Setting(
        "s3_region", "AVALA_EDGE_S3_REGION", "us-east-1", "name", "Region that requests are signed for.", str.strip
    ),
    Setting(
        "s3_key_id",
        "AVALA_EDGE_S3_KEY_ID",
        "",
        "access key id",
        "Who asks for objects; AWS_ACCESS_KEY_ID works too.",
        str.strip,
        secret=True,
        also="AWS_ACCESS_KEY_ID",
    ),
    Setting(
        "s3_secret_key",
        "AVALA_EDGE_S3_SECRET_KEY",
        "",
        "secret access key",
        "Proves it; AWS_SECRET_ACCESS_KEY works too.",
        str.strip,
        secret=True,
        also="AWS_SECRET_ACCESS_KEY",
    ),
    Setting(
        "s3_ca",
        "AVALA_EDGE_S3_CA",
        None,
        "PEM file",
        "Authority that vouches for the S3 server; default: the system's.",
        read_file,
    ),
    Setting("host", "AVALA_EDGE_HOST", "127.0.0.1", "address", "Address to bind; default: this machine only.", str),
    Setting("port", "AVALA_EDGE_PORT", 8080, "TCP port", "0: a free one; PORT works too.", int, 0, 65535, also="PORT"),
    Setting(
        "tls_cert", "AVALA_EDGE_TLS_CERT", None, "PEM file", "Certificate chain; default: tls/server.pem.", read_file
    ),
    Setting("tls_key", "AVALA_EDGE_TLS_KEY", None, "PEM file", "Its private key, without a passphrase.", read_file),
    Setting(
        "allow_plain_http",
        "AVALA_EDGE_ALLOW_PLAIN_HTTP",
        False,
        "0 or 1",
        "Serve other machines without TLS, where a reverse proxy ends it.",
        read_flag,
    ),
    Setting(
        "trusted_proxies",
        "AVALA_EDGE_TRUSTED_PROXIES",
        (),
        "addresses and networks, with commas",
        "Reverse proxies whose X-Forwarded-For, -Proto and -Host are believed; empty: nobody's.",
        read_networks,
    ),
    Setting(
        "max_image_pixels",
        "AVALA_EDGE_MAX_IMAGE_PIXELS",
        100_000_000,
        "pixels",
        "Largest width x height that is decoded.",
        int,
        1,
    ),
    Setting("max_image_bytes", "AVALA_EDGE_MAX_IMAGE_BYTES", 64 * MEBIBYTE, "bytes", "Largest upload.", int, 1),
    Setting("max_video_bytes", "AVALA_EDGE_MAX_VIDEO_BYTES", 4096 * MEBIBYTE, "bytes", "Largest video.", int, 1),
    Setting("max_video_frames", "AVALA_EDGE_MAX_VIDEO_FRAMES", 36_000, "frames", "Most of one sequence.", int, 1),
    Setting("video_frame_bytes", "AVALA_EDGE_VIDEO_FRAME_BYTES", 256 * MEBIBYTE, "bytes", "Memory for frames.", int, 0),
    Setting(
        "import_roots",
        "AVALA_EDGE_IMPORT_ROOTS",
        (),
        f"folders, with {os.pathsep} between them",
        "Folders on this machine from which photos may be imported; empty: none.",
        read_folders,
    ),
    Setting(
        "upload_bytes",
        "AVALA_EDGE_UPLOAD_BYTES",
        16 * 1024 * MEBIBYTE,
        "bytes",
        "Disk for unfinished resumable uploads of everybody; more is answered 503.",
        int,
        1,
    ),
    Setting(
        "upload_bytes_per_user",
        "AVALA_EDGE_UPLOAD_BYTES_PER_USER",
        4 * 1024 * MEBIBYTE,
        "bytes",
        "Disk for unfinished resumable uploads of one user; more is answered 429.",
        int,
        1,
    ),
    Setting(
        "upload_ttl_s",
        "AVALA_EDGE_UPLOAD_TTL_S",
        86_400.0,
        "seconds",
        "A resumable upload is forgotten so long after it was begun.",
        float,
        1,
        2_592_000,
    ),
    Setting("max_json_bytes", "AVALA_EDGE_MAX_JSON_BYTES", 256 * 1024, "bytes", "Largest JSON body.", int, 1024),
    Setting("threads", "AVALA_EDGE_THREADS", 0, "threads", "Threads for inference, 0 for all cores.", int, 0, 1024),
    Setting(
        "engine",
        "AVALA_EDGE_ENGINE",
        "auto",
        " | ".join(ENGINES),
        "What runs models on the CPU; auto: the fastest that answers like onnxruntime-fp32, measured once.",
        read_engine,
    ),
    Setting(
        "triton",
        "AVALA_EDGE_TRITON",
        (),
        "host:port, with commas",
        "gRPC addresses of Triton servers that run the model of clicks; without one that answers, this machine does.",
        read_endpoints,
    ),
    Setting(
        "embedding_budget_bytes",
        "AVALA_EDGE_EMBEDDING_BUDGET_BYTES",
        512 * MEBIBYTE,
        "bytes",
        "Memory for image embeddings; the least recently used go first.",
        int,
        0,
    ),
    Setting(
        "embedding_disk_bytes",
        "AVALA_EDGE_EMBEDDING_DISK_BYTES",
        10 * 1024 * MEBIBYTE,
        "bytes",
        "Disk for image embeddings under the data directory; 0: none.",
        int,
        0,
    ),
    Setting(
        "tile_disk_bytes",
        "AVALA_EDGE_TILE_DISK_BYTES",
        4 * 1024 * MEBIBYTE,
        "bytes",
        "Disk for tiles of large photos under the data directory; 0: none.",
        int,
        0,
    ),
    Setting(
        "pixel_budget_bytes",
        "AVALA_EDGE_PIXEL_BUDGET_BYTES",
        256 * MEBIBYTE,
        "bytes",
        "Memory for the decoded pixels of images that are looked at closely; 0: none.",
        int,
        0,
    ),
    Setting(
        "mask_token_bytes",
        "AVALA_EDGE_MASK_TOKEN_BYTES",
        64 * MEBIBYTE,
        "bytes",
        "Memory for answers that may be refined; who holds most loses their least recently used first.",
        int,
        0,
    ),
    Setting(
        "mask_token_ttl_s",
        "AVALA_EDGE_MASK_TOKEN_TTL_S",
        3600.0,
        "seconds",
        "An answer that was not refined for so long cannot be refined any more.",
        float,
        0.001,
        604_800,
    ),
    Setting(
        "shared_embeddings",
        "AVALA_EDGE_SHARED_EMBEDDINGS",
        "",
        "redis:// or rediss://[user:password@]host[:port][/db]",
        "Valkey or Redis server through which several nodes share image embeddings; empty: none.",
        read_shared_store,
        secret=True,
    ),
    Setting(
        "requests_per_minute",
        "AVALA_EDGE_REQUESTS_PER_MINUTE",
        6000,
        "requests",
        "Requests that one key may send in a minute; more is answered 429.",
        int,
        1,
    ),
    Setting("max_queue", "AVALA_EDGE_MAX_QUEUE", 64, "requests", "Work that may wait; more is answered 503.", int, 1),
    Setting(
        "request_deadline_s",
        "AVALA_EDGE_REQUEST_DEADLINE_S",
        30.0,
        "seconds",
        "Longest time to an answer; later is 504.",
        float,
        0.001,
        3600,
    ),
    Setting(
        "max_sockets", "AVALA_EDGE_MAX_SOCKETS", 256, "sockets", "WebSockets and event streams open at once.", int, 1
    ),
    Setting(
        "max_sockets_per_key",
        "AVALA_EDGE_MAX_SOCKETS_PER_KEY",
        32,
        "sockets",
        "WebSockets and event streams open at once with one key; more is answered 429.",
        int,
        1,
    ),
    Setting(
        "socket_idle_s",
        "AVALA_EDGE_SOCKET_IDLE_S",
        600.0,
        "seconds",
        "A WebSocket without a message for so long is closed.",
        float,
        0.001,
        86_400,
    ),
    Setting(
        "closer_look",
        "AVALA_EDGE_CLOSER_LOOK",
        True,
        "0 or 1",
        "Look a second time, closer, at boxes and refined small objects: better outlines, one more encode each.",
        read_flag,
    ),
    Setting(
        "metrics_public",
        "AVALA_EDGE_METRICS_PUBLIC",
        False,
        "0 or 1",
        "Answer /metrics without a key, for scrapers that cannot send one.",
        read_flag,
    ),
    Setting(
        "otlp_endpoint",
        "AVALA_EDGE_OTLP_ENDPOINT",
        "",
        "http:// or https://host[:port][/path]",
        "OpenTelemetry collector that gets spans over OTLP/HTTP; empty: none.",
        read_address,
        secret=True,
    ),
    Setting(
        "otlp_sample",
        "AVALA_EDGE_OTLP_SAMPLE",
        1.0,
        "share",
        "Share of requests that are traced, where the caller did not decide.",
        float,
        0,
        1,
    ),
    Setting(
        "provider_targets",
        "AVALA_EDGE_PROVIDER_TARGETS",
        (),
        "host or host:port, with commas",
        "Where this server may send photos for predictions; empty: nowhere.",
        read_targets,
    ),
    Setting(
        "image_targets",
        "AVALA_EDGE_IMAGE_TARGETS",
        (),
        "host or host:port, with commas",
        "Where this server may fetch photos that a question at /v1/predict names by address; empty: nowhere.",
        read_targets,
    ),
    Setting(
        "webhook_targets",
        "AVALA_EDGE_WEBHOOK_TARGETS",
        (),
        "host or host:port, with commas",
        "Where webhooks may lead; empty: nowhere.",
        read_targets,
    ),
    Setting(
        "webhook_log_days",
        "AVALA_EDGE_WEBHOOK_LOG_DAYS",
        30.0,
        "days",
        "What webhooks were told is forgotten so long after it ended.",
        float,
        0.001,
        36_500,
    ),
    Setting(
        "outbound_ca",
        "AVALA_EDGE_OUTBOUND_CA",
        None,
        "PEM file",
        "Authorities that calls of webhooks and providers trust, beside the system's.",
        read_file,
    ),
    Setting(
        "model_mirror",
        "AVALA_EDGE_MODEL_MIRROR",
        "",
        "http:// or https://host[:port][/path]",
        "Where `avala-edge models fetch` finds <name>/<file>, instead of where models are published.",
        read_address,
    ),
    Setting("demo", "AVALA_EDGE_DEMO", True, "0 or 1", "Offer the demo photos of installed packages.", read_flag),
)
