"""What training minimises."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional


def losses(logits: Tensor, scores: Tensor, target: Tensor, valid: Tensor, ambiguous: Tensor) -> Tensor:
    """Dice and focal loss of the single answer, least loss of the alternatives, and the scores' error.

    Focal loss: Lin et al. 2017, gamma 1.5, weighed up near the object so that small ones count. What pads the photo is
    no object, so that even grey in a photo does not look like one either.

    Args:
        logits: `[B, M, h, w]`, map 0 the single answer.
        scores: `[B, M]`, logits of the expected IoU.
        target: `[B, h, w]` coverage, 0 to 1.
        valid: the same shape, 1 where there is photo; only the scores need it.
        ambiguous: `[B]`, whether the prompt is a lone click.
    """
    target, valid = target[:, None], valid[:, None]
    near = functional.max_pool2d(functional.max_pool2d(target, (25, 1), 1, (12, 0)), (1, 25), 1, (0, 12))
    weight = 0.15 + near
    probability = torch.sigmoid(logits)
    focal = (_entropy(logits, target) * ((probability - target).abs() + 1e-4) ** 1.5 * weight).sum((2, 3))
    each = 4 * focal / weight.sum((2, 3)) + _dice(probability, target, torch.ones_like(valid))
    least = each[:, 1:].amin(1)
    alternatives = torch.where(ambiguous, 0.6, 0.3)
    answers = each[:, 0].mean() + (alternatives * least).mean() + 0.03 * each[:, 1:].mean()
    return answers + score_loss(logits, scores, target, valid)


def edge_losses(logits: Tensor, coarse: Tensor, target: Tensor, valid: Tensor) -> Tensor:
    """Cross entropy in the cells where the coarse answer has its outline, and dice.

    Only for masks that are about right: where an answer is about something else, its outline teaches nothing.

    Args:
        logits: `[B, M, h, w]`.
        coarse: the same before the last step.
        target: `[B, h, w]` coverage.
        valid: 1 where there is photo.
    """
    target, valid = target[:, None], valid[:, None]
    hard = (coarse > 0).float()
    band = functional.max_pool2d(hard, 9, 1, 4) + functional.max_pool2d(-hard, 9, 1, 4)
    band = band * valid
    right = (_iou(coarse, target, valid) > 0.6).float()
    entropy = (_entropy(logits, target) * band).sum((2, 3)) / (band.sum((2, 3)) + 1)
    each = entropy + _dice(torch.sigmoid(logits), target, valid)
    return (each * right).sum() / right.sum().clamp(min=1)


def score_loss(logits: Tensor, scores: Tensor, target: Tensor, valid: Tensor) -> Tensor:
    """Mean squared error of the expected IoU; shapes as in `losses`, target and valid `[B, 1, h, w]`."""
    return (torch.sigmoid(scores) - _iou(logits, target, valid)).square().mean()


def _entropy(logits: Tensor, target: Tensor) -> Tensor:
    return functional.binary_cross_entropy_with_logits(logits, target.expand_as(logits), reduction="none")


def _dice(probability: Tensor, target: Tensor, valid: Tensor) -> Tensor:
    overlap = (probability * target * valid).sum((2, 3))
    return 1 - (2 * overlap + 1) / ((probability * valid).sum((2, 3)) + target.sum((2, 3)) + 1)


@torch.no_grad()
def _iou(logits: Tensor, target: Tensor, valid: Tensor) -> Tensor:
    hard, truth = ((logits > 0) & (valid > 0)).float(), (target > 0.5).float()
    shared = (hard * truth).sum((2, 3))
    return shared / (hard.sum((2, 3)) + truth.sum((2, 3)) - shared + 1e-6)
