"""Mask tokens: handles to the logits of answers, good for the same person and image, shared fairly, for a time."""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from avala_edge.errors import TokenRefused
from avala_edge.geometry import Frame
from avala_edge.models import Logits
from avala_edge.segment.closer import Seen


@dataclass(eq=False)
class _Kept:
    """One answer: its masks have a token each, and are kept and dropped together."""

    principal: str
    image: str
    logits: NDArray[np.float16]  # [masks, h, w]
    frame: Frame
    tokens: tuple[str, ...]
    used: float


class _Shelf:
    """One person's answers, least recently used first."""

    def __init__(self) -> None:
        self.answers: OrderedDict[_Kept, None] = OrderedDict()
        self.nbytes = 0


class MaskTokens:
    """When the budget is full, who holds most loses the answer that they used longest ago; unused answers expire.

    So a busy person pushes out others' answers only while those others hold more. Logits are kept as float16: half the
    memory, same outline. Belongs to one event loop.
    """

    def __init__(self, *, budget_bytes: int, ttl_s: float, now: Callable[[], float] = time.monotonic) -> None:
        """Keep at most `budget_bytes` of logits (the newest answer stays even if it alone is larger).

        An answer that was not used for `ttl_s` seconds, told by `now`, is gone.
        """
        self._budget, self._ttl_s, self._now = budget_bytes, ttl_s, now
        self._shelves: dict[str, _Shelf] = {}
        self._found: dict[str, tuple[_Kept, int]] = {}
        self._nbytes = 0

    @property
    def nbytes(self) -> int:
        """Bytes held, of answers that have not expired."""
        self._sweep()
        return self._nbytes

    def put(self, principal: str, image: str, logits: Logits) -> tuple[str, ...]:
        """Keep an answer; return a token for each mask."""
        self._sweep()
        tokens = tuple(secrets.token_urlsafe(16) for _ in logits.masks)
        halves = np.empty(logits.masks.shape, np.float16)
        np.clip(logits.masks, -64, 64, out=halves, casting="unsafe")
        newest = _Kept(principal, image, halves, logits.frame, tokens, self._now())
        shelf = self._shelves.setdefault(principal, _Shelf())
        shelf.answers[newest] = None
        shelf.nbytes += halves.nbytes
        self._nbytes += halves.nbytes
        self._found.update((token, (newest, index)) for index, token in enumerate(tokens))
        while self._nbytes > self._budget and (oldest := self._oldest_of_heaviest(newest)) is not None:
            self._drop(oldest)
        return tokens

    def take(self, principal: str, image: str, token: str | None) -> Seen | None:
        """Return the mask behind a token, None for no token.

        Raises:
            TokenRefused: unknown, expired, somebody else's, or of another image; which of them is not told.
        """
        if token is None:
            return None
        self._sweep()
        kept, index = self._found.get(token, (None, 0))
        if kept is None or (kept.principal, kept.image) != (principal, image):
            raise TokenRefused(
                "mask token is unknown or expired for you and this image; send the click without it", field="mask"
            )
        kept.used = self._now()
        self._shelves[principal].answers.move_to_end(kept)
        return Seen(kept.logits[index].astype(np.float32), kept.frame)

    def _oldest_of_heaviest(self, newest: _Kept) -> _Kept | None:
        """Return what goes next: not the newest answer, so that all its tokens can be used at once."""
        own = self._shelves[newest.principal]
        shelves = (shelf for shelf in self._shelves.values() if next(iter(shelf.answers)) is not newest)
        heaviest = max(shelves, key=lambda shelf: (shelf.nbytes, shelf is own), default=None)
        return None if heaviest is None else next(iter(heaviest.answers))

    def _sweep(self) -> None:
        """Drop what has expired: each shelf's first, if any."""
        expired = self._now() - self._ttl_s
        for shelf in list(self._shelves.values()):
            while shelf.answers and (oldest := next(iter(shelf.answers))).used <= expired:
                self._drop(oldest)

    def _drop(self, kept: _Kept) -> None:
        shelf = self._shelves[kept.principal]
        del shelf.answers[kept]
        shelf.nbytes -= kept.logits.nbytes
        self._nbytes -= kept.logits.nbytes
        if not shelf.answers:
            del self._shelves[kept.principal]
        for token in kept.tokens:
            del self._found[token]
