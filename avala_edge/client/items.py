"""Calls about items: photos into a dataset, many in one request, and their records."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TypeAlias
from urllib.parse import quote

from avala_edge.client.calls import Resource, WireT, call, series
from avala_edge.client.reading import read
from avala_edge.client.records import AddedItem, Item
from avala_edge.client.refusals import UnexpectedAnswer
from avala_edge.client.steps import Emit, Request, Series, Steps, photo_of

File: TypeAlias = Path | str | tuple[str, Path | str | bytes]
BATCH_BYTES = 16 * 1024 * 1024
BATCH_FILES = 100


class Items(Resource[WireT]):
    """Photos in datasets, each under a key (a name)."""

    @call
    def get(self, uid: str) -> Steps[Item]:
        """Return an item."""
        return (yield from self._send(Request("GET", f"items/{quote(uid, safe='')}/", again=True))).read(Item)

    @series
    def add(self, dataset: str, files: Iterable[File]) -> Series[AddedItem]:
        """Add photos to a dataset and give what became of each, in order; a refused one stops nothing.

        A file is a path, whose name is the key, or `(key, path or bytes)`. They go some at a time, as the results are
        asked for. Again, the same photo under the same key is `known`.

        Raises:
            InvalidInput: a file cannot be read; those before are there.
        """
        batch: list[tuple[str, bytes]] = []
        for file in files:
            key, source = file if isinstance(file, tuple) else (Path(file).name, file)
            batch.append((key, (yield from photo_of(source))))
            if len(batch) == BATCH_FILES or sum(len(data) for _, data in batch) >= BATCH_BYTES:
                yield from self._add(dataset, batch)
                batch = []
        if batch:
            yield from self._add(dataset, batch)

    def _add(self, dataset: str, batch: list[tuple[str, bytes]]) -> Series[AddedItem]:
        path = f"datasets/{quote(dataset, safe='')}/items/"
        answer = yield from self._send(Request("POST", path, files=batch, again=True))
        results = answer.json().get("results")
        if not isinstance(results, list) or len(results) != len(batch):
            raise UnexpectedAnswer("the answer does not say what became of the files", status=answer.status)
        for each in results:
            yield Emit(read(AddedItem, each))
