"""The calls of resumable uploads, as rows of the route table."""

from __future__ import annotations

from avala_edge.api import tus, uploads
from avala_edge.api.operation import EDGE, Operation
from avala_edge.api.schemas.uploads import UploadAnswer

_VERSION = {"Tus-Resumable": tus.VERSION}
_PART = {
    **_VERSION,
    "Upload-Offset": "Bytes that are there already.",
    "Upload-Checksum": "sha1 or sha256 of this part, a space, the digest in Base64; other bytes are answered 460.",
}
_TAKING = (400, 404, 408, 410, 412, 413, 415, 422, 423, 460, 503, 504)

UPLOAD_ROWS: tuple[Operation, ...] = (
    Operation(
        "OPTIONS",
        f"{EDGE}/uploads/",
        uploads.upload_options,
        "What resumable uploads can do here (tus 1.0)",
        {204: None},
        public=True,
    ),
    Operation(
        "POST",
        f"{EDGE}/uploads/",
        uploads.create_upload,
        "Begin a resumable upload of a photo into a dataset, perhaps with its first part",
        {201: None},
        needs="items.write",
        uploads=(tus.PART,),
        headers={
            **_VERSION,
            "Upload-Length": "Bytes of the whole file.",
            "Upload-Metadata": "filename, dataset (its uid) and perhaps metadata (a JSON object), each in Base64.",
            "Upload-Checksum": _PART["Upload-Checksum"],
        },
        refuses=_TAKING,
    ),
    Operation(
        "GET",
        f"{EDGE}/uploads/{{uid}}/",
        uploads.get_upload,
        "A resumable upload of yours; HEAD says in headers how far it is",
        {200: UploadAnswer},
        needs="items.write",
        headers=_VERSION,
        refuses=(404, 410, 412, 423, 503, 504),
    ),
    Operation(
        "PATCH",
        f"{EDGE}/uploads/{{uid}}/",
        uploads.append_to_upload,
        "The next part of a resumable upload; after the last one X-Avala-Item names the item",
        {204: None},
        needs="items.write",
        uploads=(tus.PART,),
        headers=_PART,
        refuses=(*_TAKING, 409),
    ),
    Operation(
        "DELETE",
        f"{EDGE}/uploads/{{uid}}/",
        uploads.delete_upload,
        "Give a resumable upload up",
        {204: None},
        needs="items.write",
        headers=_VERSION,
        refuses=(404, 412, 423, 503),
    ),
    Operation(
        "POST",
        f"{EDGE}/uploads/{{uid}}/",
        uploads.override_upload,
        "PATCH or DELETE by X-HTTP-Method-Override, for those behind a proxy that lets neither pass",
        {204: None},
        needs="items.write",
        uploads=(tus.PART,),
        headers={**_PART, "X-HTTP-Method-Override": "PATCH or DELETE."},
        refuses=(*_TAKING, 405, 409),
    ),
)
