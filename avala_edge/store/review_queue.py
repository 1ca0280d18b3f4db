"""What is to be reviewed next, in an order that spends people's time well; and samples of it, drawn by strata."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Row, Select, insert, literal, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from avala_edge.errors import InvalidInput, NotFound
from avala_edge.store.annotation_rows import Annotation, annotation_of, select_annotations, tenth_of
from avala_edge.store.audit import Change, record
from avala_edge.store.database import Database
from avala_edge.store.pages import Page, PageOf, check_limit, read_cursor, write_cursor
from avala_edge.store.principal import Principal
from avala_edge.store.projects import project_number
from avala_edge.store.review_filter import ReviewFilter, conditions
from avala_edge.store.reviews import is_by_hand
from avala_edge.store.tables import (
    annotation_table,
    new_uid,
    now,
    review_decisions,
    review_sample_members,
    review_samples,
)

Order = Literal["uncertainty", "confidence", "item"]
ORDERS: tuple[Order, ...] = get_args(Order)
MOST_SAMPLED = 5000
MOST_STRATA = 2000
_DRAWN = annotation_table.c


@dataclass(frozen=True)
class Stratum:
    """Annotations of one model, label and tenth of confidence (None: none): `size` there are, `sampled` were drawn."""

    model: str
    label_id: int | None
    tenth: int | None
    size: int
    sampled: int


@dataclass(frozen=True)
class Sample:
    """Annotations drawn to stand for more: `members` are pairs of an annotation's uid and its stratum's place."""

    uid: str
    filter: ReviewFilter
    strata: tuple[Stratum, ...]
    members: tuple[tuple[str, int], ...]
    created_at: datetime


@dataclass(frozen=True)
class Outcome:
    """What was decided by hand about a member of a sample, since it was drawn or of what it is now: the newest."""

    annotation: str
    stratum: int
    decision: str | None
    is_modified: bool


class ReviewQueue:
    """What waits in projects that who asks may see."""

    def __init__(self, database: Database) -> None:
        """Use `database`."""
        self._database = database

    async def page(
        self, who: Principal, project: str, wanted: ReviewFilter, order: Order, page: PageOf
    ) -> Page[Annotation]:
        """Return annotations to review.

        Args:
            order: uncertainty: confidences nearest to a half first, those without one last; confidence: the highest
                first, those without one last; item: item by item, as they were made.
            who: who asks.
            project: its uid.
            wanted: which.
            page: a cursor holds for the order that it was made in.

        Raises:
            NotFound: no such project.
            InvalidInput: a filter, limit or cursor that makes no sense.
        """
        check_limit(page)
        seen = {} if page.cursor is None else read_cursor(page.cursor, partial(_read_places, order))
        async with self._database.read() as tx:
            number = await project_number(tx, who, project)
            fits = await conditions(tx, number, wanted)
            found: list[tuple[_Scan, Row[Any]]] = []
            for group in _SCANS[order]:
                behind = [
                    (scan, row)
                    for scan in group
                    for row in await tx.execute(scan.query(seen.get(scan.name)).where(*fits).limit(page.limit + 1))
                ]
                found += sorted(behind, key=lambda pair: pair[0].rank(pair[1]))
                if len(found) > page.limit:
                    break
            kept = found[: page.limit]
            seen |= {scan.name: (row.place, row.id) for scan, row in kept}
            whole = select_annotations().where(_DRAWN.id.in_([row.id for _, row in kept]))
            rows = {row.id: annotation_of(row) for row in await tx.execute(whole)}
        following = _write_places(order, seen) if len(found) > page.limit else None
        return Page(tuple(rows[row.id] for _, row in kept), following)

    async def draw(self, who: Principal, project: str, wanted: ReviewFilter, size: int) -> Sample:
        """Draw a sample, in proportion to how many annotations each stratum has, at least one of each, and keep it.

        Raises:
            NotFound: no such project.
            InvalidInput: nothing to draw from, or a size out of bounds.
        """
        if not 1 <= size <= MOST_SAMPLED:
            raise InvalidInput(f"size must be 1 to {MOST_SAMPLED}", field="size")
        uid, moment = new_uid(), now()
        strata, members = await self.lottery(who, project, wanted, size, salt=uid)
        if not members:
            raise InvalidInput("there is nothing to draw from; widen the filter", field="filter")
        async with self._database.write() as tx:
            number = await project_number(tx, who, project)
            row = {
                "uid": uid,
                "project_id": number,
                "user_id": who.user_id,
                "filter": wanted.to_json(),
                "strata": [vars(each) for each in strata],
                "created_at": moment,
            }
            sample = (await tx.execute(insert(review_samples).values(row).returning(review_samples.c.id))).scalar_one()
            rows = [
                {"sample_id": sample, "place": place, "annotation_uid": name, "stratum": stratum}
                for place, (name, stratum) in enumerate(members)
            ]
            await tx.execute(insert(review_sample_members), rows)
            after = {"filter": wanted.to_json(), "size": len(members)}
            await record(tx, who, Change("review.sampled", "review_sample", uid, None, after, number))
        return Sample(uid, wanted, tuple(strata), tuple(members), moment)

    async def lottery(
        self, who: Principal, project: str, wanted: ReviewFilter, size: int, *, salt: str
    ) -> tuple[list[Stratum], list[tuple[str, int]]]:
        """Return strata and members as `draw` does, the same for the same salt, and keep nothing."""
        async with self._database.read() as tx:
            number = await project_number(tx, who, project)
            return await _draw(tx, await conditions(tx, number, wanted), size, salt=salt)

    async def sample(self, who: Principal, project: str, uid: str) -> tuple[Sample, list[Outcome]]:
        """Return a sample and what has become of its members, in their order; raises `NotFound`."""
        made = review_decisions.c
        async with self._database.read() as tx:
            number = await project_number(tx, who, project)
            query = select(review_samples).where(review_samples.c.uid == uid, review_samples.c.project_id == number)
            found = (await tx.execute(query)).one_or_none()
            if found is None:
                raise NotFound("there is no such sample", field="sample")
            of_it = review_sample_members.c.sample_id == found.id
            members = (await tx.execute(select(review_sample_members).where(of_it).order_by("place"))).all()
            counts = (
                select(made.annotation_uid, made.decision, made.is_modified)
                .select_from(review_decisions.outerjoin(annotation_table, made.annotation_uid == _DRAWN.uid))
                .where(
                    made.annotation_uid.in_(select(review_sample_members.c.annotation_uid).where(of_it)),
                    or_(made.created_at >= found.created_at, made.version == _DRAWN.version),
                    made.undone_at.is_(None),
                    made.decision.in_(("accept", "reject")),
                    is_by_hand(),
                )
                .order_by(made.id)
            )
            newest = {row.annotation_uid: (row.decision, row.is_modified) for row in await tx.execute(counts)}
        sample = Sample(
            found.uid,
            ReviewFilter.from_json(found.filter),
            tuple(Stratum(**each) for each in found.strata),
            tuple((row.annotation_uid, row.stratum) for row in members),
            found.created_at,
        )
        undecided = (None, False)
        return sample, [Outcome(name, stratum, *newest.get(name, undecided)) for name, stratum in sample.members]

    async def of_uids(self, who: Principal, project: str, uids: Sequence[str]) -> list[Annotation]:
        """Return a project's annotations by their uids, in that order, those that are still there."""
        async with self._database.read() as tx:
            number = await project_number(tx, who, project)
            query = select_annotations().where(_DRAWN.uid.in_(uids), _DRAWN.project_id == number)
            found = {row.uid: annotation_of(row) for row in await tx.execute(query)}
        return [found[uid] for uid in uids if uid in found]


_Places = dict[str, tuple[float, int]]


@dataclass(frozen=True)
class _Scan:
    """Rows as an index has them; several that are merged make an order that none has.

    Attributes:
        name: a letter, for cursors.
        column: what they are ordered by, before their number.
        falls: from the highest down.
        bounds: which rows of the column.
        nearness: the place that rows are merged by their distance from; None: nothing is merged.
    """

    name: str
    column: ColumnElement[Any]
    falls: bool = False
    bounds: ColumnElement[bool] | None = None
    nearness: float | None = None

    def query(self, seen: tuple[float, int] | None) -> Select[Any]:
        """Select what is behind a place and a number."""
        query = select(_DRAWN.id, self.column.label("place"))
        if self.bounds is not None:
            query = query.where(self.bounds)
        if seen is not None:
            here, there = tuple_(self.column, _DRAWN.id), tuple_(literal(seen[0]), literal(seen[1]))
            query = query.where(here < there if self.falls else here > there)
        order = (self.column, _DRAWN.id)
        return query.order_by(*(each.desc() for each in order) if self.falls else order)

    def rank(self, row: Row[Any]) -> float:
        """What rows of merged scans are ordered by; each has its own in this order already."""
        return 0.0 if self.nearness is None else abs(row.place - self.nearness)


_SHARE, _HALF = _DRAWN.confidence, 0.5
_BARE = _Scan("b", _DRAWN.id, bounds=_SHARE.is_(None))
_SCANS: Mapping[Order, Sequence[Sequence[_Scan]]] = {
    "item": [[_Scan("i", _DRAWN.item_id)]],
    "confidence": [[_Scan("c", _SHARE, falls=True, bounds=_SHARE.is_not(None))], [_BARE]],
    "uncertainty": [
        [
            _Scan("l", _SHARE, falls=True, bounds=_SHARE <= _HALF, nearness=_HALF),
            _Scan("h", _SHARE, bounds=_SHARE > _HALF, nearness=_HALF),
        ],
        [_BARE],
    ],
}


def _write_places(order: Order, seen: _Places) -> str:
    return write_cursor(json.dumps([order[0], *(each for name, place in seen.items() for each in (name, *place))]))


def _read_places(order: Order, place: str) -> _Places:
    initial, *said = json.loads(place)
    seen = {name: (place, number) for name, place, number in zip(said[::3], said[1::3], said[2::3], strict=True)}
    if initial != order[0] or not seen or not seen.keys() <= {scan.name for group in _SCANS[order] for scan in group}:
        raise ValueError
    for value, number in seen.values():
        if type(number) is not int or type(value) not in (int, float) or not 0 <= min(value, number) < 1 << 60:
            raise ValueError
    return seen


async def _draw(
    tx: AsyncConnection, fits: Sequence[ColumnElement[bool]], size: int, *, salt: str
) -> tuple[list[Stratum], list[tuple[str, int]]]:
    """Order each stratum by a hash of its uids, which is a lottery that nobody can steer, and take the first ones."""
    query = select(_DRAWN.uid, _DRAWN.model, _DRAWN.label_id, _DRAWN.confidence).where(*fits)
    tickets: defaultdict[tuple[str, int | None, int | None], list[tuple[bytes, str]]] = defaultdict(list)
    for uid, model, label, confidence in (tuple(row) for row in await tx.execute(query)):
        tickets[model, label, tenth_of(confidence)].append(
            (hashlib.blake2b(f"{salt}{uid}".encode(), digest_size=8).digest(), uid)
        )
    if len(tickets) > MOST_STRATA:
        raise InvalidInput(f"the filter spans more than {MOST_STRATA} kinds; narrow it", field="filter")
    kinds = sorted(tickets, key=lambda kind: (-len(tickets[kind]), str(kind)))
    shares = allot([len(tickets[kind]) for kind in kinds], size)
    strata, members = [], []
    for place, (kind, share) in enumerate(zip(kinds, shares, strict=True)):
        strata.append(Stratum(*kind, size=len(tickets[kind]), sampled=share))
        members += [(uid, place, ticket) for ticket, uid in sorted(tickets[kind])[:share]]
    members.sort(key=lambda member: member[2])  # a sample that is reviewed in part is one still
    return strata, [(uid, place) for uid, place, _ in members]


def allot(sizes: Sequence[int], wanted: int) -> list[int]:
    """Return how many to draw of strata of these sizes: in proportion (largest remainders), one each while that lasts.

    The sum is `wanted`, or all there is if that is less; with fewer wanted than strata, the largest get one each.
    """
    whole = sum(sizes)
    if whole <= wanted:
        return list(sizes)
    if wanted <= len(sizes):
        largest = set(sorted(range(len(sizes)), key=lambda place: -sizes[place])[:wanted])
        return [int(place in largest) for place in range(len(sizes))]
    rest = wanted - len(sizes)
    exact = [(size - 1) * rest / (whole - len(sizes)) for size in sizes]
    shares = [1 + int(share) for share in exact]
    order = sorted(range(len(sizes)), key=lambda place: int(exact[place]) - exact[place])
    for place in order[: wanted - sum(shares)]:
        shares[place] += 1
    return shares
