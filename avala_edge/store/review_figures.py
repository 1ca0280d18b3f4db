"""What reviewers decided so far, counted: by confidence, model and label, and how fast they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import case, func, select

from avala_edge.errors import InvalidInput
from avala_edge.store.annotation_rows import part_of_confidence
from avala_edge.store.database import Database
from avala_edge.store.principal import Principal
from avala_edge.store.projects import project_number
from avala_edge.store.review_filter import PEOPLES
from avala_edge.store.reviews import is_by_hand
from avala_edge.store.tables import annotation_table, labels, now, review_decisions

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
    """How fast decisions are made, one by one and in bulk, and on how many items work of people was rejected."""

    last_hour: int
    last_day: int
    by_hand_last_hour: int
    by_hand_last_day: int
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
                query = query.where(is_by_hand())
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
                by_hand = func.coalesce(func.sum(case((is_by_hand(), 1), else_=0)), 0)
                counted = select(func.count(), by_hand).where(since)
                found.append(tuple((await tx.execute(counted)).one()))
            drawn = annotation_table.c
            again = select(func.count(drawn.item_id.distinct())).where(
                drawn.project_id == number, drawn.state == "rejected", drawn.source.in_(PEOPLES)
            )
            rework = (await tx.execute(again)).scalar_one()
        return Pace(found[0][0], found[1][0], found[0][1], found[1][1], rework)
