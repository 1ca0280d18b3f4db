"""The shared tier: what a store between nodes must do, and the one place that opens the configured one."""

from __future__ import annotations

from typing import Protocol

from avala_edge.embeddings.packing import EmbeddingKey
from avala_edge.errors import InvalidInput
from avala_edge.models import Embedding


class Claim(Protocol):
    """The right to encode. It lasts until released, and ends by itself soon after its node has died."""

    async def release(self) -> None:
        """Let others encode."""


class SharedTier(Protocol):
    """A place that several nodes share. Whatever it does, its methods return soon and raise nothing.

    Attributes:
        corrupt: damaged values found and removed.
        unreachable: calls that failed.
    """

    corrupt: int
    unreachable: int

    async def ask(self, key: EmbeddingKey) -> Embedding | Claim | None:
        """Return the embedding; or a claim: encode it, put it, release the claim; or None: somebody encodes, ask again.

        A store that cannot be asked gives a claim too.
        """

    async def put(self, key: EmbeddingKey, data: bytes) -> None:
        """Keep a packed embedding for the other nodes, if possible."""

    async def close(self) -> None:
        """Close connections."""


def open_shared(url: str) -> SharedTier | None:
    """Return the tier at `url`, connected when first used; None for no URL.

    Raises:
        InvalidInput: the client library is not installed.
    """
    if not url:
        return None
    try:
        from avala_edge.embeddings.valkey import ValkeyTier
    except ModuleNotFoundError as error:
        raise InvalidInput(
            f"AVALA_EDGE_SHARED_EMBEDDINGS needs the package {error.name}: pip install 'avala-edge[shared]'",
            field="shared_embeddings",
        ) from error
    return ValkeyTier(url)
