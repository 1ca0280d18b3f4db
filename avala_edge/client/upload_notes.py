"""What a client remembers of the uploads that it has begun, so that it goes on with them after it was killed."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import tempfile
import time
from pathlib import Path

from avala_edge.errors import EdgeError

KEPT_S = 32 * 86_400.0  # a server keeps an unfinished upload for 30 days at most
_UID = re.compile(r"[0-9A-Za-z_-]{1,64}")


class UploadNotes:
    """A folder with a small file for each upload that was begun; nothing secret is in it."""

    def __init__(self, folder: Path) -> None:
        """Take the folder; it is made with the first note."""
        self._folder = folder

    def find(self, what: tuple[str, ...]) -> str | None:
        """Return the uid of the upload that was begun of `what`, None when there is none."""
        try:
            said = json.loads(self._path(what).read_bytes())
        except (OSError, ValueError):
            return None
        uid = said.get("upload") if isinstance(said, dict) else None
        return uid if isinstance(uid, str) and _UID.fullmatch(uid) else None

    def keep(self, what: tuple[str, ...], uid: str) -> None:
        """Remember an upload, whatever happens to this machine; forget those that are too old to go on.

        Raises:
            EdgeError: the folder cannot be written.
        """
        if not _UID.fullmatch(uid):
            raise EdgeError(f"the server names an upload {uid[:80]!r}")
        path = self._path(what)
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.NamedTemporaryFile(dir=self._folder, suffix=".new", delete=False) as file:
                file.write(json.dumps({"upload": uid}).encode())
                file.flush()
                os.fsync(file.fileno())
            Path(file.name).replace(path)
        except OSError as error:
            raise EdgeError(f"{self._folder} cannot be written: {error.strerror}") from error
        self._forget_old()

    def forget(self, what: tuple[str, ...]) -> None:
        """Forget an upload that is finished or gone."""
        with contextlib.suppress(OSError):
            self._path(what).unlink(missing_ok=True)

    def _path(self, what: tuple[str, ...]) -> Path:
        digest = hashlib.sha256(json.dumps(what).encode()).hexdigest()
        return self._folder / f"{digest}.json"

    def _forget_old(self) -> None:
        with contextlib.suppress(OSError):
            for path in self._folder.iterdir():
                if path.stat().st_mtime < time.time() - KEPT_S:
                    path.unlink(missing_ok=True)
