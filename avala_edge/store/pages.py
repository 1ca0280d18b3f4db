"""Long lists a page at a time, by the number of the last row seen: steady while rows come and go."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Column, Row, Select
from sqlalchemy.ext.asyncio import AsyncConnection

from avala_edge.errors import InvalidInput

T = TypeVar("T")
DEFAULT_LIMIT = 100
MOST = 1000


@dataclass(frozen=True)
class PageOf:
    """Which page: after what `cursor` says, at most `limit` rows."""

    limit: int = DEFAULT_LIMIT
    cursor: str | None = None


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows in order; `next_cursor` is None on the last page."""

    items: tuple[T, ...]
    next_cursor: str | None

    def map(self, say: Callable[[T], Any]) -> Page[Any]:
        """Return the same page of what `say` makes of each row."""
        return Page(tuple(say(item) for item in self.items), self.next_cursor)


async def fetch_page(
    tx: AsyncConnection, query: Select[Any], order: Column[int], page: PageOf, *, newest_first: bool = False
) -> Page[Row[Any]]:
    """Run `query` ordered by the row number `order`, which must be among its columns; raises as `begin_page` does."""
    last = begin_page(page)
    if last is not None:
        query = query.where(order < last if newest_first else order > last)
    ordered = query.order_by(order.desc() if newest_first else order.asc()).limit(page.limit + 1)
    rows = (await tx.execute(ordered)).all()
    return end_page(rows, page, lambda row: int(getattr(row, order.key)))


def begin_page(page: PageOf) -> int | None:
    """Return the number of the last row seen, None at the beginning.

    Raises:
        InvalidInput: a limit out of bounds, or a cursor that is not one that this module made.
    """
    check_limit(page)
    return None if page.cursor is None else _number(page.cursor)


def check_limit(page: PageOf) -> None:
    """Raise `InvalidInput` for a limit out of bounds."""
    if not 1 <= page.limit <= MOST:
        raise InvalidInput(f"limit must be 1 to {MOST}", field="limit")


def end_page(rows: Sequence[T], page: PageOf, number: Callable[[T], int]) -> Page[T]:
    """Return a page of rows, one more of which was asked for; `number` says a row's."""
    if len(rows) <= page.limit:
        return Page(tuple(rows), None)
    kept = rows[: page.limit]
    return Page(tuple(kept), cursor_after(number(kept[-1])))


def cursor_after(number: int) -> str:
    """Return the cursor of the page after a row's number."""
    return write_cursor(f"after:{number}")


def write_cursor(place: str) -> str:
    """Return a cursor for a place in a list."""
    return base64.urlsafe_b64encode(place.encode()).rstrip(b"=").decode()


def read_cursor(cursor: str, read: Callable[[str], T]) -> T:
    """Return what `read` makes of the place of a cursor; raise `InvalidInput` when that raises `ValueError`."""
    try:
        return read(base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)).decode())
    except (ValueError, TypeError, RecursionError):  # also what is no Base64
        raise InvalidInput("the cursor is not one of this list's; begin without it", field="cursor") from None


def _number(cursor: str) -> int:
    return read_cursor(cursor, _after)


def _after(place: str) -> int:
    word, _, number = place.partition(":")
    if word != "after" or not (number.isascii() and number.isdigit()) or len(number) > 18:
        raise ValueError
    return int(number)
