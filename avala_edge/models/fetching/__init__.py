"""Published models, brought from where they are published or from a mirror: by one command, and by nothing else."""

from __future__ import annotations

from avala_edge.models.fetching.download import Fetched, Progress, fetch
from avala_edge.models.fetching.published import PUBLISHED, Published, PublishedFile, published_model

__all__ = ["PUBLISHED", "Fetched", "Progress", "Published", "PublishedFile", "fetch", "published_model"]
