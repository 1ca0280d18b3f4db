"""What a backup says of itself: `manifest.json`, and its SHA-256 beside it."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from avala_edge.backup.parts import POSTGRES, SQLITE
from avala_edge.errors import InvalidInput
from avala_edge.store.sessions import FILE as SESSION_FILE

MOST_BYTES = 1024**3  # some five million files
_PATH = re.compile(
    rf"{re.escape(SQLITE)}|{re.escape(POSTGRES)}|{re.escape(SESSION_FILE)}|tls/\w[\w.-]{{0,99}}|exports/[\w-]{{1,64}}\.(?:json|zip)|"
    r"blobs/([0-9a-f]{2})/\1[0-9a-f]{62}",
    re.ASCII,
)


def _known(path: str) -> str:
    if not _PATH.fullmatch(path):
        raise ValueError("is no file that a backup has")
    return path


Inside = Annotated[str, AfterValidator(_known)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Entry(_Strict):
    """A file's length and SHA-256 in hex."""

    bytes: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class DatabaseEntry(_Strict):
    """Which database, of which tables, and what copied it."""

    kind: Literal["sqlite", "postgresql"]
    revision: str
    made_by: str

    @property
    def path(self) -> str:
        """Where its copy is in the backup."""
        return SQLITE if self.kind == "sqlite" else POSTGRES


class Manifest(_Strict):
    """A backup.

    Attributes:
        created_at: when its database's state was.
        host: the machine that made it.
        counts: rows of each table.
        missing: photos and exports that the database names and the site had lost already.
        files: everything that there is besides the manifest.
    """

    format: Literal["avala-edge-backup"] = "avala-edge-backup"
    format_version: Literal[1] = 1
    created_at: datetime
    host: str
    avala_edge: str
    database: DatabaseEntry
    counts: dict[str, int]
    missing: list[Inside]
    files: dict[Inside, Entry]

    @property
    def bytes(self) -> int:
        """Of all files together."""
        return sum(entry.bytes for entry in self.files.values())

    @property
    def photos(self) -> dict[str, int]:
        """Bytes by SHA-256 of each photo."""
        return {path.rpartition("/")[2]: entry.bytes for path, entry in self.files.items() if path.startswith("blobs/")}

    @property
    def missing_photos(self) -> set[str]:
        """SHA-256 of each photo that was lost before the backup."""
        return {path.rpartition("/")[2] for path in self.missing if path.startswith("blobs/")}


def digest_line(data: bytes) -> bytes:
    """Return what `sha256sum` writes of a manifest."""
    return f"{hashlib.sha256(data).hexdigest()}  manifest.json\n".encode()


def read_manifest(data: bytes, digest: bytes) -> Manifest:
    """Check and read a manifest; raise `InvalidInput`."""
    if digest != digest_line(data):
        raise InvalidInput("is damaged: it does not have its SHA-256", field="manifest.json")
    try:
        return Manifest.model_validate_json(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InvalidInput(f"this version cannot read it: {where}: {first['msg']}", field="manifest.json") from None
