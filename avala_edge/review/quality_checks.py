"""Findings about a project's annotations, a page of items after the other."""

from __future__ import annotations

import asyncio
from time import monotonic

from avala_edge.review.geometry_checks import Finding, check_geometry
from avala_edge.store import Annotations, Items, Page, PageOf, Principal

ITEMS_AT_ONCE = 50
LONGEST_S = 3.0  # after which a page ends with what it has


class QualityChecks:
    """Looks when it is asked: what is mended is gone from the next answer."""

    def __init__(self, items: Items, annotations: Annotations) -> None:
        """Take the site's parts."""
        self._items, self._annotations = items, annotations

    async def page(
        self, who: Principal, project_id: int, page: PageOf, *, kind: str | None = None
    ) -> Page[tuple[str, Finding]]:
        """Return pairs of an item's uid and a finding, item by item.

        A page has `page.limit` findings or a few more (an item's stay together), or fewer when looking takes long, and
        goes on with the items behind those that were looked at.

        Raises:
            InvalidInput: a limit or a cursor that is none.
        """
        ends, found = monotonic() + LONGEST_S, list[tuple[str, Finding]]()
        cursor = page.cursor
        while True:
            rows = await self._items.project_page(project_id, PageOf(ITEMS_AT_ONCE, cursor))
            items = [item for item, _ in rows.items]
            drawn = await self._annotations.of_items(who, [item.id for item in items])
            for item in items:
                own = [each for each in drawn[item.id] if each.project_id == project_id]
                checked = await asyncio.to_thread(check_geometry, own, item.image)
                found += [(item.uid, each) for each in checked if kind in (None, each.kind)]
            cursor = rows.next_cursor
            if cursor is None or len(found) >= page.limit or monotonic() > ends:
                return Page(tuple(found), cursor)
