"""Spaces, judges, calibration and heads, on vectors whose truth is known; scikit-learn is the oracle."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from avala_edge.errors import Conflict, NotFound
from avala_edge.training.fitting import (
    PENALTY,
    SHARE,
    Calibration,
    by_means,
    by_regression,
    calibrated_means,
    calibration_error,
    log_loss,
)
from avala_edge.training.heads import CARD, MOST_KEPT, WEIGHTS, HeadCard, Heads
from avala_edge.training.judge import Examples, Judge
from avala_edge.training.kept_vectors import FILE, read_vectors, write_vectors
from avala_edge.training.space import Reference, fit_space, plain_space, reference_for
from avala_edge.training.train import Trained, train

D = 12
MODEL = "m"


def drawn(n: int, spread: float = 1.0, seed: int = 0, k: int = 3) -> Examples:
    """n objects of k labels around centres 2 apart, four on an image."""
    random = np.random.default_rng(seed)
    labels = np.arange(n) % k
    centres = 2.0 * np.eye(D)[:k]
    vectors = centres[labels] + spread * random.normal(size=(n, D)) / np.sqrt(D)
    return Examples.of(vectors.astype(np.float32), [f"l{x}" for x in labels], [f"i{x // 4}" for x in range(n)])


def nothing() -> Reference:
    return reference_for("unknown model", D)


def test_a_space_undoes_what_varies_within_labels() -> None:
    random = np.random.default_rng(1)
    stretch = np.diag([30.0] + [1.0] * (D - 1))
    examples = drawn(600)
    mixed = replace(examples, vectors=(examples.vectors + random.normal(size=(600, D)) @ stretch).astype(np.float32))
    space = fit_space(mixed.vectors, mixed.labels, nothing())
    judge = by_means(mixed, nothing(), Calibration())
    places = space.place(mixed.vectors)
    assert np.allclose(np.linalg.norm(places, axis=1), 1, atol=1e-5)
    assert places[:, 0].std() < 3 * places[:, 5].std()  # thirty times as wide before
    assert (judge.look(mixed.vectors).chances.argmax(1) == mixed.labels).mean() > 0.55
    assert plain_space(nothing()).place(mixed.vectors).shape == (600, D)


def test_the_reference_is_that_of_the_model_that_is_shipped() -> None:
    weights = Path(__file__).parents[3] / "avala_edge" / "models" / "weights" / "avala-mini"
    from avala_edge.models.manifest import read_manifest

    reference = reference_for(read_manifest(weights).digest, 765)
    assert reference.covariance.shape == (765, 765)
    assert np.allclose(np.diag(reference.covariance), 1, atol=0.01)
    assert np.linalg.eigvalsh(reference.covariance.astype(np.float64)).min() > -0.05


def test_calibrated_scores_are_as_often_right_as_they_say() -> None:
    seen, test = drawn(400, spread=4.0), drawn(2000, spread=4.0, seed=9)
    judge, calibration = calibrated_means(seen, nothing())
    assert calibration.held_out == 400
    looked = judge.look(test.vectors)
    right = looked.chances.argmax(1) == test.labels
    assert 0.6 < right.mean() < 0.95
    assert calibration_error(looked.chances.max(1), right) < 0.06
    far = judge.look(-10 * np.ones((1, D), np.float32))
    assert far.nearness[0] < judge.least_nearness <= np.quantile(looked.nearness, 0.2)
    assert calibrated_means(drawn(3), nothing())[1] == Calibration()


def test_calibration_error_and_log_loss() -> None:
    sure, right = np.array([0.95, 0.95, 0.55, 0.55]), np.array([True, False, True, False])
    assert calibration_error(sure, right) == pytest.approx(0.5 * 0.45 + 0.5 * 0.05)
    assert log_loss(np.array([[0.5, 0.5], [0.9, 0.1]]), np.array([1, -1])) == pytest.approx(
        (np.log(2) + np.log(1e6)) / 2
    )


def test_the_regression_is_scikit_learns() -> None:
    examples = drawn(150, spread=3.0)
    means, _ = calibrated_means(examples, nothing())
    head = by_regression(examples, means)
    theirs = LogisticRegression(C=1 / PENALTY, max_iter=2000, tol=1e-8)
    theirs.fit(means.space.place(examples.vectors), examples.labels)
    others = (1 - SHARE) * means.temperature
    weights = (head.weights - others * means.weights) / SHARE
    bias = (head.bias - others * means.bias) / SHARE
    assert np.allclose(weights - weights.mean(0), theirs.coef_ - theirs.coef_.mean(0), atol=0.15)
    assert np.allclose(bias - bias.mean(), theirs.intercept_ - theirs.intercept_.mean(), atol=0.15)


def left_out(examples: Examples) -> np.ndarray:
    return examples.images % 4 == 0


def test_training_compares_on_images_that_nobody_learnt_from() -> None:
    examples = drawn(200, spread=3.0)
    trained = train(examples, left_out(examples), None, MODEL)
    assert (len(trained.examples), trained.held_out) == (148, 52)
    assert trained.measured_before is None
    assert not trained.is_none_needed
    wrong = replace(trained.judge, names=tuple(reversed(trained.judge.names)))
    again = train(examples, left_out(examples), wrong, MODEL)
    assert again.measured == trained.measured
    assert again.measured_before is not None
    assert again.measured_before.accuracy < again.measured.accuracy
    assert again.is_none_needed
    assert not train(examples, left_out(examples), trained.judge, MODEL).is_better
    for few in (drawn(12), drawn(60, k=1)):
        with pytest.raises(Conflict, match="20 accepted"):
            train(few, left_out(few), None, MODEL)


@pytest.fixture(scope="module")
def trained() -> Trained:
    examples = drawn(80)
    return train(examples, left_out(examples), None, MODEL)


def card(trained: Trained, version: int) -> HeadCard:
    measured = {"measured": trained.measured, "measured_means": trained.measured_means, "measured_before": None}
    known = {"labels": trained.judge.names, "examples": 60, "images": 15, "held_out": 20}
    return HeadCard(
        version=version, created_at="2026-11-26T00:00:00+00:00", model=MODEL, features=1, before=None, is_better=True,
        **measured, **known,  # type: ignore[arg-type]
    )  # fmt: skip


def same(a: Judge, b: Judge) -> bool:
    vectors = drawn(9, seed=5).vectors
    return a.names == b.names and np.allclose(a.look(vectors).chances, b.look(vectors).chances, atol=1e-6)


def test_heads_on_disk(tmp_path: Path, trained: Trained) -> None:
    heads = Heads(tmp_path / "heads")
    assert (heads.cards("p"), heads.active("p")) == ([], None)
    with pytest.raises(NotFound):
        heads.activate("p", 1)
    assert heads.next_version("p") == 1  # its writer dies here: there is no such version
    second = card(trained, heads.next_version("p"))
    heads.save("p", second, trained.judge)
    assert heads.cards("p") == [second]
    with pytest.raises(NotFound):
        heads.activate("p", 1)
    assert heads.activate("p", 2) == second
    found = heads.load("p", 2, model=MODEL)
    assert found is not None
    assert same(found, trained.judge)
    assert heads.load("p", 2, model="another") is None
    assert heads.load("p", 1, model=MODEL) is None
    for _ in range(MOST_KEPT + 2):
        heads.save("p", card(trained, heads.next_version("p")), trained.judge)
    assert [each.version for each in heads.cards("p")][-2:] == [5, 2]  # the active one stays
    heads.deactivate("p")
    heads.deactivate("p")
    assert heads.active("p") is None


@pytest.mark.parametrize("damage", [b"", b"\x00" * 40, b"[]", b'{"version": 1}'])
def test_damaged_heads_are_not_used(tmp_path: Path, trained: Trained, damage: bytes) -> None:
    heads = Heads(tmp_path)
    heads.save("p", card(trained, heads.next_version("p")), trained.judge)
    heads.activate("p", 1)
    (tmp_path / "p" / "1" / WEIGHTS).write_bytes(damage)
    assert heads.load("p", 1, model=MODEL) is None
    (tmp_path / "p" / "1" / CARD).write_bytes(damage)
    assert heads.cards("p") == []
    (tmp_path / "p" / "active.json").write_bytes(damage[:10])
    assert heads.active("p") is None


def test_vectors_on_disk(tmp_path: Path) -> None:
    vectors = {("a", 1): np.arange(D, dtype=np.float32), ("b", 3): np.ones(D, np.float32)}
    assert read_vectors(tmp_path, MODEL) == {}
    write_vectors(tmp_path, MODEL, {})
    write_vectors(tmp_path, MODEL, vectors)
    found = read_vectors(tmp_path, MODEL)
    assert list(found) == list(vectors)
    assert all(np.array_equal(found[key], vectors[key]) for key in vectors)
    assert read_vectors(tmp_path, "another") == {}
    whole = (tmp_path / FILE).read_bytes()
    for damaged in (whole[:-3], b"", whole.replace(json.dumps(MODEL).encode(), b'"n"')):
        (tmp_path / FILE).write_bytes(damaged)
        assert read_vectors(tmp_path, MODEL) == {}
