"""Long lists over HTTP: what page a query asks for, and a page with the absolute address of the next one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from aiohttp import web
from pydantic import Field

from avala_edge.api.messages import json_answer, page
from avala_edge.api.schemas.strict import Query
from avala_edge.store import Page, PageOf
from avala_edge.store.pages import DEFAULT_LIMIT, MOST

T = TypeVar("T")


class PageQuery(Query):
    """Which page of a list."""

    limit: int = Field(default=DEFAULT_LIMIT, ge=1, le=MOST, description="Rows on a page.")
    cursor: str | None = Field(default=None, max_length=64, description="From the `next` of the page before.")

    @property
    def page(self) -> PageOf:
        """What the store is asked for."""
        return PageOf(self.limit, self.cursor)


def page_answer(request: web.Request, rows: Page[T], say: Callable[[T], Any]) -> web.Response:
    """Answer with a page of what `say` makes of each row."""
    following = None if rows.next_cursor is None else str(request.url.update_query(cursor=rows.next_cursor))
    return json_answer(page([say(row) for row in rows.items], next_=following))
