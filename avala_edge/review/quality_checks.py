"""Findings about a project's annotations, a page of items after the other."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from time import monotonic

from avala_edge.review.finding import MODEL_KINDS, Finding, Kind
from avala_edge.review.geometry_checks import check_geometry
from avala_edge.review.model_checks import ModelChecks
from avala_edge.store import Annotation, Annotations, Item, Items, Page, PageOf, Principal, Project

ITEMS_AT_ONCE = 50
LONGEST_S = 3.0  # after which a page ends with what it has

Check = Callable[[Item, Sequence[Annotation]], Awaitable[list[Finding]]]


class QualityChecks:
    """Looks when it is asked: what is mended is gone from the next answer."""

    def __init__(self, items: Items, annotations: Annotations, models: ModelChecks) -> None:
        """Take the site's parts."""
        self._items, self._annotations, self._models = items, annotations, models

    async def shapes(
        self, who: Principal, project: Project, page: PageOf, *, kind: Kind | None = None
    ) -> Page[tuple[str, Finding]]:
        """Return pairs of an item's uid and a finding about shapes by themselves, item by item.

        A page has `page.limit` findings or a few more (an item's stay together), or fewer when looking takes long, and
        goes on with the items behind those that were looked at.

        Raises:
            InvalidInput: a limit or a cursor that is none.
        """

        async def check(item: Item, drawn: Sequence[Annotation]) -> list[Finding]:
            found = await asyncio.to_thread(check_geometry, drawn, item.image)
            return [each for each in found if kind in (None, each.kind)]

        return await self._page(who, project, page, check, at_once=ITEMS_AT_ONCE)

    async def by_models(
        self, who: Principal, project: Project, page: PageOf, *, kind: Kind | None = None
    ) -> Page[tuple[str, Finding]]:
        """Return findings for which models are asked, as `shapes` does; one item may be all that a page has time for.

        Raises:
            InvalidInput: a limit or a cursor that is none.
        """
        kinds = [each for each in MODEL_KINDS if kind in (None, each)]

        async def check(item: Item, drawn: Sequence[Annotation]) -> list[Finding]:
            return await self._models.check(project, item, drawn, kinds)

        return await self._page(who, project, page, check, at_once=1)

    async def _page(
        self, who: Principal, project: Project, page: PageOf, check: Check, *, at_once: int
    ) -> Page[tuple[str, Finding]]:
        ends, found = monotonic() + LONGEST_S, list[tuple[str, Finding]]()
        cursor = page.cursor
        while True:
            rows = await self._items.project_page(project.id, PageOf(at_once, cursor))
            items = [item for item, _ in rows.items]
            drawn = await self._annotations.of_items(who, [item.id for item in items])
            for item in items:
                own = [each for each in drawn[item.id] if each.project_id == project.id]
                found += [(item.uid, each) for each in await check(item, own)]
            cursor = rows.next_cursor
            if cursor is None or len(found) >= page.limit or monotonic() > ends:
                return Page(tuple(found), cursor)
