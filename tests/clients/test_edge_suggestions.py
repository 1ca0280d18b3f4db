"""Our own client: labels for an object, heads, more of the same."""

from __future__ import annotations

from typing import Any

import pytest

from avala_edge.client import Label, NotFound
from tests.clients.conftest import Stage

DISC = {"x": 70.0, "y": 30.0, "width": 100.0, "height": 100.0}


def test_suggestions(edge: Any, edge_stage: Stage) -> None:
    project = edge.projects.create("Discs", datasets=[edge_stage.dataset], labels=[Label("disc")])
    first, second, *_ = edge.projects.items(project.uid)
    nothing = edge.suggestions.labels(project.uid, item=second.uid, box=(70, 30, 100, 100))
    assert (nothing.unknown, nothing.labels, nothing.head) == (True, (), None)
    drawn = edge.annotations.create(
        first.uid, project=project.uid, type="bounding_box", geometry=DISC, label="disc", state="accepted"
    )
    found = edge.suggestions.labels(project.uid, image=second.image.uid, geometry=DISC, top=3)
    while "looked at yet" in (found.reason or ""):
        found = edge.suggestions.labels(project.uid, image=second.image.uid, geometry=DISC, top=3)
    assert [(each.label, each.score, each.because) for each in found.labels] == [("disc", 1.0, (drawn.uid,))]
    job = edge.jobs.wait(edge.suggestions.train(project.uid, activate="always").uid)
    assert (job.kind, job.errors[0].code) == ("train_head", "conflict")
    assert list(edge.suggestions.heads(project.uid)) == []
    with pytest.raises(NotFound):
        edge.suggestions.activate(project.uid, 1)
    alike = edge.suggestions.like(project.uid, drawn.uid, items=[second.uid], most=1)
    assert (alike.items, alike.asked) == ((second.uid,), 1)
    assert all(-1 <= each.similarity <= 1 for each in alike.candidates)
