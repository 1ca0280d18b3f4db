"""What is shown of a proposal before it is installed, in words."""

from __future__ import annotations

from avala_edge.models.manifest import Manifest
from avala_edge.models.promptables.importing import Proposal

FITS = {
    "corner": "longer side fills it, padded right and below",
    "tight": "longer side fills it, the graph pads",
    "stretch": "stretched to it",
}


def described(proposal: Proposal) -> dict[str, tuple[str, str]]:
    """Return, for people, each part's value and who said it."""
    card, told, trial = proposal.manifest, proposal.told, proposal.trial
    wiring = card.wiring
    picture = wiring.picture
    pixels = "0 to 255" if picture.mean is None else f"mean {picture.mean}, std {picture.std}"
    embedding = ", ".join(link.decoder for link in wiring.embedding)
    takes = ["points", "boxes", *(["a mask to refine"] if wiring.mask else [])]
    return {
        "name": (card.name, ""),
        "input": (f"{picture.tensor} {picture.layout} {picture.dtype}", told),
        "size": (f"{card.side} × {card.side}, {FITS[picture.fit]}", told),
        "pixels": (pixels, told),
        "embedding": (embedding, told),
        "prompts": (", ".join(takes), told),
        "masks": (f"{trial.maps} of {card.cells} × {card.cells} from {wiring.logits}", "the test run"),
        **_memory(card, told),
        "licence": (card.license or "not stated", ""),
        "source": (card.source, ""),
        "sha256": (card.digest, ""),
        "test run": (f"encode {trial.encode_ms:g} ms, decode {trial.decode_ms:g} ms", ""),
    }


def _memory(card: Manifest, told: str) -> dict[str, tuple[str, str]]:
    memory = card.wiring.memory
    if memory is None:
        return {}
    return {"memory": (f"of the key frame and {memory.most_memories} more, {memory.most_pointers} pointers", told)}
