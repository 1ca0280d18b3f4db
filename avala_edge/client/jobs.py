"""Calls about jobs: order them, follow them, end them, try again what failed."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Literal
from urllib.parse import quote

from avala_edge.client.calls import Resource, WireT, call, series
from avala_edge.client.reading import read
from avala_edge.client.records import Job, JobEvent, JobItemDone, JobProblem, JobProgressed, JobStatus
from avala_edge.client.refusals import UnexpectedAnswer, Unreachable, error_of
from avala_edge.client.steps import Answer, Emit, Hear, Heard, Listen, Pause, Request, Series, Steps
from avala_edge.errors import DeadlineExceeded, Retryable

TRIES = 5  # to come back to a server that does not answer
LONGEST_PAUSE_S = 3.0
FIRST_LOOK_S, LONGEST_LOOK_S = 0.1, 2.0
_EVENTS: dict[str, type[JobProgressed] | type[JobItemDone] | type[JobProblem] | type[Job]] = {
    "progress": JobProgressed,
    "item": JobItemDone,
    "error": JobProblem,
    "done": Job,
}


class Jobs(Resource[WireT]):
    """Work that the server does item by item, behind everybody's clicks."""

    @call
    def warm_up(
        self, images: Sequence[str] | None = None, *, dataset: str | None = None, everything: bool = False
    ) -> Steps[Job]:
        """Order the encoding of photos ahead of their first click: of some, of a dataset's, or of all there are."""
        said = {"images": None if images is None else tuple(images), "dataset": dataset, "all": everything or None}
        body = {field: value for field, value in said.items() if value is not None}
        return (yield from self._send(Request("POST", "embeddings/warm-up/", body=body))).read(Job)

    @call
    def import_photos(
        self,
        path: str,
        *,
        dataset: str,
        recursive: bool = True,
        pattern: str | None = None,
        every: int = 1,
        sequences: bool = False,
    ) -> Steps[Job]:
        """Order that the server takes photos and videos from a folder of its own into a dataset.

        `pattern` is like `*.jpg`; of a video each `every`-th frame is taken; with `sequences` each folder's photos
        are the frames of one sequence.
        """
        body: dict[str, object] = {"path": path, "recursive": recursive, "every": every, "sequences": sequences}
        if pattern is not None:
            body["pattern"] = pattern
        request = Request("POST", f"datasets/{quote(dataset, safe='')}/import/", body=body)
        return (yield from self._send(request)).read(Job)

    @call
    def auto_label(
        self,
        project: str,
        *,
        model: str | None = None,
        confidence_threshold: float = 0.5,
        labels: Sequence[str] = (),
        items: Sequence[str] | None = None,
        label_map: Mapping[str, str] | None = None,
        refine: Literal["sam"] | None = None,
        overwrite: Literal["never", "drafts"] = "never",
        dry_run: bool = False,
        from_job: str | None = None,
    ) -> Steps[Job]:
        """Order that a model labels a project's items as drafts; by default all that nobody has labelled.

        `model` is the name of a detector or of a connected model, or `everything`; `refine="sam"` turns boxes into
        outlines; `from_job` takes what an earlier job's model said, for another threshold.
        """
        body: dict[str, object] = {"confidence_threshold": confidence_threshold, "labels": tuple(labels)}
        body |= {"label_map": dict(label_map or {}), "overwrite": overwrite, "dry_run": dry_run}
        named = None if items is None else tuple(items)
        said = {"model": model, "refine": refine, "from_job": from_job, "items": named}
        body |= {field: value for field, value in said.items() if value is not None}
        path = f"/api/v1/projects/{quote(project, safe='')}/auto-label/"
        made = yield from self._send(Request("POST", path, body=body))
        return (yield from self._send(Request("GET", _path(str(made.json()["uid"])), again=True))).read(Job)

    @series
    def list(self, *, kind: str | None = None, status: JobStatus | None = None) -> Series[Job]:
        """Give everybody's jobs, the newest first."""
        return self._pages(Request("GET", "jobs/", query={"kind": kind, "status": status}, again=True), Job)

    @call
    def get(self, uid: str) -> Steps[Job]:
        """Return a job."""
        return (yield from self._send(Request("GET", _path(uid), again=True))).read(Job)

    @call
    def cancel(self, uid: str) -> Steps[Job]:
        """End a job; one that has ended stays as it is."""
        return (yield from self._send(Request("POST", f"{_path(uid)}cancel/", again=True))).read(Job)

    @call
    def retry_failed(self, uid: str) -> Steps[Job]:
        """Order the failed items of an ended job again, as a new job."""
        return (yield from self._send(Request("POST", f"{_path(uid)}retry-failed/"))).read(Job)

    @series
    def events(self, uid: str) -> Series[JobEvent]:
        """Give what happened in a job and what happens; its record as the last, once it has ended.

        A stream that breaks is taken up where it was.

        Raises:
            Unreachable: five times in a row nothing came.
        """
        last, tries = "", 0
        while True:
            wait = 0
            try:
                headers = {"Last-Event-ID": last} if last else {}
                answer: Answer = yield Listen(Request("GET", f"{_path(uid)}events", headers=headers))
                if answer.status == 204:
                    return
                if answer.status != 200:
                    raise error_of(answer.status, answer.body, answer.headers.get("retry-after"))
                while True:
                    heard: Heard | None = yield Hear()
                    if heard is None:
                        break
                    tries, last = 0, heard.id or last
                    event = _event(heard)
                    if event is not None:
                        yield Emit(event)
                    if isinstance(event, Job):
                        return
                problem = "the stream ended early"
            except Unreachable as error:
                problem = error.message
            except Retryable as error:
                problem, wait = error.message, error.retry_after_s
            tries += 1
            if tries > TRIES:
                raise Unreachable(f"the server does not tell about {uid} any more: {problem}")
            yield Pause(max(min(tries, LONGEST_PAUSE_S), wait))

    @call
    def wait(self, uid: str, *, timeout_s: float = 3600.0, progress: Callable[[Job], None] | None = None) -> Steps[Job]:
        """Return a job's record once it has ended; `progress` is told how it is each time it is looked at.

        Raises:
            DeadlineExceeded: it has not ended within `timeout_s`; it goes on.
        """
        ends, pause, tries = time.monotonic() + timeout_s, FIRST_LOOK_S, 0
        while True:
            try:
                job = (yield from self._send(Request("GET", _path(uid), again=True))).read(Job)
                tries = 0
            except Unreachable:
                tries += 1
                if tries > TRIES:
                    raise
            else:
                if progress is not None:
                    progress(job)
                if job.has_ended:
                    return job
            left = ends - time.monotonic()
            if left <= 0:
                raise DeadlineExceeded(f"{uid} has not ended within {timeout_s:g} s")
            yield Pause(min(pause, left))
            pause = min(2 * pause, LONGEST_LOOK_S)


def _event(heard: Heard) -> JobEvent | None:
    """Return an event, None for a kind that a newer server has."""
    kind = _EVENTS.get(heard.name)
    if kind is None:
        return None
    try:
        return read(kind, json.loads(heard.data))
    except ValueError:
        raise UnexpectedAnswer("an event of the job is no JSON", status=200) from None


def _path(uid: str) -> str:
    return f"jobs/{quote(uid, safe='')}/"
