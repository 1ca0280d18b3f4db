"""How much image the server takes, judged before anything is decoded."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ImageLimits:
    """The two bounds on an uploaded image.

    Attributes:
        max_pixels: width x height as the header states them.
        max_bytes: length of the encoded file.
    """

    max_pixels: int = 100_000_000
    max_bytes: int = 64 * 1024 * 1024

    def __post_init__(self) -> None:
        """Refuse bounds that no image could meet."""
        for name in ("max_pixels", "max_bytes"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be at least 1, but got {getattr(self, name)}")
