"""What people accepted, as examples of a project's labels: which there are, cheaply, and their shapes, when needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from avala_edge.store.database import Database
from avala_edge.store.images import ImageRecord
from avala_edge.store.rows import read_as
from avala_edge.store.tables import annotation_table, audit_events, images, items, labels, tasks

AT_ONCE = 500  # shapes in one question


@dataclass(frozen=True)
class ExampleRow:
    """An accepted annotation with a label.

    Attributes:
        uid: the annotation's.
        version: of it.
        label: uid of the label.
        image: uid of the image.
    """

    uid: str
    version: int
    label: str
    image: str


@dataclass(frozen=True)
class ExampleShape:
    """What it looks like; `geometry` fields by `type` as annotations have them."""

    uid: str
    version: int
    type: str
    geometry: dict[str, Any]
    image: ImageRecord


class ExampleRows:
    """The accepted annotations of projects (their rows' numbers)."""

    def __init__(self, database: Database) -> None:
        """Use `database`."""
        self._database = database

    async def state(self, project_id: int) -> int:
        """Return a number that is another one once anything of a project has changed."""
        query = select(func.max(audit_events.c.id)).where(audit_events.c.project_id == project_id)
        async with self._database.read() as tx:
            return (await tx.execute(query)).scalar() or 0

    async def newest(self, project_id: int, *, each: int, most: int) -> list[ExampleRow]:
        """Return the newest `each` of every label that is not archived, at most `most` in all, the newest first."""
        drawn = annotation_table.c
        place = func.row_number().over(partition_by=drawn.label_id, order_by=drawn.id.desc()).label("place")
        accepted = (drawn.project_id == project_id) & (drawn.state == "accepted") & labels.c.is_archived.is_(False)
        ranked = (
            select(drawn.id, drawn.uid, drawn.version, labels.c.uid.label("label"), images.c.uid.label("image"), place)
            .select_from(annotation_table.join(labels).join(items, drawn.item_id == items.c.id).join(images))
            .where(accepted)
            .subquery()
        )
        query = select(ranked).where(ranked.c.place <= each).order_by(ranked.c.place, ranked.c.id.desc()).limit(most)
        async with self._database.read() as tx:
            return [read_as(ExampleRow, row) for row in await tx.execute(query)]

    async def rejected(self, project_id: int, *, most: int) -> list[str]:
        """Return the uids of a project's rejected annotations, the newest first."""
        drawn = annotation_table.c
        query = select(drawn.uid).where(drawn.project_id == project_id, drawn.state == "rejected")
        async with self._database.read() as tx:
            return list((await tx.execute(query.order_by(drawn.id.desc()).limit(most))).scalars())

    async def shapes(self, uids: Sequence[str]) -> list[ExampleShape]:
        """Return the shapes of annotations that are still there."""
        found: list[ExampleShape] = []
        for start in range(0, len(uids), AT_ONCE):
            query = _shapes().where(annotation_table.c.uid.in_(uids[start : start + AT_ONCE]))
            async with self._database.read() as tx:
                found += [_shape(row) for row in await tx.execute(query)]
        return found

    async def following(self, project_id: int, item_uid: str, *, most: int) -> list[str]:
        """Return an item's uid and those of the ones after it in a project's order."""
        first = select(items.c.id).where(items.c.uid == item_uid).scalar_subquery()
        query = select(items.c.uid).join(tasks, tasks.c.item_id == items.c.id)
        query = query.where(tasks.c.project_id == project_id, items.c.id >= first).order_by(items.c.id).limit(most)
        async with self._database.read() as tx:
            return list((await tx.execute(query)).scalars())


_RECORD = tuple(ImageRecord.__annotations__)


def _shapes() -> Select[Any]:
    drawn = annotation_table.c
    columns = [images.c[name].label(f"image_{name}") for name in _RECORD]
    query = select(drawn.uid, drawn.version, drawn.type, drawn.geometry, *columns)
    return query.select_from(annotation_table.join(items, drawn.item_id == items.c.id).join(images))


def _shape(row: Any) -> ExampleShape:
    image = ImageRecord(**{name: getattr(row, f"image_{name}") for name in _RECORD})
    return ExampleShape(row.uid, row.version, row.type, row.geometry, image)
