"""What the text of a setting means: each function returns a value, or raises `ValueError`."""

from __future__ import annotations

import ipaddress
import os
import re
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit


def read_flag(text: str) -> bool:
    """Return a yes or no."""
    word = text.strip().lower()
    if word in ("1", "true", "yes", "on"):
        return True
    if word in ("0", "false", "no", "off"):
        return False
    raise ValueError("expected 1 or 0")


def read_folder(text: str) -> Path:
    """Return a folder, with `~` as home."""
    if not text.strip() or "\0" in text:
        raise ValueError("expected a folder")
    return Path(text).expanduser()


def read_file(text: str) -> Path | None:
    """Return a file, None for none."""
    if not text:
        return None
    if not text.strip() or "\0" in text:
        raise ValueError("expected a file")
    return Path(text).expanduser()


Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def read_networks(text: str) -> tuple[Network, ...]:
    """Return the networks in a list with commas."""
    networks = tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip())
    if any(network.prefixlen == 0 for network in networks):
        raise ValueError("to trust everybody is to trust nobody")
    return networks


def read_folders(text: str) -> tuple[Path, ...]:
    """Return absolute folders, with the system's separator between them."""
    folders = tuple(read_folder(part.strip()) for part in text.split(os.pathsep) if part.strip())
    if not all(folder.is_absolute() for folder in folders):
        raise ValueError("expected absolute folders")
    return folders


ENGINES = ("auto", "onnxruntime-fp32", "onnxruntime-int8", "openvino-fp32", "openvino-int8", "openvino-bf16")


def read_engine(text: str) -> str:
    """Return the name of an engine."""
    if text not in ENGINES:
        raise ValueError("expected one of " + ", ".join(ENGINES))
    return text


def read_shared_store(text: str) -> str:
    """Return the URL of a Valkey or Redis server, or nothing."""
    if not text.strip():
        return ""
    parts = urlsplit(text.strip())
    files = ("ssl_ca_certs", "ssl_certfile", "ssl_keyfile")
    known = all(name in files for name, _ in parse_qsl(parts.query, keep_blank_values=True))
    database = parts.path.removeprefix("/")
    if parts.scheme not in ("redis", "rediss") or not parts.hostname or parts.port == 0 or parts.fragment:
        raise ValueError("expected a URL")
    if not known or not (database == "" or (database.isascii() and database.isdigit())):
        raise ValueError("expected a URL")
    return text.strip()


def read_bucket(text: str) -> str:
    """Return s3://bucket[/prefix], or nothing."""
    url = text.strip().rstrip("/")
    if url and not re.fullmatch(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[\w.-]+)*", url, re.ASCII):
        raise ValueError("expected s3://bucket/prefix")
    return url


def read_address(text: str) -> str:
    """Return the URL of a server that is spoken to over HTTP, or nothing."""
    url = text.strip().rstrip("/")
    if not url:
        return ""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
        raise ValueError("expected a URL")
    if not url.isprintable() or any(mark in url for mark in " @?#"):
        raise ValueError("expected a URL without a user, a query or a fragment")
    return url


def read_targets(text: str) -> tuple[str, ...]:
    """Read hosts, each perhaps with a port, with commas between."""
    targets = tuple(part.strip().lower() for part in text.split(",") if part.strip())
    for target in targets:
        parts = urlsplit(f"//{target}")
        if parts.netloc != target or not parts.hostname or "@" in target or parts.port == 0:
            raise ValueError("expected host or host:port")
    return targets


def read_endpoints(text: str) -> tuple[str, ...]:
    """Read hosts, each with its port, with commas between."""
    endpoints = read_targets(text)
    if not all(urlsplit(f"//{each}").port for each in endpoints):
        raise ValueError("expected host:port")
    return endpoints
