"""Mask tokens: handles to the logits of an answer, good for the same person and image, bounded in number."""

from __future__ import annotations

import secrets
from collections import OrderedDict

import numpy as np
from numpy.typing import NDArray

from avala_edge.errors import TokenRefused
from avala_edge.geometry import Frame
from avala_edge.segment.closer import Seen


class MaskTokens:
    """Oldest tokens go when `bound` is reached. Logits are kept as float16: half the memory, same outline."""

    def __init__(self, *, bound: int = 4096) -> None:
        """Keep at most `bound` answers' logits."""
        self._bound = bound
        self._held: OrderedDict[str, tuple[str, str, NDArray[np.float16], Frame]] = OrderedDict()

    def put(self, principal: str, image: str, answer: Seen) -> str:
        """Keep an answer; return its token."""
        token = secrets.token_urlsafe(16)
        self._held[token] = (principal, image, np.clip(answer.logits, -64, 64).astype(np.float16), answer.frame)
        while len(self._held) > self._bound:
            self._held.popitem(last=False)
        return token

    def take(self, principal: str, image: str, token: str | None) -> Seen | None:
        """Return the answer behind a token, None for no token.

        Raises:
            TokenRefused: unknown, expired, somebody else's, or of another image; which of them is not told.
        """
        if token is None:
            return None
        held = self._held.get(token)
        if held is None or held[:2] != (principal, image):
            raise TokenRefused(
                "mask token is unknown or expired for you and this image; send the click without it", field="mask"
            )
        self._held.move_to_end(token)
        return Seen(held[2].astype(np.float32), held[3])
