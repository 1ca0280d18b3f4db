"""What a site says of its models: what they are, what runs them, where they came from."""

from __future__ import annotations

from avala_edge.models.choice import Choice, Measured
from avala_edge.models.detectors import DetectorManifest
from avala_edge.models.errands import Errand
from avala_edge.models.manifest import Manifest
from avala_edge.models.shelf import Installed


def serving_card(manifest: Manifest, engines: Choice, triton: tuple[Measured, ...] = ()) -> dict[str, object]:
    """Return the card of the model that serves clicks; `triton` has a row for each part on each server."""
    own = {"encoder": engines.encoder, "decoder": engines.decoder}
    served: dict[str, str] = {row.part: "triton" for row in triton if row.refused is None}
    return {
        **_card(manifest),
        "active": True,
        "engines": {**own, **served},
        "measured": [row.model_dump() for row in (*engines.measured, *triton)],
        "activation": None,
        "damage": None,
    }


def promptable_card(
    installed: Installed[Manifest], *, damage: str | None = None, activation: Errand | None = None
) -> dict[str, object]:
    """Return the card of a promptable model that does not serve, why it cannot, and whether it is about to."""
    known: dict[str, object] = {"kind": "promptable", "name": installed.name}
    asked_for = activation is not None and activation.model == installed.name
    return {
        **(known if installed.manifest is None else _card(installed.manifest)),
        "active": False,
        "engines": {},
        "measured": [],
        "activation": {"state": activation.state, "reason": activation.reason} if activation and asked_for else None,
        "damage": damage or installed.damage,
    }


def _card(manifest: Manifest) -> dict[str, object]:
    return {
        "kind": "promptable",
        "name": manifest.name,
        "family": manifest.family,
        "version": manifest.version,
        "digest": manifest.digest,
        "license": manifest.license,
        "source": manifest.source,
        "training_data": manifest.training_data,
        "research_only_data": manifest.research_only_data,
    }


def detector_card(installed: Installed[DetectorManifest]) -> dict[str, object]:
    """Return the card of a detector, or why it cannot be used."""
    manifest = installed.manifest
    if manifest is None:
        return {"kind": "detector", "name": installed.name, "labels": [], "damage": installed.damage}
    return {
        "kind": "detector",
        "name": manifest.name,
        "family": manifest.reading.family,
        "digest": manifest.digest,
        "labels": [label for label in manifest.labels if label],
        "score_threshold": manifest.score_threshold,
        "damage": None,
        "license": manifest.license,
        "source": manifest.source,
    }
