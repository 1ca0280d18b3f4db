"""Photos and videos from this machine's own folders: what an import order becomes, and what it does with a file."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from errno import EDQUOT, ENOSPC
from functools import partial
from pathlib import Path
from typing import BinaryIO, TypeVar

from avala_edge.errors import Forbidden, ImageRefused, NotFound, Retryable, TooLarge, Unauthenticated, VideoRefused
from avala_edge.imaging import sniff, sniff_video
from avala_edge.inference import Lane
from avala_edge.jobs import Skip, StopJob, until_there_is_room
from avala_edge.jobs.patience import LONGEST_PAUSE_S
from avala_edge.segment import Intake, VideoIntake
from avala_edge.store import ImageRecord, Items, Job, NewFrame, NewItem, Outcome, Principal, Sequences, item_key
from avala_edge.transfer.frame_folders import folders_of, frame_files, sequence_key
from avala_edge.transfer.import_roots import ImportRoots

IMPORT = "import"
LONGEST_S = 6 * 3600.0  # a folder of frames may have many
HEAD_BYTES = 4096
FRAMES_AT_ONCE = 16

T = TypeVar("T")


@dataclass(frozen=True)
class ImportOptions:
    """How files are taken in.

    Attributes:
        recursive: folders in the folder too.
        pattern: only files that are like this.
        every: of a video each so-manieth frame.
        sequences: a folder's photos are the frames of one sequence, in the order of their names.
    """

    recursive: bool = True
    pattern: str | None = None
    every: int = 1
    sequences: bool = False


class Imports:
    """One file at a time, behind everybody's clicks; each is added, known already, left out or failed by itself."""

    def __init__(
        self,
        roots: ImportRoots,
        intake: Intake,
        items: Items,
        videos: VideoIntake,
        sequences: Sequences,
        *,
        principal: Callable[[str], Principal | None],
    ) -> None:
        """Take the site's parts; `principal` knows whose key a uid is, now."""
        self._roots, self._intake, self._items, self._principal = roots, intake, items, principal
        self._videos, self._sequences = videos, sequences

    async def list(self, path: str, asked: ImportOptions) -> tuple[list[str], Mapping[str, object]]:
        """Return the names of the files (of folders, for `sequences`) to take in, and the options of the job.

        Raises:
            Forbidden: nothing may be imported, or nothing from there.
            NotFound: there is nothing.
            InvalidInput: too many files.
            VideoRefused: the one file is a video that is not taken.
        """
        place = await asyncio.to_thread(self._roots.find, path)
        usual = ImportOptions()
        said = {
            name: getattr(asked, name)
            for name in ("every", "sequences", "pattern")
            if getattr(asked, name) != getattr(usual, name)
        }
        if not await asyncio.to_thread(place.is_dir):
            await self._check_video(place, asked.every)
            said.pop("sequences", None)
            return [place.name], {**said, "folder": str(place.parent)}
        find = partial(self._roots.names, place, recursive=asked.recursive, pattern=asked.pattern)
        names = await asyncio.to_thread(find)
        return folders_of(names) if asked.sequences else names, {**said, "folder": str(place)}

    async def _check_video(self, place: Path, every: int) -> None:
        """Refuse a video now, while somebody waits, not in a job."""
        opened = partial(self._open, place.parent, place.name)
        try:
            is_video = await asyncio.to_thread(lambda: sniff_video(_head(opened())) is not None)
        except OSError as error:
            raise Forbidden(f"path cannot be read: {error.strerror}", field="path") from error
        if is_video:
            try:
                await self._videos.check(opened, every=every)
            except (VideoRefused, TooLarge) as refusal:
                raise type(refusal)(refusal.message, field="path") from refusal

    async def perform(self, name: str, job: Job) -> Outcome | Skip:
        """Take one file, or one folder of frames, in.

        Raises:
            EdgeError: why it could not be.
            StopJob: it, and any further one, cannot be.
        """
        who = self._caller(job)
        if job.options.get("sequences"):
            return await self._frames(who, name, job)
        dataset, key = job.options["dataset"], item_key(name)
        folder = Path(job.options["folder"])
        file = await asyncio.to_thread(self._roots.open, folder, name)
        if file is None:
            return Skip("not_a_file", "It is no file.")
        with file:
            head = await asyncio.to_thread(_head, file, close=False)
            if sniff_video(head) is None:
                try:
                    sniff(head)
                except ImageRefused as refusal:
                    return Skip(refusal.code, refusal.message)
                data = await asyncio.to_thread(_all_of, file, head, self._intake.limits.max_bytes)
                return await until_there_is_room(lambda: self._add(who, dataset, key, data))
        every = int(job.options.get("every") or 1)
        opened = partial(self._open, folder, name)
        _, is_new = await until_there_is_room(
            lambda: _while_there_is_disk(lambda: self._videos.take(who, dataset, key, opened, every=every))
        )
        return "done" if is_new else "skipped"

    def _open(self, folder: Path, name: str) -> BinaryIO:
        file = self._roots.open(folder, name)
        if file is None:
            raise NotFound("it is no file any more", field="path")
        return file

    def _caller(self, job: Job) -> Principal:
        try:
            who = self._principal(job.created_by)
        except Unauthenticated:
            who = None
        if who is None:
            raise StopJob("The key that ordered this import is good no more.")
        return who

    async def _add(self, who: Principal, dataset: str, key: str, data: bytes) -> Outcome:
        async def add() -> bool:
            record, _ = await self._intake.add(data, lane=Lane.BATCH)
            [(_, is_new)] = await self._items.add(who, dataset, [NewItem(record.uid, key)])
            return is_new

        return "done" if await _while_there_is_disk(add) else "skipped"

    async def _frames(self, who: Principal, below: str, job: Job) -> Outcome | Skip:
        """Take the photos of one folder in as the frames of a sequence; again, go on after those that are there."""
        folder = Path(job.options["folder"])
        place = folder / below
        pattern: str | None = job.options.get("pattern")
        names = await asyncio.to_thread(self._roots.names, place, recursive=False, pattern=pattern)
        files = await asyncio.to_thread(frame_files, names, lambda name: _head(self._open(place, name)))
        if not files:
            return Skip("no_frames", "There are no photos in it.")
        key = sequence_key(folder.name, below)
        sequence, _ = await self._sequences.begin(who, job.options["dataset"], key, video=None)
        if sequence.status != "processing":
            return "skipped"
        for start in range(sequence.number_of_frames, len(files), FRAMES_AT_ONCE):
            some = files[start : start + FRAMES_AT_ONCE]

            async def add(some: list[str] = some, start: int = start) -> None:
                frames = [
                    NewFrame(start + number, await self._kept(place, name), f"{key}/{name}")
                    for number, name in enumerate(some)
                ]
                await self._sequences.add_frames(who, sequence, frames)

            await until_there_is_room(partial(_while_there_is_disk, add))
        await self._sequences.end(who, sequence.uid, "ready")
        return "done"

    async def _kept(self, place: Path, name: str) -> ImageRecord:
        file = self._open(place, name)
        data = await asyncio.to_thread(_read_and_close, file, self._intake.limits.max_bytes)
        try:
            record, _ = await self._intake.add(data, lane=Lane.BATCH)
        except ImageRefused as refusal:
            raise ImageRefused(f"{name}: {refusal.message}") from refusal
        return record


async def _while_there_is_disk(work: Callable[[], Awaitable[T]]) -> T:
    """Do what writes; a full disk, which does not pass by itself, ends the job."""
    try:
        return await work()
    except Retryable as error:
        if error.retry_after_s > LONGEST_PAUSE_S:
            raise StopJob(error.message) from error
        raise
    except OSError as error:
        if error.errno in (ENOSPC, EDQUOT):
            raise StopJob("The disk is full; make room on it, and order the import again.") from error
        raise


def _head(file: BinaryIO, *, close: bool = True) -> bytes:
    try:
        return file.read(HEAD_BYTES)
    finally:
        if close:
            file.close()


def _all_of(file: BinaryIO, head: bytes, most_bytes: int) -> bytes:
    """Return a file's bytes, of which `head` is read already; one byte over the limit is enough to refuse it."""
    data = head + file.read(most_bytes + 1 - len(head))
    if len(data) > most_bytes:
        raise TooLarge(f"The file is larger than the limit of {most_bytes} bytes.")
    return data


def _read_and_close(file: BinaryIO, most_bytes: int) -> bytes:
    with file:
        return _all_of(file, b"", most_bytes)
