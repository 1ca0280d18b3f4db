"""Intervals: those of a table, and how often they cover the truth for samples drawn as the server draws them."""

from __future__ import annotations

import random

import pytest
from scipy.stats import binomtest

from avala_edge.review import share_of, stratified
from avala_edge.store.review_queue import allot


@pytest.mark.parametrize(("hits", "tries"), [(0, 1), (0, 10), (3, 10), (10, 10), (57, 100), (999, 1000)])
def test_a_simple_sample_has_the_interval_of_clopper_and_pearson(hits: int, tries: int) -> None:
    found, known = share_of(hits, tries), binomtest(hits, tries).proportion_ci(0.95, method="exact")
    assert (found.low, found.high) == pytest.approx((known.low, known.high), abs=1e-9)
    assert (found.rate, found.decided) == (hits / tries, tries)


def test_nothing_decided_is_nothing_known() -> None:
    for found in (share_of(0, 0), stratified([]), stratified([(100, 0, 0)])):
        assert (found.rate, found.low, found.high, found.decided) == (None, 0.0, 1.0, 0)


@pytest.mark.parametrize(("wanted", "worst"), [(60, 0.5), (150, 0.05), (150, 0.9)])
def test_it_covers_the_truth_of_strata_that_differ(wanted: int, worst: float) -> None:
    chance = random.Random(f"{wanted} {worst}")
    sizes = [5, 12, 40, 90, 150, 300, 403]
    rates = [worst + (0.97 - worst) * place / 6 for place in range(7)]
    whole = [[chance.random() < rate for _ in range(size)] for rate, size in zip(rates, sizes, strict=True)]
    truth = sum(map(sum, whole)) / sum(sizes)
    shares = allot(sizes, wanted)
    covered = 0
    for _ in range(400):
        drawn = [chance.sample(each, share) for each, share in zip(whole, shares, strict=True)]
        strata = [(size, len(each), sum(each)) for size, each in zip(sizes, drawn, strict=True)]
        found = stratified(strata)
        covered += found.low <= truth <= found.high
    assert covered / 400 >= 0.95
