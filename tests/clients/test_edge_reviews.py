"""Our own client: decisions, what takes them back, the queue, samples."""

from __future__ import annotations

from typing import Any

import pytest

from avala_edge.client import InvalidInput, Label, ReviewFilter, StaleAnnotation
from tests.clients.conftest import Stage

BOX = {"x": 1.0, "y": 2.0, "width": 30.0, "height": 40.0}


def test_a_review(edge: Any, edge_stage: Stage) -> None:
    project = edge.projects.create("Reviewed", datasets=[edge_stage.dataset], labels=[Label("car"), Label("van")])
    item = next(iter(edge.projects.items(project.uid))).uid
    made = {
        share: edge.annotations.create(
            item,
            project=project.uid,
            type="bounding_box",
            geometry={**BOX, "x": 100 * share},
            label="car",
            source="auto_label",
            confidence=share,
            model="yolo",
        )
        for share in (0.9, 0.6, 0.45, 0.05)
    }
    reviews = edge.reviews
    assert [each.confidence for each in reviews.queue(project.uid)] == [0.45, 0.6, 0.9, 0.05]
    assert [each.confidence for each in reviews.queue(project.uid, order="confidence", max_confidence=0.5)] == [
        0.45,
        0.05,
    ]
    done = reviews.decide(made[0.9], "accept", label="van", comment="a van")
    assert (done.state, done.label, done.version) == ("accepted", "van", 2)
    with pytest.raises(StaleAnnotation) as stale:
        reviews.decide(made[0.9], "reject")
    assert stale.value.current.label == "van"
    assert reviews.undo(project.uid, done.undo).count == 1
    assert edge.annotations.get(done.uid).label == "car"
    sample = reviews.draw_sample(project.uid, 3)
    waiting = list(reviews.of_sample(project.uid, sample.uid))
    assert (sample.size, sample.stands_for, sample.as_is.rate, len(waiting)) == (3, 4, None, 3)
    for each in waiting:
        reviews.decide(each, "reject" if each.confidence == 0.05 else "accept")
    assert reviews.sample(project.uid, sample.uid).decided == 3
    worth = reviews.reliability(project.uid, model="yolo", target=0.1)
    assert (worth.decided, worth.threshold is not None) == (3, True)
    sure = ReviewFilter(min_confidence=0.0)
    assert reviews.bulk(project.uid, "accept", sure, dry_run=True).count == 1
    assert reviews.bulk(project.uid, "accept", sure).count == 1
    assert list(reviews.queue(project.uid)) == []
    with pytest.raises(InvalidInput, match="no label bird"):
        reviews.bulk(project.uid, "accept", ReviewFilter(label="bird"))
    assert [each.kind for each in reviews.findings(project.uid)] == []
    assert list(reviews.findings(project.uid, checks="model", kind="missed")) == []
    with pytest.raises(InvalidInput, match="checks=shapes"):
        list(reviews.findings(project.uid, checks="shapes", kind="boundary"))
    assert edge.projects.change(project, reviews_people=True, self_review=False).reviews_people
