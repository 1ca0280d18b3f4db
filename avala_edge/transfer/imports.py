"""Photos from this machine's own folders into a dataset: what an import order becomes, and what it does with a file."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from errno import EDQUOT, ENOSPC
from pathlib import Path

from avala_edge.errors import Forbidden, ImageRefused, InvalidInput, Retryable, Unauthenticated
from avala_edge.imaging import sniff
from avala_edge.inference import Lane
from avala_edge.jobs import Skip, StopJob, until_there_is_room
from avala_edge.jobs.patience import LONGEST_PAUSE_S
from avala_edge.segment import Intake
from avala_edge.store import Items, Job, NewItem, Outcome, Principal, item_key
from avala_edge.transfer.import_roots import ImportRoots

IMPORT = "import"
HEAD_BYTES = 4096


class Imports:
    """One file at a time, behind everybody's clicks; each is added, known already, left out or failed by itself."""

    def __init__(
        self, roots: ImportRoots, intake: Intake, items: Items, *, principal: Callable[[str], Principal | None]
    ) -> None:
        """Take the site's parts; `principal` knows whose key a uid is, now."""
        self._roots, self._intake, self._items, self._principal = roots, intake, items, principal

    async def list(self, path: str, *, recursive: bool, pattern: str | None) -> tuple[list[str], Mapping[str, str]]:
        """Return the names of the files to take in, and the options of the job that does.

        Raises:
            Forbidden: nothing may be imported, or nothing from there.
            NotFound: there is nothing.
            InvalidInput: too many files, or a video.
        """
        place = await asyncio.to_thread(self._roots.find, path)
        if await asyncio.to_thread(place.is_dir):
            names = await asyncio.to_thread(self._roots.names, place, recursive=recursive, pattern=pattern)
            return names, {"folder": str(place)}
        await asyncio.to_thread(_refuse_video, place)
        return [place.name], {"folder": str(place.parent)}

    async def perform(self, name: str, job: Job) -> Outcome | Skip:
        """Take one file in.

        Raises:
            EdgeError: why it could not be.
            StopJob: it, and any further one, cannot be.
        """
        who = self._caller(job)
        key = item_key(name)
        most = self._intake.limits.max_bytes
        data = await asyncio.to_thread(self._roots.read, Path(job.options["folder"]), name, most_bytes=most)
        if data is None:
            return Skip("not_a_file", "It is no file.")
        try:
            sniff(data[:HEAD_BYTES])
        except ImageRefused as refusal:
            return Skip(refusal.code, refusal.message)
        return await until_there_is_room(lambda: self._add(who, job.options["dataset"], key, data))

    def _caller(self, job: Job) -> Principal:
        try:
            who = self._principal(job.created_by)
        except Unauthenticated:
            who = None
        if who is None:
            raise StopJob("The key that ordered this import is good no more.")
        return who

    async def _add(self, who: Principal, dataset: str, key: str, data: bytes) -> Outcome:
        try:
            record, _ = await self._intake.add(data, lane=Lane.BATCH)
            [(_, is_new)] = await self._items.add(who, dataset, [NewItem(record.uid, key)])
        except Retryable as error:
            if error.retry_after_s > LONGEST_PAUSE_S:  # a full disk, which does not pass by itself
                raise StopJob(error.message) from error
            raise
        except OSError as error:
            if error.errno in (ENOSPC, EDQUOT):
                raise StopJob("The disk is full; make room on it, and order the import again.") from error
            raise
        return "done" if is_new else "skipped"


def _refuse_video(place: Path) -> None:
    try:
        with place.open("rb") as file:
            sniff(file.read(HEAD_BYTES))
    except ImageRefused as refusal:
        if "video" in refusal.message:
            raise InvalidInput("path is a video; importing videos is not in this version", field="path") from refusal
    except OSError as error:
        raise Forbidden(f"path cannot be read: {error.strerror}", field="path") from error
