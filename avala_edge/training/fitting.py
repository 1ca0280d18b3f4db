"""How judges are made: at once from label means, or trained; and held to what they get right of what they never saw.

Logistic regression by SciPy's L-BFGS, which is what scikit-learn does, without scikit-learn: see
`docs/decisions/0014-suggestions.md`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import log_softmax, softmax

from avala_edge.training.judge import Examples, Judge
from avala_edge.training.space import Reference, fit_space, label_sums, unit

SHARP = 10.0  # a cosine is multiplied by this to be a logit
PENALTY = 0.02  # on half the squared weights, beside a loss for each example
SHARE = 0.4  # of the regression's logits; the rest are those of the means
ROUNDS = 200
FOLDS = 5
LEAST_HELD_OUT = 20  # predictions of what was left out, below which nothing is calibrated
DOUBT = 30.0  # predictions that the temperature of an uncalibrated judge counts as
TOO_FAR = 0.05  # of known objects that may be called unknown
NEAR = 0.25  # cosine; what is so near to a label is never unknown, however alike its examples are
TEMPERATURES = np.geomspace(0.2, 5.0, 33)
BALANCES = (0.0, 0.25, 0.5, 0.75, 1.0)
NEVER = -1e3  # logit of a label that was not there

Logits = NDArray[np.float64]  # [n, k]


@dataclass(frozen=True)
class Calibration:
    """What was learnt from examples that a judge had not seen.

    Attributes:
        temperature: of `Judge`.
        balance: how much a label's frequency counts beside likeness, 0 to 1.
        least_nearness: of `Judge`.
        held_out: how many predictions it was learnt from.
    """

    temperature: float = 1.0
    balance: float = 0.5
    least_nearness: float = 0.0
    held_out: int = 0


Fit = Callable[[Examples], Judge]


def by_means(examples: Examples, reference: Reference, calibration: Calibration) -> Judge:
    """Compare with the mean of each label: some milliseconds for a thousand examples."""
    space = fit_space(examples.vectors, examples.labels, reference)
    means = unit(label_sums(space.place(examples.vectors), examples.labels))
    bias = calibration.balance * np.log(np.bincount(examples.labels) / len(examples))
    how = (calibration.temperature, calibration.least_nearness)
    return Judge(space, examples.names, means, (SHARP * means).astype(np.float32), bias, *how)


def by_regression(examples: Examples, means: Judge) -> Judge:
    """Train a multinomial logistic regression in the space of `means`, and let both speak: a second for a thousand.

    Alone the regression is no better than the means until there are many examples of each label; together they are.
    """
    places = means.space.place(examples.vectors).astype(np.float64)
    n, k, d = len(examples), len(examples.names), places.shape[1]
    wanted = np.eye(k)[examples.labels]

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights, bias = flat[: k * d].reshape(k, d), flat[k * d :]
        logs = log_softmax(places @ weights.T + bias, axis=1)
        wrong = np.exp(logs) - wanted
        value = 0.5 * PENALTY * float((weights**2).sum()) - float((logs * wanted).sum())
        slope = wrong.T @ places + PENALTY * weights
        return value / n, np.concatenate([slope.reshape(-1), wrong.sum(0)]) / n

    found = minimize(loss, np.zeros(k * (d + 1)), jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS}).x
    others = (1 - SHARE) * means.temperature
    weights = SHARE * found[: k * d].reshape(k, d) + others * means.weights
    bias = SHARE * found[k * d :] + others * means.bias
    return replace(means, weights=weights.astype(np.float32), bias=bias, temperature=1.0)


def calibrate(examples: Examples, fit: Fit) -> Calibration:
    """Leave a fifth of the images out, five times, and learn from what `fit` says of them.

    Chosen is what makes the true labels likeliest: the temperature, and how much frequency counts; `fit` must make
    judges whose bias is the logarithm of frequency.
    """
    order = np.random.default_rng(0).permutation(int(examples.images.max()) + 1)
    fold = order[examples.images] % FOLDS
    likeness, frequency, truth, near = [], [], [], []
    for number in range(FOLDS):
        left_out, seen = fold == number, fold != number
        if not left_out.any() or not seen.any():
            continue
        judge = fit(examples.some(seen))
        known = [examples.names.index(name) for name in judge.names]
        left_out &= np.isin(examples.labels, known)
        if not left_out.any():
            continue
        places = judge.space.place(examples.vectors[left_out])
        likeness.append(_spread(places @ judge.weights.T, known, len(examples.names)))
        frequency.append(np.broadcast_to(_spread(judge.bias[None], known, len(examples.names)), likeness[-1].shape))
        truth.append(examples.labels[left_out])
        near.append((places @ judge.means.T).max(1))
    if sum(map(len, truth)) < LEAST_HELD_OUT:
        return Calibration()
    alike, often = np.concatenate(likeness), np.concatenate(frequency)
    true, nearness = np.concatenate(truth), np.concatenate(near)
    ways = [(t, b) for b in BALANCES for t in TEMPERATURES]
    losses = [log_loss(softmax(t * (alike + b * often), axis=1), true) for t, b in ways]
    temperature, balance = ways[int(np.argmin(losses))]
    trusted = float(temperature) ** (len(true) / (len(true) + DOUBT))
    return Calibration(trusted, balance, min(NEAR, float(np.quantile(nearness, TOO_FAR))), len(true))


def calibrated_means(examples: Examples, reference: Reference) -> tuple[Judge, Calibration]:
    """Compare with the mean of each label, as sure as is right for examples that were left out."""
    fit = partial(by_means, reference=reference)
    calibration = calibrate(examples, partial(fit, calibration=Calibration(balance=1.0)))
    return fit(examples, calibration=calibration), calibration


def _spread(values: NDArray[np.floating], places: list[int], k: int) -> Logits:
    spread = np.full((len(values), k), NEVER)
    spread[:, places] = values
    return spread


def log_loss(chances: Logits, true: NDArray[np.int64]) -> float:
    """Return the mean of minus the logarithm of what was said of the true labels; place -1: it was not among them."""
    said = np.where(true >= 0, chances[np.arange(len(true)), np.maximum(true, 0)], 0.0)
    return -float(np.log(np.maximum(said, 1e-6)).mean())


def calibration_error(sure: NDArray[np.float64], right: NDArray[np.bool_], bins: int = 10) -> float:
    """Return the expected calibration error: how far the first label's probability is from how often it is right."""
    where = np.minimum((sure * bins).astype(int), bins - 1)
    gaps = (abs(sure[where == b].mean() - right[where == b].mean()) * (where == b).mean() for b in np.unique(where))
    return float(sum(gaps))
