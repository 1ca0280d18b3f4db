"""Files from outside, one or a ZIP of them, read within bounds. Nothing is unpacked to the disk. Blocks."""

from __future__ import annotations

import json
import struct
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import IO, Any

from avala_edge.errors import InvalidInput, TooLarge

MOST_MEMBERS = 300_000
DIRECTORY_BYTES = 64 * 1024 * 1024  # of a ZIP's list of members
MEMBER_BYTES = 64 * 1024 * 1024  # unpacked, of one: as JSON in memory it is ten times that
TOTAL_BYTES = 1024 * 1024 * 1024  # unpacked, of all that is read
_END, _END64 = b"PK\x05\x06", b"PK\x06\x06"
_END_BYTES, _LOCATOR_BYTES, _END64_BYTES, _LONGEST_COMMENT = 22, 20, 56, 65535


class Members:
    """The files by name; for a single file its own."""

    def __init__(self, stream: IO[bytes], name: str) -> None:
        """Read from `stream`, a file called `name`.

        Raises:
            InvalidInput: a ZIP that is damaged or encrypted, or whose names lead out of it.
            TooLarge: it has too many members.
        """
        self._stream, self._left = stream, TOTAL_BYTES
        self._infos: dict[str, zipfile.ZipInfo] = {}
        self._parsed: tuple[str, Any] | None = None
        stream.seek(0)
        head = stream.read(64)
        self.is_zip = head[:4] in (b"PK\x03\x04", _END)
        if self.is_zip:
            self._open()
        self.names = sorted(self._infos) if self.is_zip else [_with_ending(name, head)]

    def ending(self, *endings: str, folder: str = "") -> list[str]:
        """Return the names with one of these endings, of files in a folder called so (anywhere) if one is said."""
        return [
            name
            for name in self.names
            if name.lower().endswith(endings) and (not folder or folder in PurePosixPath(name).parts[:-1])
        ]

    def read(self, name: str) -> bytes:
        """Return a file's bytes; raises `TooLarge` and `InvalidInput`."""
        most = min(MEMBER_BYTES, self._left)
        try:
            if self.is_zip:
                with self._zip.open(self._infos[name]) as member:
                    data = member.read(most + 1)
            else:
                self._stream.seek(0)
                data = self._stream.read(most + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
            raise InvalidInput(f"{name[:200]} cannot be unpacked: {str(error)[:100]}", field="file") from None
        if len(data) > most:
            raise TooLarge(f"{name[:200]} is larger than may be read", field="file")
        self._left -= len(data)
        return data

    def text(self, name: str) -> str:
        """Return a file's text; raises `InvalidInput` for what is no UTF-8."""
        try:
            return self.read(name).decode("utf-8-sig")
        except UnicodeDecodeError:
            raise InvalidInput(f"{name[:200]} is no UTF-8", field="file") from None

    def json(self, name: str) -> Any:
        """Return what a JSON file says; raises `InvalidInput` for what is none."""
        if self._parsed is None or self._parsed[0] != name:  # whoever guesses the format asks before who reads it
            try:
                self._parsed = name, json.loads(self.text(name), parse_constant=_no_number)
            except (ValueError, RecursionError):
                raise InvalidInput(f"{name[:200]} is no JSON", field="file") from None
        return self._parsed[1]

    def _open(self) -> None:
        if _directory_bytes(self._stream) > DIRECTORY_BYTES:
            raise TooLarge("the ZIP has too many members", field="file")
        try:
            self._zip = zipfile.ZipFile(self._stream)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, OSError) as error:
            raise InvalidInput(f"the ZIP is damaged: {str(error)[:100]}", field="file") from None
        infos = [info for info in self._zip.infolist() if not info.is_dir()]
        if len(infos) > MOST_MEMBERS:
            raise TooLarge(f"the ZIP has more than {MOST_MEMBERS} members", field="file")
        for info in infos:
            name = info.filename.replace("\\", "/")
            if name.startswith("/") or ".." in name.split("/"):
                raise InvalidInput(f"{name[:200]} leads out of the ZIP", field="file")
            if info.flag_bits & 1:
                raise InvalidInput(f"{name[:200]} is encrypted", field="file")
            self._infos[name] = info


def _directory_bytes(stream: IO[bytes]) -> int:
    """Return how long a ZIP says that its list of members is, which is all in memory once it is opened."""
    end = stream.seek(0, 2)
    begin = max(0, end - _END_BYTES - _LONGEST_COMMENT)
    stream.seek(begin)
    tail = stream.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_BYTES:
        raise InvalidInput("the ZIP is cut short", field="file")
    said: int = struct.unpack_from("<L", tail, at + 12)[0]
    before = begin + at - _LOCATOR_BYTES - _END64_BYTES
    if before >= 0:
        stream.seek(before)
        record = stream.read(_END64_BYTES)
        if record.startswith(_END64):
            said = max(0 if said == 0xFFFFFFFF else said, struct.unpack_from("<Q", record, 40)[0])
    return said


def _with_ending(name: str, head: bytes) -> str:
    """Return a file's name with the ending that its first character calls for: it may come without any name."""
    first = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    ending = {b"{": ".json", b"<": ".xml"}.get(first, "")
    return name if name.lower().endswith(ending) else name + ending


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no JSON number")
