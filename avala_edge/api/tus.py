"""The words of tus 1.0: what its request headers say and its answers must."""

from __future__ import annotations

import base64
import binascii
import json
from email.utils import format_datetime

from aiohttp import web

from avala_edge.api.schemas.uploads import UploadMetadata
from avala_edge.errors import InvalidInput
from avala_edge.store import ALGORITHMS, Checksum, Upload

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,expiration,termination,checksum"
PART = "application/offset+octet-stream"
_LONGEST_NUMBER = 15


def check_version(request: web.Request) -> None:
    """Answer 412 to a client of another version of the protocol, or of none."""
    if request.headers.get("Tus-Resumable") != VERSION:
        words = f"Tus-Resumable must be {VERSION}."
        raise web.HTTPPreconditionFailed(text=words, headers={"Tus-Version": VERSION})


def check_part(request: web.Request) -> None:
    """Answer 415 to a body that is not said to be a part of a file."""
    if request.content_type != PART:
        raise web.HTTPUnsupportedMediaType(text=f"Content-Type is {request.content_type[:80]}; send {PART}.")


def read_number(request: web.Request, header: str) -> int:
    """Return the number in a header; raise `InvalidInput`."""
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER):
        raise InvalidInput(f"{header} must be a whole number of bytes", field=header)
    return int(text)


def read_checksum(request: web.Request) -> Checksum | None:
    """Return what Upload-Checksum says, None without it; 400 for what cannot be checked."""
    header = request.headers.get("Upload-Checksum")
    if header is None:
        return None
    algorithm, _, encoded = header.partition(" ")
    if algorithm not in ALGORITHMS:
        raise web.HTTPBadRequest(text=f"Upload-Checksum must be one of {', '.join(ALGORITHMS)} and a digest in Base64.")
    return Checksum(algorithm, _decode(encoded, "Upload-Checksum"))


def read_metadata(request: web.Request) -> UploadMetadata:
    """Return what Upload-Metadata says.

    Raises:
        InvalidInput: it is not made as the protocol says.
        ValidationError: it lacks what is needed, or says what cannot be.
    """
    pairs = [pair.strip().partition(" ") for pair in request.headers.get("Upload-Metadata", "").split(",")]
    texts: dict[str, str] = {}
    for name, _, encoded in pairs:
        if name in texts:
            raise InvalidInput(f"Upload-Metadata names {name[:80]} twice", field="Upload-Metadata")
        try:
            texts[name] = _decode(encoded, "Upload-Metadata").decode()
        except UnicodeDecodeError:
            raise InvalidInput(f"{name[:80]} in Upload-Metadata is not UTF-8", field="Upload-Metadata") from None
    said: dict[str, object] = dict(texts)
    if "metadata" in texts:
        try:
            said["metadata"] = json.loads(texts["metadata"])
        except (ValueError, RecursionError):
            raise InvalidInput("metadata in Upload-Metadata must be a JSON object", field="metadata") from None
    return UploadMetadata.model_validate(said)


def answer_headers(upload: Upload) -> dict[str, str]:
    """Say how far an upload is, until when it can go on, and what it became."""
    headers = {"Upload-Offset": str(upload.offset)}
    if upload.status == "uploading":
        headers["Upload-Expires"] = format_datetime(upload.expires_at, usegmt=True)
    if upload.item is not None:
        headers["X-Avala-Item"] = upload.item
    if upload.sequence is not None:
        headers["X-Avala-Sequence"] = upload.sequence
    return headers


def _decode(encoded: str, header: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise InvalidInput(f"{header} holds what is not Base64", field=header) from None
