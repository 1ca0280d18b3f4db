"""Calls about exports: ask for one, wait for it, have its file; and the way back, a file of annotations."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Literal
from urllib.parse import quote, urlsplit

from avala_edge.client.calls import Resource, WireT, call, series
from avala_edge.client.projects import project_path
from avala_edge.client.records import AnnotationImport, Export, State
from avala_edge.client.steps import Pause, Request, Series, Steps, as_json, photo_of, work
from avala_edge.errors import Conflict, DeadlineExceeded, InvalidInput

FIRST_LOOK_S, LONGEST_LOOK_S = 0.1, 2.0


class Exports(Resource[WireT]):
    """Annotations on their way out, in the formats of docs/exports.md, and in again."""

    @call
    def create(
        self,
        *,
        project: str | None = None,
        dataset: str | None = None,
        name: str = "",
        format: str = "avala-json-external",
        states: Sequence[State] = ("accepted",),
        label_map: Mapping[str, str] | None = None,
        splits: Mapping[str, float] | None = None,
        include_images: bool = False,
    ) -> Steps[Export]:
        """Ask for an export of a project or a dataset; `splits` is like `{"train": 0.8, "val": 0.2}`."""
        body: dict[str, object] = {"name": name, "format": format, "states": tuple(states)}
        body |= {"label_map": dict(label_map or {}), "splits": dict(splits or {}), "include_images": include_images}
        body |= {field: uid for field, uid in (("project", project), ("dataset", dataset)) if uid is not None}
        return (yield from self._send(Request("POST", "/api/v1/exports/", body=body))).read(Export)

    @series
    def list(self) -> Series[Export]:
        """Give your exports; admins see all."""
        return self._pages(Request("GET", "/api/v1/exports/", again=True), Export)

    @call
    def get(self, uid: str) -> Steps[Export]:
        """Return an export."""
        return (yield from self._get(uid))

    @call
    def wait(
        self, uid: str, *, timeout_s: float = 3600.0, progress: Callable[[Export], None] | None = None
    ) -> Steps[Export]:
        """Return an export once it is exported or has failed; `progress` is told how far it is, each time it is asked.

        Raises:
            DeadlineExceeded: it has not ended within `timeout_s`; it goes on.
        """
        ends, pause = time.monotonic() + timeout_s, FIRST_LOOK_S
        while True:
            found = yield from self._get(uid)
            if progress is not None:
                progress(found)
            if found.status != "requested":
                return found
            left = ends - time.monotonic()
            if left <= 0:
                raise DeadlineExceeded(f"{uid} has not ended within {timeout_s:g} s")
            yield Pause(min(pause, left))
            pause = min(2 * pause, LONGEST_LOOK_S)

    @call
    def download(self, uid: str, path: Path | str) -> Steps[Path]:
        """Save the file of an export that is exported as `path`, all of it or nothing.

        Raises:
            Conflict: it is not exported.
            InvalidInput: the file cannot be written.
        """
        found = yield from self._get(uid)
        if found.download_url is None:
            raise Conflict(found.error_message or "The export is not ready.")
        address, target = urlsplit(found.download_url), Path(path)
        file = yield from work(lambda: _beside(target))
        try:
            request = Request("GET", f"{address.path}?{address.query}", again=True, into=file)
            yield from self._send(request)
            yield from work(lambda: _keep(file, target))
        finally:
            file.close()
            Path(file.name).unlink(missing_ok=True)
        return target

    @call
    def import_annotations(
        self,
        project: str,
        file: Path | str | bytes,
        *,
        name: str | None = None,
        format: str | None = None,
        as_: Literal["drafts", "accepted"] = "drafts",
        label_map: Mapping[str, str] | None = None,
        create_labels: bool = False,
    ) -> Steps[AnnotationImport]:
        """Bring a file of annotations into a project, again without harm; `format` is guessed when it is not said."""
        data = yield from photo_of(file)
        called = name or ("file" if isinstance(file, bytes) else Path(file).name)
        query: dict[str, object] = {"format": format, "as": as_, "create_labels": create_labels}
        if label_map:
            query["label_map"] = as_json(dict(label_map))
        path = f"{project_path(project)}import/"
        request = Request("POST", path, query=query, files=[(called, data)], again=True)
        return (yield from self._send(request)).read(AnnotationImport)

    def _get(self, uid: str) -> Steps[Export]:
        request = Request("GET", f"/api/v1/exports/{quote(uid, safe='')}/", again=True)
        return (yield from self._send(request)).read(Export)


def _beside(target: Path) -> IO[bytes]:
    """Open a file in the folder of `target` that becomes it in the end."""
    try:
        return tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name[:100]}.", delete=False)
    except OSError as error:
        raise InvalidInput(f"{target} cannot be written: {error.strerror}") from None


def _keep(file: IO[bytes], target: Path) -> None:
    try:
        file.flush()
        os.fsync(file.fileno())
        Path(file.name).chmod(0o644)
        Path(file.name).replace(target)
    except OSError as error:
        raise InvalidInput(f"{target} cannot be written: {error.strerror}") from None
