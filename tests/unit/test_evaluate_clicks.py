"""The simulated annotator, against masks where the right click is known."""

from __future__ import annotations

import numpy as np

from avala_edge.evaluate.clicks import next_click


def test_first_click_is_the_deepest_point() -> None:
    truth = np.zeros((40, 60), bool)
    truth[5:26, 10:31] = True
    click = next_click(truth, np.zeros_like(truth))
    assert click is not None
    assert (click.x, click.y, click.label) == (20.5, 15.5, 1)


def test_the_photos_border_counts_as_boundary() -> None:
    click = next_click(np.ones((21, 21), bool), np.zeros((21, 21), bool))
    assert click is not None
    assert (click.x, click.y) == (10.5, 10.5)


def test_next_click_goes_to_the_larger_error() -> None:
    truth, predicted = np.zeros((40, 60), bool), np.zeros((40, 60), bool)
    truth[0:5, 0:5] = True
    predicted[10:31, 30:51] = True
    click = next_click(truth, predicted)
    assert click is not None
    assert (click.x, click.y, click.label) == (40.5, 20.5, 0)


def test_nothing_wrong_means_no_click() -> None:
    truth = np.eye(5, dtype=bool)
    assert next_click(truth, truth) is None
