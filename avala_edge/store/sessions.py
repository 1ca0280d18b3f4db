"""How a browser stays signed in: signed session cookies, and the start-up URL's one-time token."""

from __future__ import annotations

import base64
import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

from avala_edge.store.files import open_folder, write_atomically
from avala_edge.store.keys import digest_of
from avala_edge.store.principal import Principal

FILE = "session.secret"
SESSION_SECONDS = 30 * 24 * 3600
_PRIVATE = 0o600
_LOCK_S = 60


class SessionSigner:
    """Cookie values `key uid.expiry.HMAC-SHA256`; `data_dir/session.secret` (mode 0600) outlives a restart."""

    def __init__(self, data_dir: Path, *, clock: Callable[[], float] = time.time) -> None:
        """Read the secret, or make one when there is none of 32 bytes."""
        self._secret, self._clock = _secret(data_dir), clock

    def sign(self, principal: Principal) -> str:
        """Return a cookie value that is good for 30 days, or until the key is gone."""
        body = f"{principal.uid}.{int(self._clock()) + SESSION_SECONDS}"
        return f"{body}.{self._mac(body)}"

    def verify(self, cookie: str) -> str | None:
        """Return the key's uid, None when the value is forged, damaged or expired."""
        body, _, mac = cookie.rpartition(".")
        if not hmac.compare_digest(self._mac(body).encode(), mac.encode("utf-8", "replace")):
            return None
        uid, _, expiry = body.rpartition(".")
        return uid if expiry.isdigit() and int(expiry) > self._clock() else None

    def _mac(self, body: str) -> str:
        return _mac(self._secret, body)


class UrlSigner:
    """Signatures of what an address may show and until when; of the same secret as sessions, but never one."""

    def __init__(self, data_dir: Path, *, clock: Callable[[], float] = time.time) -> None:
        """Read the secret, or make one."""
        self._secret, self._clock = _secret(data_dir), clock

    def sign(self, what: str, expires: int) -> str:
        """Return the signature of `what` until `expires`, in Unix seconds."""
        return _mac(self._secret, f"url\n{what}\n{expires}")

    def verify(self, what: str, expires: int, signature: str) -> bool:
        """Say whether a signature is that of `what`, and still good."""
        given = signature.encode("utf-8", "replace")
        return hmac.compare_digest(self.sign(what, expires).encode(), given) and expires > self._clock()


def _secret(data_dir: Path) -> bytes:
    path = open_folder(data_dir) / FILE
    with FileLock(data_dir / "session.lock", timeout=_LOCK_S, mode=_PRIVATE):  # servers that start at once share it
        secret = path.read_bytes() if path.is_file() else b""
        if len(secret) != 32:
            secret = secrets.token_bytes(32)
            write_atomically(path, secret, mode=_PRIVATE)
    return secret


def _mac(secret: bytes, body: str) -> str:
    mac = hmac.digest(secret, body.encode("utf-8", "replace"), "sha256")
    return base64.urlsafe_b64encode(mac).rstrip(b"=").decode("ascii")


class OneTimeToken:
    """Tokens that sign one visitor in, once; in memory only, the newest `bound` of them."""

    def __init__(self, *, bound: int = 8) -> None:
        """Start without any token."""
        self._bound = bound
        self._digests: OrderedDict[str, None] = OrderedDict()

    def issue(self) -> str:
        """Return a new token."""
        token = secrets.token_urlsafe(32)
        self._digests[digest_of(token)] = None
        while len(self._digests) > self._bound:
            self._digests.popitem(last=False)
        return token

    def take(self, token: str) -> bool:
        """True the first time for a token that was issued here."""
        digest = digest_of(token)
        known = digest in self._digests
        self._digests.pop(digest, None)
        return known
