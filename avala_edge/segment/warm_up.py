"""Embeddings ahead of the first click: what an embedding warm-up does with one image."""

from __future__ import annotations

from avala_edge.jobs import StopJob, until_there_is_room
from avala_edge.segment.sight import Sight
from avala_edge.store import Images, Job, Outcome

EMBEDDING_WARM_UP = "embedding_warm_up"
NO_ROOM = (
    "There is no room for more embeddings: the memory for them (AVALA_EDGE_EMBEDDING_BUDGET_BYTES) is full, and they "
    "are not kept on disk (AVALA_EDGE_EMBEDDING_DISK_BYTES is 0, or the disk cannot be written; see the log)."
)


class WarmUp:
    """One image at a time, behind everybody's clicks."""

    def __init__(self, images: Images, sight: Sight) -> None:
        """Take the site's parts."""
        self._images, self._sight = images, sight

    async def perform(self, uid: str, job: Job) -> Outcome:
        """Have an image's embedding kept; a server with too much to do is given time.

        Raises:
            NotFound: no such image.
            ImageRefused: its bytes have been damaged.
            StopJob: it, and any further one, cannot be kept.
        """
        record = await self._images.get(uid)
        warmth = await until_there_is_room(lambda: self._sight.warm(record))
        if warmth == "no_room":
            raise StopJob(NO_ROOM)
        return "done" if warmth == "now" else "skipped"
