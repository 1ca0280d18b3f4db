"""What reviewers decided so far, counted: by confidence, model and label, and how fast they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import case, func, or_, select

from avala_edge.errors import InvalidInput
from avala_edge.store.annotation_rows import part_of_confidence
from avala_edge.store.database import Database
from avala_edge.store.principal import Principal
from avala_edge.store.projects import project_number
from avala_edge.store.review_filter import PEOPLES
from avala_edge.store.tables import annotation_counts, annotation_table, labels, now, review_batches, review_decisions

PERCENT = 100
_MADE = review_decisions.c


@dataclass(frozen=True)
class Verdicts:
    """Decisions about predictions that agree in model, label and whole percent of confidence (None: has none)."""

    model: str
    label: str | None
    percent: int | None
    accepted: int
    modified: int
    rejected: int


@dataclass(frozen=True)
class Pace:
    """How fast decisions are made, one by one and in bulk, and how many drafts wait."""

    last_hour: int
    last_day: int
    by_hand_last_hour: int
    by_hand_last_day: int
    drafts: int
    rework: int


class ReviewFigures:
    """Figures of projects that who asks may see."""

    def __init__(self, database: Database) -> None:
        """Use `database`."""
        self._database = database

    async def verdicts(
        self, who: Principal, project: str, *, model: str | None = None, label: str | None = None, by_hand: bool = False
    ) -> list[Verdicts]:
        """Return what was decided about predictions and still stands, only one by one if `by_hand`.

        An annotation that was decided more than once counts with each decision that stands.

        Raises:
            NotFound: no such project.
            InvalidInput: no such label.
        """
        async with self._database.read() as tx:
            number = await project_number(tx, who, project)
            percent = part_of_confidence(tx, _MADE.confidence, PERCENT)
            kind = (_MADE.model, _MADE.label_id, percent.label("percent"))
            as_is = (_MADE.decision == "accept") & _MADE.is_modified.is_(False)
            modified = (_MADE.decision == "accept") & _MADE.is_modified.is_(True)
            query = select(
                *kind,
                func.sum(case((as_is, 1), else_=0)).label("accepted"),
                func.sum(case((modified, 1), else_=0)).label("modified"),
                func.sum(case((_MADE.decision == "reject", 1), else_=0)).label("rejected"),
            ).where(
                _MADE.project_id == number,
                _MADE.decision.in_(("accept", "reject")),
                _MADE.undone_at.is_(None),
                _MADE.source.not_in(PEOPLES),
            )
            if model is not None:
                query = query.where(_MADE.model == model)
            if by_hand:
                singles = select(review_batches.c.id).where(review_batches.c.filter.is_(None))
                query = query.where(or_(_MADE.batch_id.is_(None), _MADE.batch_id.in_(singles)))
            names = {
                row.id: row.name
                for row in await tx.execute(select(labels.c.id, labels.c.name).where(labels.c.project_id == number))
            }
            if label is not None:
                numbers = [number_ for number_, name in names.items() if name == label]
                if not numbers:
                    raise InvalidInput(f"the project has no label {label[:100]}", field="label")
                query = query.where(_MADE.label_id.in_(numbers))
            rows = (await tx.execute(query.group_by(*kind))).all()
        return [
            Verdicts(row.model, names.get(row.label_id), row.percent, row.accepted, row.modified, row.rejected)
            for row in rows
        ]

    async def pace(self, who: Principal, project: str) -> Pace:
        """Return how fast a project's reviewers are; raises `NotFound`."""
        moment = now()
        async with self._database.read() as tx:
            number = await project_number(tx, who, project)
            found = []
            for hours in (1, 24):
                since = (
                    (_MADE.project_id == number)
                    & (_MADE.created_at >= moment - timedelta(hours=hours))
                    & _MADE.undone_at.is_(None)
                )
                bulk = select(review_batches.c.id).where(review_batches.c.filter.is_not(None))
                by_hand = or_(_MADE.batch_id.is_(None), _MADE.batch_id.not_in(bulk))
                counted = select(func.count(), func.coalesce(func.sum(case((by_hand, 1), else_=0)), 0)).where(since)
                found.append(tuple((await tx.execute(counted)).one()))
            table = annotation_counts.c
            drafts = select(func.coalesce(func.sum(table.count), 0)).where(
                table.project_id == number, table.state == "draft"
            )
            drawn = annotation_table.c
            again = select(func.count(drawn.item_id.distinct())).where(
                drawn.project_id == number, drawn.state == "rejected", drawn.source.in_(PEOPLES)
            )
            waiting, rework = (await tx.execute(drafts)).scalar_one(), (await tx.execute(again)).scalar_one()
        return Pace(found[0][0], found[1][0], found[0][1], found[1][1], int(waiting), rework)
