"""Which hosts this server may connect to: those that the operator named in a setting, and no other."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from avala_edge.errors import Forbidden


@dataclass(frozen=True)
class Targets:
    """Hosts, each `host` (any port) or `host:port`, of the setting with the environment variable `setting`."""

    allowed: tuple[str, ...]
    setting: str

    def check(self, url: str) -> None:
        """Raise `Forbidden`, naming the setting, unless `url` leads to one of them."""
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        shown = f"[{host}]" if ":" in host else host
        port = parts.port or (443 if parts.scheme == "https" else 80)
        if shown not in self.allowed and f"{shown}:{port}" not in self.allowed:
            raise Forbidden(
                f"This server may not connect to {shown}:{port}; "
                f"its operator can allow it with {self.setting}={shown}:{port}."
            )
