"""Which page of a list, as Avala's clients ask."""

from __future__ import annotations

from pydantic import Field

from avala_edge.api.schemas.strict import Query
from avala_edge.store import PageOf
from avala_edge.store.pages import DEFAULT_LIMIT, MOST


class V1PageQuery(Query):
    """Which page of a list."""

    limit: int = Field(default=DEFAULT_LIMIT, ge=1, le=10**9, description="Rows on a page; more than 1000 is 1000.")
    cursor: str | None = Field(default=None, max_length=64, description="From the `next` of the page before.")

    @property
    def page_of(self) -> PageOf:
        """What the store is asked for."""
        return PageOf(min(self.limit, MOST), self.cursor)
