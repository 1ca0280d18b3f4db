"""Exports, as rows of the route table."""

from __future__ import annotations

from avala_edge.api import signed
from avala_edge.api.operation import Operation
from avala_edge.api.schemas.pages import PageAnswer
from avala_edge.api.schemas.v1.exports import ExportAnswer, NewExport
from avala_edge.api.schemas.v1.pages import V1PageQuery
from avala_edge.api.v1 import exports

_ALL = "/api/v1/exports/"
_ONE = f"{_ALL}{{uid}}/"
FILES = "application/json, application/zip"

EXPORT_ROWS: tuple[Operation, ...] = (
    Operation(
        "GET",
        _ALL,
        exports.list_exports,
        "Your exports; admins see all",
        {200: PageAnswer[ExportAnswer]},
        needs="exports.read",
        query=V1PageQuery,
        refuses=(422, 503),
    ),
    Operation(
        "POST",
        _ALL,
        exports.create_export,
        "Ask for an export of annotations in one of many formats; a job makes it",
        {201: ExportAnswer},
        needs="exports.create",
        takes=NewExport,
        refuses=(400, 404, 408, 413, 422, 503),
    ),
    Operation(
        "GET", _ONE, exports.get_export, "An export", {200: ExportAnswer}, needs="exports.read", refuses=(404, 503)
    ),
    Operation(
        "GET",
        f"{_ONE}download",
        exports.download_export,
        "An export's file by an address that its record gave",
        {200: FILES, 206: FILES, 304: None},
        query=signed.Signature,
        public=True,
        refuses=(403, 404, 416, 422),
    ),
)
