"""Where annotations come from beyond their own rows: who decided about them last, and how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from avala_edge.store.database import Database
from avala_edge.store.tables import review_decisions, users

AT_ONCE = 5000  # uids in one query


@dataclass(frozen=True)
class LastReview:
    """A decision about an annotation: by which user, which, when."""

    by: str
    decision: str
    at: datetime


class Provenance:
    """Belongs to who may see the annotations already."""

    def __init__(self, database: Database) -> None:
        """Use `database`."""
        self._database = database

    async def last_reviews(self, uids: Sequence[str]) -> dict[str, LastReview]:
        """Return the last decision about each annotation that was decided about."""
        table, found = review_decisions.c, {}
        query = (
            select(table.annotation_uid, users.c.username, table.decision, table.created_at)
            .join(users, table.user_id == users.c.id)
            .where(table.undone_at.is_(None))
        )
        async with self._database.read() as tx:
            for start in range(0, len(uids), AT_ONCE):
                some = query.where(table.annotation_uid.in_(uids[start : start + AT_ONCE])).order_by(table.id)
                found.update({row[0]: LastReview(*row[1:]) for row in await tx.execute(some)})
        return found
