"""Mask tokens: handles to the logits of an answer, good for the same person and image, bounded in bytes."""

from __future__ import annotations

import secrets
from collections import OrderedDict

import numpy as np
from numpy.typing import NDArray

from avala_edge.errors import TokenRefused
from avala_edge.geometry import Frame
from avala_edge.segment.closer import Seen


class MaskTokens:
    """Oldest tokens go when the budget is full. Logits are kept as float16: half the memory, same outline."""

    def __init__(self, *, budget_bytes: int = 64 << 20) -> None:
        """Keep at most `budget_bytes` of answers' logits (the newest stays even if it alone is larger)."""
        self._budget = budget_bytes
        self.nbytes = 0
        self._held: OrderedDict[str, tuple[str, str, NDArray[np.float16], Frame]] = OrderedDict()

    def put(self, principal: str, image: str, answer: Seen) -> str:
        """Keep an answer; return its token."""
        token = secrets.token_urlsafe(16)
        logits = np.clip(answer.logits, -64, 64).astype(np.float16)
        self._held[token] = (principal, image, logits, answer.frame)
        self.nbytes += logits.nbytes
        while self.nbytes > self._budget and len(self._held) > 1:
            _, (_, _, oldest, _) = self._held.popitem(last=False)
            self.nbytes -= oldest.nbytes
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
