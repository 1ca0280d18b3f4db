"""Avala's manual upload, as rows of the route table."""

from __future__ import annotations

from avala_edge.api import signed
from avala_edge.api.operation import Operation
from avala_edge.api.schemas.v1.datasets import DatasetAnswer
from avala_edge.api.schemas.v1.manual_upload import (
    DatasetOfFiles,
    FileTarget,
    MimesAnswer,
    NewFile,
    QuotaAnswer,
    QuotaQuery,
)
from avala_edge.api.v1 import manual_upload

_ALL = "/api/v1/datasets/manual-upload/"
_FILE = f"{_ALL}files/{{uid}}"
_WRITE = (400, 408, 413, 422, 503)
_SENT = (400, 403, 404, 408, 413, 422, 503, 504)

MANUAL_UPLOAD_ROWS: tuple[Operation, ...] = (
    Operation(
        "GET",
        f"{_ALL}quota/",
        manual_upload.get_quota,
        "Bytes of yours that wait for a dataset",
        {200: QuotaAnswer},
        needs="datasets.read",
        query=QuotaQuery,
        refuses=(422, 503),
    ),
    Operation(
        "GET",
        f"{_ALL}allowed-mimes/",
        manual_upload.get_mimes,
        "What files may be",
        {200: MimesAnswer},
        needs="datasets.read",
    ),
    Operation(
        "POST",
        f"{_ALL}file-upload-url/",
        manual_upload.create_target,
        "An address to send a file to",
        {200: FileTarget},
        needs="datasets.write",
        takes=NewFile,
        refuses=_WRITE,
    ),
    Operation(
        "PUT",
        _FILE,
        manual_upload.put_file,
        "Send a file to the address that it was given",
        {204: None},
        uploads=("application/octet-stream", "image/*"),
        query=signed.Signature,
        public=True,
        refuses=_SENT,
    ),
    Operation(
        "POST",
        _FILE,
        manual_upload.post_file,
        "The same as a form",
        {204: None},
        uploads=("multipart/form-data",),
        query=signed.Signature,
        public=True,
        refuses=_SENT,
    ),
    Operation(
        "POST",
        _ALL,
        manual_upload.create_dataset_of_files,
        "Make a dataset of the files that were sent under its name",
        {201: DatasetAnswer},
        needs="datasets.write",
        takes=DatasetOfFiles,
        refuses=(*_WRITE, 409),
    ),
)
