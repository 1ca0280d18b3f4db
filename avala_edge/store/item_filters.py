"""Which items of a project have an annotation of a kind: found by leaping along an index, an item a leap.

However rare what is asked for is, and however many annotations of it an item has, a page costs a few seeks a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import product
from typing import Any

from sqlalchemy import CTE, BigInteger, ColumnElement, ScalarSelect, Select, bindparam, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from avala_edge.store.annotation_rows import SOURCES, STATES
from avala_edge.store.pages import Page, PageOf, begin_page, end_page, fetch_page
from avala_edge.store.tables import annotation_table, labels, tasks
from avala_edge.store.tables.projects import EMPTY

Kind = Sequence[ColumnElement[bool]]
_DRAWN = annotation_table.c
_NUMBER = BigInteger()


async def find_items(
    tx: AsyncConnection, project_id: int, page: PageOf, *, label: str | None, source: str | None, state: str | None
) -> Page[int]:
    """Return the row numbers of a project's items, as `Items.project_page` describes them."""
    if state == "empty" or not (label or source or state):
        query = select(tasks.c.item_id).where(tasks.c.project_id == project_id)
        if state == "empty":
            query = query.where(EMPTY)
        return (await fetch_page(tx, query, tasks.c.item_id, page)).map(lambda row: row.item_id)
    after, of = begin_page(page) or 0, project_id
    if label:
        named = select(labels.c.id).where(labels.c.project_id == project_id, labels.c.name == label)
        found = (await tx.execute(named)).scalar()
        if found is None:
            return Page((), None)
        of = found
    query = _select_items(bool(label), source, state)
    numbers = (await tx.execute(query, {"of": of, "after": after, "most": page.limit + 1})).scalars().all()
    return end_page(numbers, page, int)


@cache  # making it takes as long as asking it
def _select_items(by_label: bool, source: str | None, state: str | None) -> Select[Any]:
    """Select items in order, at most `most` from behind `after`, of the label or project `of`."""
    kinds = _kinds(by_label, source, state)
    first = select(_nearest(kinds, bindparam("after", type_=_NUMBER)).label("item_id"), literal(1).label("place"))
    found = first.cte("found", recursive=True)
    leap = select(_nearest(kinds, found.c.item_id, found), found.c.place + 1)
    found = found.union_all(leap.where(found.c.item_id.is_not(None), found.c.place < bindparam("most")))
    return select(found.c.item_id).where(found.c.item_id.is_not(None)).order_by(found.c.item_id)


def _kinds(by_label: bool, source: str | None, state: str | None) -> list[Kind]:
    """Return conditions that fix all columns of an index but its last, the item; together they are what is asked."""
    of = (_DRAWN.label_id if by_label else _DRAWN.project_id) == bindparam("of", type_=_NUMBER)
    if by_label and source is None and state is None:
        return [[of]]
    pairs = product([state] if state else STATES, [source] if source else SOURCES)
    return [[of, _DRAWN.state == state_, _DRAWN.source == source_] for state_, source_ in pairs]


def _nearest(kinds: Sequence[Kind], after: ColumnElement[Any], outer: CTE | None = None) -> ScalarSelect[Any]:
    """Select the first item behind a number that has an annotation of any of the kinds."""
    nearest = [
        select(func.min(_DRAWN.item_id).label("item_id")).where(*kind, _DRAWN.item_id > after).correlate(outer)
        for kind in kinds
    ]
    if len(nearest) == 1:
        return nearest[0].scalar_subquery()
    each = union_all(*nearest).subquery("nearest")
    return select(func.min(each.c.item_id)).correlate(outer).scalar_subquery()
