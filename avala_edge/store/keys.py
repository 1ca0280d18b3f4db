"""Who may call: API keys (kept as hashes), signed session cookies, and the start-up URL's one-time token."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from avala_edge.errors import InvalidInput
from avala_edge.store.blobs import open_folder, write_atomically

SESSION_SECONDS = 30 * 24 * 3600
_PREFIX = "avk_"
_PRIVATE = 0o600


@dataclass(frozen=True)
class Principal:
    """Who calls: `uid` is the key's, `role` what the key may do."""

    uid: str
    name: str
    role: str


@dataclass(frozen=True)
class KeyRecord:
    """A key without its secret; `created` in Unix seconds."""

    uid: str
    name: str
    role: str
    sha256: str
    created: int

    @property
    def principal(self) -> Principal:
        """The caller that this key makes."""
        return Principal(self.uid, self.name, self.role)


class Keys:
    """The keys of `data_dir/keys.json` (mode 0600)."""

    def __init__(self, data_dir: Path) -> None:
        """Read the keys; raise `InvalidInput` when the file is damaged, since guessing would lock people out or in."""
        self._path = open_folder(data_dir) / "keys.json"
        self._records = _read_keys(self._path)

    @property
    def is_empty(self) -> bool:
        """True until the first key is made."""
        return not self._records

    def list(self) -> tuple[KeyRecord, ...]:
        """Return the keys, oldest first."""
        return self._records

    def create(self, name: str, role: str = "owner") -> tuple[KeyRecord, str]:
        """Make a key; its secret (`avk_` and 43 characters) is returned here and never again."""
        secret = _PREFIX + secrets.token_urlsafe(32)
        record = KeyRecord(f"key_{secrets.token_hex(8)}", name, role, _digest(secret), int(time.time()))
        records = (*self._records, record)
        body = json.dumps({"keys": [asdict(each) for each in records]}, indent=1).encode()
        write_atomically(self._path, body, mode=_PRIVATE)
        self._records = records
        return record, secret

    def check(self, secret: str) -> Principal | None:
        """Return whose secret this is; every stored hash is compared, in constant time."""
        digest, found = _digest(secret), None
        for record in self._records:
            if hmac.compare_digest(record.sha256, digest):
                found = record.principal
        return found

    def find(self, uid: str) -> Principal | None:
        """Return the principal of a key's uid, None when there is no such key any more."""
        return next((record.principal for record in self._records if record.uid == uid), None)


class SessionSigner:
    """Cookie values `key uid.expiry.HMAC-SHA256`; `data_dir/session.secret` (mode 0600) outlives a restart."""

    def __init__(self, data_dir: Path, *, clock: Callable[[], float] = time.time) -> None:
        """Read the secret, or make one when there is none of 32 bytes."""
        path = open_folder(data_dir) / "session.secret"
        secret = path.read_bytes() if path.is_file() else b""
        if len(secret) != 32:
            secret = secrets.token_bytes(32)
            write_atomically(path, secret, mode=_PRIVATE)
        self._secret, self._clock = secret, clock

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
        mac = hmac.digest(self._secret, body.encode("utf-8", "replace"), "sha256")
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
        self._digests[_digest(token)] = None
        while len(self._digests) > self._bound:
            self._digests.popitem(last=False)
        return token

    def take(self, token: str) -> bool:
        """True the first time for a token that was issued here."""
        digest = _digest(token)
        known = digest in self._digests
        self._digests.pop(digest, None)
        return known


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _read_keys(path: Path) -> tuple[KeyRecord, ...]:
    try:
        return tuple(KeyRecord(**row) for row in json.loads(path.read_bytes())["keys"])
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InvalidInput(f"{path} is damaged; restore it, or remove it to start anew", field="data_dir") from error
