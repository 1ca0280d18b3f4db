"""Large files by tus 1.0: part by part, going on where they were, also after the client was killed."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import quote

from avala_edge.client.calls import Resource, WireT, call
from avala_edge.client.records import Item
from avala_edge.client.refusals import UnexpectedAnswer, Unreachable
from avala_edge.client.sequence_records import Sequence
from avala_edge.client.steps import Answer, Pause, Request, Steps, work
from avala_edge.client.upload_notes import UploadNotes
from avala_edge.config import client_state_dir
from avala_edge.errors import ChecksumMismatch, Conflict, Gone, InvalidInput, NotFound, Retryable

TUS = {"Tus-Resumable": "1.0.0"}
PART = "application/offset+octet-stream"
PART_BYTES = 4 * 1024 * 1024
TRIES = 8  # in a row without a byte that arrived
LONGEST_PAUSE_S = 5.0


@dataclass(frozen=True)
class _Standing:
    """How far an upload is; `item` or `sequence` once it has become one."""

    uid: str
    offset: int
    item: str | None = None
    sequence: str | None = None


class Uploads(Resource[WireT]):
    """Photos and videos into a dataset over a bad line."""

    @call
    def send(
        self,
        path: Path | str,
        *,
        dataset: str,
        key: str | None = None,
        metadata: Mapping[str, Any] | None = None,
        progress: Callable[[int, int], None] | None = None,
        part_bytes: int = PART_BYTES,
        notes: Path | str | None = None,
    ) -> Steps[Item]:
        """Send a file into a dataset and return the item that it has become.

        The same call again goes on where an earlier one was, also when that was killed: what was begun is noted in a
        folder.

        Args:
            path: the file.
            dataset: uid of the dataset.
            key: the item's name in it; default: the file's.
            metadata: the item's.
            progress: is told how many bytes the server has, of how many; at the start and after each part.
            part_bytes: how much is sent, and held in memory, at a time.
            notes: the folder; default: `avala-edge/uploads` in XDG_STATE_HOME, else in `~/.local/state`.

        Raises:
            InvalidInput: the file cannot be read, changes meanwhile, is no photo, or has another photo's key.
            Unreachable: eight times in a row nothing arrived; as every other error, the next call goes on from there.
        """
        said = {} if metadata is None else {"metadata": json.dumps(metadata)}
        file = yield from work(lambda: _File(Path(path)))
        named = {"filename": key or file.path.name, "dataset": dataset, **said}
        standing = yield from self._all_of(file, named, progress, part_bytes, notes)
        if standing.item is None:
            raise InvalidInput(f"{file.path} is a video, and was kept as one; call `send_video`", field="path")
        item = (yield from self._send(Request("GET", f"items/{quote(standing.item)}/", again=True))).read(Item)
        if item.image.uid != f"sha256:{file.digest}":
            raise ChecksumMismatch(f"the server has other bytes of {file.path}")
        return item

    @call
    def send_video(
        self,
        path: Path | str,
        *,
        dataset: str,
        key: str | None = None,
        every: int = 1,
        progress: Callable[[int, int], None] | None = None,
        part_bytes: int = PART_BYTES,
        notes: Path | str | None = None,
    ) -> Steps[Sequence]:
        """Send a video into a dataset, as `send` does, and return the sequence that it has become.

        Its frames come by a job: the sequence is `processing` until they are all there. Each `every`-th is taken.

        Raises:
            InvalidInput: the file cannot be read, changes meanwhile, is no video, or has another sequence's key.
            Unreachable: as in `send`.
        """
        file = yield from work(lambda: _File(Path(path)))
        named = {"filename": key or file.path.name, "dataset": dataset, "every": str(every)}
        standing = yield from self._all_of(file, named, progress, part_bytes, notes)
        if standing.sequence is None:
            raise InvalidInput(f"{file.path} is a photo, and was kept as one; call `send`", field="path")
        request = Request("GET", f"sequences/{quote(standing.sequence)}/", again=True)
        return (yield from self._send(request)).read(Sequence)

    def _all_of(
        self,
        file: _File,
        said: Mapping[str, str],
        progress: Callable[[int, int], None] | None,
        part_bytes: int,
        notes: Path | str | None,
    ) -> Steps[_Standing]:
        """Send a file, and return what it has become."""
        if part_bytes < 1:
            raise InvalidInput("a part has a byte or more", field="part_bytes")
        kept = UploadNotes(Path(notes or client_state_dir() / "uploads"))
        standing: _Standing | None = None
        tries = 0
        while standing is None or (standing.item or standing.sequence) is None:
            try:
                if standing is None:
                    standing = yield from self._open(kept, file, said)
                else:
                    part = yield from work(file.reader(standing.offset, part_bytes))
                    standing = yield from self._append(standing, part)
                    tries = 0
            except (Unreachable, Conflict, Retryable) as error:
                tries += 1
                if tries > TRIES:
                    raise
                wait = error.retry_after_s if isinstance(error, Retryable) else 0
                yield Pause(max(wait, min(tries / 2, LONGEST_PAUSE_S)))
                standing = None  # what arrived is asked of the server
            else:
                if progress is not None:
                    progress(standing.offset, file.length)
        yield from work(lambda: kept.forget(self._what(file, said)))
        return standing

    def _what(self, file: _File, said: Mapping[str, str]) -> tuple[str, ...]:
        return (self._wire.address.url, file.digest, *said.values())

    def _open(self, kept: UploadNotes, file: _File, said: Mapping[str, str]) -> Steps[_Standing]:
        """Go on with what was begun, else begin."""
        what = self._what(file, said)
        noted = yield from work(lambda: kept.find(what))
        if noted is not None:
            try:
                request = Request("HEAD", f"uploads/{noted}/", headers=TUS, again=True)
                return _standing(noted, (yield from self._send(request)))
            except (NotFound, Gone):  # too long ago, or refused: why is said to who sends it again
                yield from work(lambda: kept.forget(what))
        declared = ",".join(f"{name} {base64.b64encode(text.encode()).decode()}" for name, text in said.items())
        headers = {**TUS, "Upload-Length": str(file.length), "Upload-Metadata": declared}
        answer = yield from self._send(Request("POST", "uploads/", headers=headers, again=True))
        uid = answer.headers.get("location", "").rstrip("/").rpartition("/")[2]
        yield from work(lambda: kept.keep(what, uid))
        return _Standing(uid, 0)

    def _append(self, standing: _Standing, part: bytes) -> Steps[_Standing]:
        headers = {**TUS, "Content-Type": PART, "Upload-Offset": str(standing.offset)}
        request = Request("PATCH", f"uploads/{standing.uid}/", content=part, headers=headers)
        return _standing(standing.uid, (yield from self._send(request)))


def _standing(uid: str, answer: Answer) -> _Standing:
    offset = answer.headers.get("upload-offset", "")
    if not offset.isdigit():
        raise UnexpectedAnswer("the answer does not say how far the upload is", status=answer.status)
    became = (answer.headers.get(f"x-avala-{name}") for name in ("item", "sequence"))
    return _Standing(uid, int(offset), *became)


class _File:
    """A file that must stay as it is while it is sent."""

    def __init__(self, path: Path) -> None:
        """Read it once, for its digest; raise `InvalidInput`."""
        self.path = path
        try:
            with path.open("rb") as file:
                self.digest = hashlib.file_digest(file, "sha256").hexdigest()
            self._state = self._look()
        except OSError as error:
            self._cannot(error)
        self.length = self._state[0]

    def reader(self, offset: int, most: int) -> Callable[[], bytes]:
        """Return what reads a part; that raises `InvalidInput`."""

        def read() -> bytes:
            try:
                with self.path.open("rb") as file:
                    file.seek(offset)
                    part = file.read(most)
                if self._look() != self._state:
                    raise InvalidInput(f"{self.path} has changed while it was sent")
            except OSError as error:
                self._cannot(error)
            return part

        return read

    def _look(self) -> tuple[int, int]:
        found = self.path.stat()
        return found.st_size, found.st_mtime_ns

    def _cannot(self, error: OSError) -> NoReturn:
        raise InvalidInput(f"{self.path} cannot be read: {error.strerror}") from None
