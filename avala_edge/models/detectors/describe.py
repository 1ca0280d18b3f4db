"""What is shown of a proposal before it is installed, in words."""

from __future__ import annotations

from avala_edge.models.detectors.importing import Proposal
from avala_edge.models.detectors.inputs import Letterbox, Preparation, Scale


def described(proposal: Proposal, *, most_labels: int) -> dict[str, tuple[str, str]]:
    """Return, for people, each part's value and who said it."""
    card, told, trial = proposal.manifest, proposal.told, proposal.trial
    options = card.reading.model_dump(exclude={"family"}, exclude_none=True)
    found = f"{trial.found} detections ({', '.join(trial.labels)})" if trial.found else "no detections"
    inputs = card.inputs
    return {
        "name": (card.name, ""),
        "family": (card.reading.family, told["family"]),
        "outputs": (", ".join(f"{key} {value}" for key, value in options.items()), ""),
        "classes": (_classes(card.labels, most_labels), told["classes"]),
        "input": (f"{inputs.picture} {inputs.layout} {inputs.dtype}", told["input"]),
        "size": (_size(card.preparation), told["size"]),
        "pixels": (_pixels(card.preparation), told["pixels"]),
        "threshold": (f"{card.score_threshold:g}", told["threshold"]),
        "licence": (card.license or "not stated", told["licence"]),
        "source": (card.source, ""),
        "sha256": (card.digest, ""),
        "test run": (f"{trial.ms:g} ms on one thread, {found} on two photos", ""),
    }


def _classes(labels: tuple[str, ...], most: int) -> str:
    named = [label for label in labels if label]
    shown = ", ".join(named[:most]) + (", …" if len(named) > most else "")
    unnamed = len(labels) - len(named)
    return f"{len(named)}: {shown}" + (f" ({unnamed} never reported)" if unnamed else "")


def _size(preparation: Preparation) -> str:
    fit = preparation.fit
    if isinstance(fit, Scale):
        return f"shorter side {fit.shorter} at least, longer {fit.longer} at most, multiples of {fit.multiple}"
    how = f"letterboxed {fit.placement} with {fit.pad}" if isinstance(fit, Letterbox) else "stretched"
    return f"{fit.width} × {fit.height}, {how}"


def _pixels(preparation: Preparation) -> str:
    mean, std = (", ".join(f"{n:g}" for n in three) for three in (preparation.mean, preparation.std))
    scale = "1/255" if abs(preparation.scale * 255 - 1) < 1e-9 else f"{preparation.scale:g}"
    return f"{preparation.channels} × {scale}, mean {mean}, std {std}"
