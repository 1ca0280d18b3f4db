"""A job's export: its file is written beside its place, page by page of items, and put there when it is whole."""

from __future__ import annotations

import errno
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path

from avala_edge.errors import InvalidInput
from avala_edge.jobs import Skip, StopJob, to_its_end, until_there_is_room
from avala_edge.store import (
    Annotation,
    Annotations,
    Datasets,
    Export,
    Exports,
    Images,
    Item,
    Items,
    Job,
    Outcome,
    PageOf,
    Principal,
    Projects,
    Provenance,
    open_folder,
    sweep_leftovers,
    written_atomically,
)
from avala_edge.transfer.export_files import ExportFile, Row, Scope, open_export

BATCH = 100  # items in memory at once, with their annotations
ENDED = "Nobody waits for this export any more."

Digests = Callable[[], Awaitable[Mapping[str, str]]]


class Exporter:
    """Does what `Exports` has waiting, an export at a time; one that was cut short begins again."""

    def __init__(
        self,
        exports: Exports,
        projects: Projects,
        datasets: Datasets,
        items: Items,
        annotations: Annotations,
        provenance: Provenance,
        images: Images,
        digests: Digests,
        data_dir: Path,
    ) -> None:
        """Write into `data_dir/exports`; `digests` says which models there are now."""
        self._exports, self._projects, self._datasets, self._items = exports, projects, datasets, items
        self._annotations, self._provenance, self._images, self._digests = annotations, provenance, images, digests
        self._folder = open_folder(data_dir / "exports")

    def open(self) -> None:
        """Remove what a process that died has left half written."""
        sweep_leftovers(self._folder)

    def path(self, uid: str) -> Path:
        """Return where the file of an export is, once it is exported."""
        archive = self._folder / f"{uid}.zip"
        return archive if archive.is_file() else self._folder / f"{uid}.json"

    async def perform(self, uid: str, job: Job) -> Outcome | Skip:
        """Make one export.

        Raises:
            EdgeError: why it cannot be made; it has failed when the job hears of that.
            StopJob: it was ended by somebody.
        """
        export, who = await self._exports.to_make(uid)
        if export.status != "requested":  # as it is when only the job did not hear that it is done
            return "done" if export.status == "exported" else Skip("conflict", "It has failed; ask for a new export.")
        try:
            total = await until_there_is_room(lambda: self._write(who, export))
        except OSError as error:
            words = f"The file could not be written: {error.strerror or errno.errorcode.get(error.errno or 0, '')}."
            raise InvalidInput(words) from error
        ended = await until_there_is_room(lambda: self._exports.end(who, uid, total=total, exported=total))
        if not ended and (await self._exports.to_make(uid))[0].status == "failed":
            (self._folder / export.file_name).unlink(missing_ok=True)
            raise StopJob(ENDED)
        return "done"

    async def _write(self, who: Principal, export: Export) -> int:
        projects = [await self._projects.get(who, uid) for uid in export.scope["projects"]]
        named = (*export.scope["datasets"], *(uid for each in projects for uid in each.datasets))
        datasets = [await self._datasets.get(who, uid) for uid in dict.fromkeys(named)]
        scope = Scope(export, projects, [each.uid for each in datasets], await self._digests())
        total, done = sum(each.item_count for each in datasets), 0
        with written_atomically(self._folder / export.file_name) as stream, ExitStack() as stack:
            file = await to_its_end(lambda: open_export(scope, stream, self._folder, self._images.content, stack))
            for dataset in scope.datasets:
                async for rows in self._rows(who, scope, dataset):
                    await to_its_end(partial(_add, file, rows))
                    done += len(rows)
                    if not await self._exports.progress(export.uid, total=max(total, done), exported=done):
                        raise StopJob(ENDED)
            await to_its_end(file.finish)
        return done

    async def _rows(self, who: Principal, scope: Scope, dataset: str) -> AsyncIterator[list[Row]]:
        """Give a dataset's items, pages of them, with the annotations that go out."""
        whole, only = dataset in scope.export.scope["datasets"], {each.uid for each in scope.projects}
        options = scope.export.options
        page: PageOf | None = PageOf(BATCH)
        while page is not None:
            found = await self._items.page(who, dataset, page)
            drawn = await self._annotations.of_items(who, [item.id for item in found.items])

            def going_out(item: Item, drawn: Mapping[int, list[Annotation]] = drawn) -> list[Annotation]:
                return [
                    replace(each, label=options.label_map.get(each.label or "", each.label))
                    for each in drawn[item.id]
                    if each.state in options.states and (whole or each.project in only)
                ]

            pairs = [(item, going_out(item)) for item in found.items]
            reviews = await self._provenance.last_reviews([each.uid for _, those in pairs for each in those])
            numbers = {item.sequence_id for item in found.items if item.sequence_id is not None}
            sequences = await self._exports.sequences(numbers)
            yield [Row(item, those, reviews, sequences.get(item.sequence_id or 0)) for item, those in pairs]
            page = None if found.next_cursor is None else PageOf(BATCH, found.next_cursor)


def _add(file: ExportFile, rows: list[Row]) -> None:
    for row in rows:
        file.add(row)
