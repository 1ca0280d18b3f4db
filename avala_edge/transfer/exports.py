"""Writes the files of exports, one after the other; what a crash left undone is done at the next start."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from avala_edge.errors import EdgeError, Retryable
from avala_edge.formats.avala import annotation_to_avala
from avala_edge.store import (
    Annotation,
    Annotations,
    Export,
    Exports,
    Item,
    Items,
    PageOf,
    Principal,
    Projects,
    open_folder,
    sweep_leftovers,
    written_atomically,
)

BATCH = 200  # items in memory at once, with their annotations
PATIENCE_S = 5.0  # longest wait for what another process was asked for, or after an error

_log = logging.getLogger(__name__)


class Exporter:
    """Does what `Exports` has waiting."""

    def __init__(
        self, exports: Exports, projects: Projects, items: Items, annotations: Annotations, data_dir: Path
    ) -> None:
        """Write into `data_dir/exports`."""
        self._exports, self._projects, self._items, self._annotations = exports, projects, items, annotations
        self._folder = open_folder(data_dir / "exports")
        self._asked = asyncio.Event()
        self._working: asyncio.Task[None] | None = None

    def open(self) -> None:
        """Begin to work."""
        sweep_leftovers(self._folder)
        self._working = asyncio.create_task(self._work())

    async def close(self) -> None:
        """Stop; what is half done is done again at the next start."""
        if self._working is not None:
            self._working.cancel()
            with suppress(asyncio.CancelledError):
                await self._working

    def wake(self) -> None:
        """Say that there is something to do."""
        self._asked.set()

    def path(self, uid: str) -> Path:
        """Return where the file of an export is, once it is exported."""
        return self._folder / f"{uid}.json"

    async def _work(self) -> None:
        while True:
            self._asked.clear()
            try:
                for export in await self._exports.requested():
                    await self._perform(export)
            except Exception:
                _log.exception("exports wait for a while")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._asked.wait(), PATIENCE_S)

    async def _perform(self, export: Export) -> None:
        who = Principal("", "", "annotator", user_id=export.created_by)
        try:
            who = await self._exports.creator(export)
            total = await self._write(who, export)
        except Retryable:
            raise
        except EdgeError as error:
            await self._exports.end(who, export.uid, error=error.message)
        except OSError as error:
            await self._exports.end(who, export.uid, error=f"The file could not be written: {error.strerror}.")
        except Exception:
            _log.exception("export %s failed", export.uid)
            await self._exports.end(who, export.uid, error="Internal error. The server's log has the details.")
        else:
            await self._exports.end(who, export.uid, total=total, exported=total)

    async def _write(self, who: Principal, export: Export) -> int:
        with written_atomically(self.path(export.uid)) as stream:
            return await self._fill(who, export, stream)

    async def _fill(self, who: Principal, export: Export, stream: BinaryIO) -> int:
        projects = [await self._projects.get(who, uid) for uid in export.scope["projects"]]
        datasets = list(
            dict.fromkeys([*export.scope["datasets"], *(uid for each in projects for uid in each.datasets)])
        )
        head = {
            "format": export.format,
            "version": 1,
            "uid": export.uid,
            "name": export.name,
            "created_at": export.created_at.isoformat(),
            "projects": [
                {"uid": each.uid, "name": each.name, "labels": [label.name for label in each.labels]}
                for each in projects
            ],
            "datasets": datasets,
        }
        whole = set(export.scope["datasets"])
        only = {each.uid for each in projects}
        await asyncio.to_thread(stream.write, _json(head)[:-1] + b',"items":[')
        total = 0
        for dataset in datasets:
            async for item, drawn in self._of_dataset(who, dataset):
                kept = [each for each in drawn if dataset in whole or each.project in only]
                lead = b",\n" if total else b"\n"
                await asyncio.to_thread(stream.write, lead + _json(_item_to_file(item, kept)))
                total += 1
        await asyncio.to_thread(stream.write, b"\n]}\n")
        return total

    async def _of_dataset(self, who: Principal, dataset: str) -> AsyncIterator[tuple[Item, list[Annotation]]]:
        page = PageOf(BATCH)
        while True:
            rows = await self._items.page(who, dataset, page)
            drawn = await self._annotations.of_items(who, [item.id for item in rows.items])
            for item in rows.items:
                yield item, drawn[item.id]
            if rows.next_cursor is None:
                return
            page = PageOf(BATCH, rows.next_cursor)


def _item_to_file(item: Item, drawn: list[Annotation]) -> dict[str, Any]:
    image = {"uid": item.image.uid, "width": item.image.width, "height": item.image.height, "format": item.image.format}
    return {
        "uid": item.uid,
        "key": item.key,
        "dataset": item.dataset,
        "sequence": item.sequence,
        "frame_index": item.frame_index,
        "image": image,
        "metadata": item.metadata,
        "annotations": [annotation_to_avala(each) for each in drawn if each.state == "accepted"],
    }


def _json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), allow_nan=False).encode()
