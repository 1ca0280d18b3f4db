"""What is known of each stored image: a JSON record beside its blob, written after it."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from avala_edge.errors import NotFound
from avala_edge.store.blobs import Blobs, open_folder, sweep_leftovers, write_atomically

_UID = re.compile(r"sha256:([0-9a-f]{64})")


@dataclass(frozen=True)
class ImageRecord:
    """An image as a person sees it.

    Attributes:
        uid: `sha256:<hex>` of the file's bytes.
        width: columns after orientation.
        height: rows after orientation.
        format: JPEG, PNG, WEBP, TIFF, BMP or GIF.
        media_type: what the bytes are served as.
        pixels_sha256: of the oriented RGB pixels; the same picture in two files has one value.
        bytes: length of the file.
    """

    uid: str
    width: int
    height: int
    format: str
    media_type: str
    pixels_sha256: str
    bytes: int


class Images:
    """Records by uid; an image exists when its record does. Every method blocks."""

    def __init__(self, data_dir: Path) -> None:
        """Open `data_dir`; raise `InvalidInput` when it cannot be used."""
        self._blobs = Blobs(data_dir)
        self._root = open_folder(data_dir / "images")
        sweep_leftovers(self._root)

    def find(self, uid: str) -> ImageRecord | None:
        """Return the record, or None; a record or blob that is damaged counts as absent."""
        path = self._sidecar(uid)
        try:
            record = _read(path.read_bytes(), uid)
            whole = record is not None and self._blobs.path(_sha(uid)).stat().st_size == record.bytes
        except OSError:
            return None
        return record if whole else None

    def get(self, uid: str) -> ImageRecord:
        """Return the record; raise `NotFound`."""
        record = self.find(uid)
        if record is None:
            raise NotFound("no image has this uid; upload it first", field="image")
        return record

    def add(self, record: ImageRecord, data: bytes) -> bool:
        """Keep an image; True when it was not known. `record.uid` must be the hash of `data`."""
        known = self.find(record.uid) is not None
        if not known:
            sha = self._blobs.put(data)
            if sha != _sha(record.uid):
                raise ValueError(f"record {record.uid} does not belong to these bytes")
            write_atomically(self._sidecar(record.uid), json.dumps(asdict(record)).encode())
        return not known

    def uids(self) -> list[str]:
        """Return the uids of all images, the newest first; one may be gone or damaged when it is asked for."""
        found: list[tuple[float, str]] = []
        for path in self._root.glob("??/*.json"):
            try:
                found.append((path.stat().st_mtime, f"sha256:{path.stem}"))
            except FileNotFoundError:
                continue
        return [uid for _, uid in sorted(found, reverse=True) if _UID.fullmatch(uid)]

    def read(self, uid: str) -> bytes:
        """Return the file's bytes; raise `NotFound`."""
        return self._blobs.read(_sha(uid))

    def path(self, uid: str) -> Path:
        """Return the file's place; raise `NotFound` for what is no uid."""
        return self._blobs.path(_sha(uid))

    def _sidecar(self, uid: str) -> Path:
        sha = _sha(uid)
        return self._root / sha[:2] / f"{sha}.json"


def _sha(uid: str) -> str:
    match = _UID.fullmatch(uid)
    if match is None:
        raise NotFound("an image uid is sha256: and 64 hex digits", field="image")
    return match.group(1)


def _read(data: bytes, uid: str) -> ImageRecord | None:
    try:
        body = json.loads(data)
    except ValueError:
        return None
    if not isinstance(body, dict) or body.keys() != {field.name for field in fields(ImageRecord)} or body["uid"] != uid:
        return None
    texts = all(isinstance(body[name], str) for name in ("format", "media_type", "pixels_sha256"))
    sizes = all(type(body[name]) is int and body[name] > 0 for name in ("width", "height", "bytes"))
    return ImageRecord(**body) if texts and sizes else None
