"""Our own client: jobs."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from avala_edge.client import (
    Conflict,
    DeadlineExceeded,
    Forbidden,
    InvalidInput,
    Job,
    JobItemDone,
    JobProblem,
    NotFound,
    Unreachable,
)
from tests.api.photos import photo
from tests.clients.breaking_line import breaking_line
from tests.clients.conftest import Stage
from tests.clients.driven import driven

UNKNOWN = "sha256:" + "0" * 64


def test_a_warm_up(edge: Any, edge_stage: Stage) -> None:
    uids = [edge.images.add(photo(shift=n)).uid for n in range(20, 23)]
    job = edge.jobs.warm_up([*uids, UNKNOWN])
    assert (job.kind, job.progress.total) == ("embedding_warm_up", 4)
    events = list(edge.jobs.events(job.uid))
    assert {event.item for event in events if isinstance(event, JobItemDone)} == set(uids)
    assert [event.item for event in events if isinstance(event, JobProblem)] == [UNKNOWN]
    ended = events[-1]
    assert isinstance(ended, Job)
    assert (ended.status, ended.progress.failed, ended.has_ended, ended.progress.through) == ("completed", 1, True, 4)
    assert ended == edge.jobs.get(job.uid) == edge.jobs.wait(job.uid, timeout_s=0)
    assert list(edge.jobs.events(job.uid))[-1] == ended
    again = edge.jobs.wait(edge.jobs.retry_failed(job.uid).uid)
    assert (again.retry_of, again.progress.failed, again.errors[0].item) == (job.uid, 1, UNKNOWN)
    assert again.uid in [each.uid for each in edge.jobs.list(kind="embedding_warm_up", status="completed")]
    assert edge.jobs.wait(edge.jobs.warm_up(dataset=edge_stage.dataset).uid).progress.failed == 0


def test_jobs_that_cannot_be(edge: Any, edge_stage: Stage) -> None:
    for refused in ({}, {"everything": True, "dataset": edge_stage.dataset}, {"images": ["x"]}):
        with pytest.raises(InvalidInput):
            edge.jobs.warm_up(**refused)
    for ask in (edge.jobs.get, edge.jobs.cancel, edge.jobs.retry_failed, edge.jobs.wait):
        with pytest.raises(NotFound):
            ask("job_none")
    with pytest.raises(NotFound):
        list(edge.jobs.events("job_none"))
    done = edge.jobs.wait(edge.jobs.warm_up([edge.images.add(photo()).uid]).uid)
    with pytest.raises(Conflict):
        edge.jobs.retry_failed(done.uid)


def test_an_import(edge: Any, edge_stage: Stage, kind: str) -> None:
    folder = edge_stage.data_dir.parent / "import" / kind
    folder.mkdir()
    for n in range(3):
        (folder / f"{kind}-{n}.png").write_bytes(photo(shift=30 + n))
    (folder / "notes.txt").write_text("no photo")
    looks: list[Job] = []
    job = edge.jobs.import_photos(str(folder), dataset=edge_stage.dataset)
    ended = edge.jobs.wait(job.uid, progress=looks.append)
    assert (ended.progress.done, ended.progress.skipped, ended.left_out[0].item) == (3, 1, "notes.txt")
    assert looks[-1] == ended
    none = edge.jobs.import_photos(str(folder), dataset=edge_stage.dataset, recursive=False, pattern="*.jpg")
    assert none.progress.total == 0
    with pytest.raises(Forbidden):
        edge.jobs.import_photos("/etc", dataset=edge_stage.dataset)


def test_jobs_that_are_ended(edge: Any) -> None:
    uids = [edge.images.add(photo(shift=-n)).uid for n in range(1, 60)]
    job = edge.jobs.warm_up(uids)
    with pytest.raises(DeadlineExceeded, match=job.uid):
        edge.jobs.wait(job.uid, timeout_s=0)
    assert edge.jobs.cancel(job.uid).status == "cancelled"
    assert edge.jobs.wait(job.uid).status == "cancelled"


@pytest.mark.parametrize("edge_stage", ["http"], indirect=True)
def test_events_over_a_line_that_breaks(edge_stage: Stage, kind: str) -> None:
    with (
        breaking_line(edge_stage.server.port, 3, down=900) as line,
        driven(kind, edge_stage.server.base, edge_stage.key) as direct,
        driven(kind, line.base, edge_stage.key) as client,
    ):
        uids = [direct.images.add(photo(shift=n)).uid for n in range(40, 52)]
        job = direct.jobs.wait(direct.jobs.warm_up(uids).uid)
        events = list(client.jobs.events(job.uid))
        assert line.broken == 3
        seen = Counter(event.item for event in events if isinstance(event, JobItemDone))
        assert seen == Counter(uids)
        assert events[-1] == job


@pytest.mark.parametrize("edge_stage", ["http"], indirect=True)
def test_events_over_a_line_that_stays_broken(edge_stage: Stage, kind: str) -> None:
    with (
        breaking_line(edge_stage.server.port, 1000, down=60) as line,
        driven(kind, edge_stage.server.base, edge_stage.key) as direct,
        driven(kind, line.base, edge_stage.key) as client,
    ):
        job = direct.jobs.warm_up([direct.images.add(photo()).uid])
        with pytest.raises(Unreachable, match=f"does not tell about {job.uid}"):
            list(client.jobs.events(job.uid))
        assert line.broken == 6
