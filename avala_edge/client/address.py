"""Where a client calls, with which key, and whom it trusts: checked before a byte is sent."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from avala_edge.config import client_key, client_url
from avala_edge.errors import InvalidInput

EDGE = "/api/edge/v1/"
KEY_HEADER = "X-Avala-Api-Key"
THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
DEFAULT = "http://127.0.0.1:8080"


@dataclass(frozen=True)
class Address:
    """A server and what to show it.

    Attributes:
        url: as in `https://edge.lan:8080`, without a slash at the end.
        host: its name or address.
        port: of it.
        key: the secret.
        trust: authorities that its certificate is checked with.
    """

    url: str
    host: str
    port: int
    key: str = field(repr=False)
    trust: ssl.SSLContext = field(repr=False)

    def of(self, path: str) -> str:
        """Return the whole address of a path below `/api/edge/v1/`."""
        return f"{self.url}{EDGE}{path}"

    @property
    def is_secure(self) -> bool:
        """Whether it is called over TLS."""
        return self.url.startswith("https:")

    @property
    def headers(self) -> dict[str, str]:
        """What every request says."""
        return {KEY_HEADER: self.key}


def address_of(base_url: str | None, api_key: str | None, ca: Path | str | None) -> Address:
    """Return the address of a server; what is None comes from the environment.

    A certificate is checked with the system's authorities (SSL_CERT_FILE names others) and those in the file `ca`.

    Raises:
        InvalidInput: no key, an address that is none, a key that would travel in the clear, a `ca` that is no file of
            certificates.
    """
    key = api_key or client_key()
    if not key:
        raise InvalidInput("no key: give api_key, or set AVALA_EDGE_KEY or AVALA_API_KEY", field="api_key")
    if not (key.isascii() and key.isprintable() and " " not in key):
        raise InvalidInput("the key has characters that no key has", field="api_key")
    url = (base_url or client_url() or DEFAULT).strip().rstrip("/")
    url = url.removesuffix("/api/v1").removesuffix("/api/edge/v1")
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    except (ValueError, KeyError):
        raise InvalidInput(f"{url!r} is no address like https://edge.lan:8080", field="base_url") from None
    if not parts.hostname or parts.username is not None or parts.query or parts.fragment or not url.isprintable():
        raise InvalidInput(f"{url!r} is no address like https://edge.lan:8080", field="base_url")
    if parts.scheme == "http" and parts.hostname not in THIS_MACHINE:
        raise InvalidInput(
            f"a key must not travel in the clear: use https:// for {parts.hostname}; http:// is for this machine only",
            field="base_url",
        )
    return Address(url, parts.hostname, port, key, _trust(ca))


def _trust(ca: Path | str | None) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if ca is not None:
        try:
            context.load_verify_locations(ca)
        except OSError as error:  # ssl.SSLError is one
            raise InvalidInput(f"{ca} cannot be used: {error.strerror or error}", field="ca") from None
    return context
