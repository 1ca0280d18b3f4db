"""Annotations from files: which photos of a project they may be of, and how they are kept, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from avala_edge.store.annotations import NewAnnotation, insert_annotations
from avala_edge.store.database import Database
from avala_edge.store.principal import Principal
from avala_edge.store.projects import project_number
from avala_edge.store.tables import annotation_table, datasets, images, items, project_datasets, sequences

AT_ONCE = 500  # annotations in one transaction, so that others get their turn
READ_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class ProjectPhoto:
    """A photo of a project: its item's number, uid and key, its dataset, and its size in pixels.

    `sequence` is the key of the one that it is a frame of, `frame_index` which, from 0.
    """

    id: int
    uid: str
    key: str
    dataset: str
    width: int
    height: int
    sequence: str | None = None
    frame_index: int | None = None


class ImportedAnnotations:
    """What an import needs of the store."""

    def __init__(self, database: Database) -> None:
        """Use `database`."""
        self._database = database

    async def photos(self, who: Principal, project: str) -> list[ProjectPhoto]:
        """Return the photos of a project; raises `NotFound`."""
        found: list[ProjectPhoto] = []
        async with self._database.read() as tx:
            number = await project_number(tx, who, project)
            query = (
                select(
                    *(items.c.id, items.c.uid, items.c.key, datasets.c.uid, images.c.width, images.c.height),
                    *(sequences.c.key, items.c.frame_index),
                )
                .select_from(
                    items.join(images, items.c.image_id == images.c.id)
                    .join(datasets, items.c.dataset_id == datasets.c.id)
                    .join(project_datasets, project_datasets.c.dataset_id == datasets.c.id)
                    .outerjoin(sequences, items.c.sequence_id == sequences.c.id)
                )
                .where(project_datasets.c.project_id == number)
                .order_by(items.c.id)
                .limit(READ_AT_ONCE)
            )
            while rows := (await tx.execute(query.where(items.c.id > (found[-1].id if found else 0)))).all():
                found += [ProjectPhoto(*row) for row in rows]
        return found

    async def write(
        self, who: Principal, project: str, new: Sequence[tuple[ProjectPhoto, NewAnnotation]], *, name: str
    ) -> int:
        """Keep annotations, some at a time, and return how many were not there; `name`: of the import, in the log.

        Raises:
            NotFound: no such project.
            InvalidInput: a label has not such an attribute any more.
        """
        made = 0
        for start in range(0, len(new), AT_ONCE):
            some = new[start : start + AT_ONCE]
            uids = [each.uid for _, each in some]
            async with self._database.write() as tx:
                number = await project_number(tx, who, project)
                there = select(annotation_table.c.uid).where(annotation_table.c.uid.in_(uids))
                before = len((await tx.execute(there)).all())
                await insert_annotations(tx, who, number, [(photo.id, each) for photo, each in some], job=name)
                made += len((await tx.execute(there)).all()) - before
        return made
