"""What a job found of tracks becomes drafts: in place of earlier ones that nobody touched, beside nothing else."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import delete, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from avala_edge.store.annotation_rows import (
    Annotation,
    annotation_of,
    annotation_to_log,
    select_annotations,
    shift_counts,
)
from avala_edge.store.annotations import insert_annotations
from avala_edge.store.audit import Change, record
from avala_edge.store.job_records import ItemResult
from avala_edge.store.principal import Principal
from avala_edge.store.tables import annotation_table, items, project_datasets

DRAFTS = uuid.UUID("5f1b4a52-7c1e-4f0d-9a77-0d2f3f3c8f6e")  # the names of drafts are made from it


async def draw_tracks(tx: AsyncConnection, who: Principal, job: Any, results: Sequence[ItemResult]) -> None:
    """Make the drafts of tracks of some results; those of items that left the project meanwhile are let go."""
    found = [(each.item, item, new) for each in results for item, new in each.tracks]
    cleared = [place for each in results for place in each.cleared]
    uids = {item for _, item, _ in found} | {item for item, _ in cleared}
    query = (
        select(items.c.uid, items.c.id)
        .select_from(items.join(project_datasets, project_datasets.c.dataset_id == items.c.dataset_id))
        .where(project_datasets.c.project_id == job.project_id, items.c.uid.in_(uids))
    )
    numbers = {row.uid: row.id for row in await tx.execute(query)}
    places = [(new.track, numbers[item]) for _, item, new in found if item in numbers]
    places += [(track, numbers[item]) for item, track in cleared if item in numbers]
    there = await _there(tx, job.project_id, places)
    old = [each for each in there if is_untouched(each)]
    if old:
        await delete_annotations(tx, who, old, job=job.uid)
    taken = {(each.track, each.item_id) for each in there if not is_untouched(each)}
    new_ones = [
        (numbers[item], replace(new, uid=str(uuid.uuid5(DRAFTS, f"{job.uid}/{subject}/{new.track}"))))
        for subject, item, new in found
        if item in numbers and (new.track, numbers[item]) not in taken
    ]
    await insert_annotations(tx, who, job.project_id, new_ones, job=job.uid)


def is_untouched(drawn: Annotation) -> bool:
    """Say whether an annotation of a track is a job's alone: nobody drew, changed or decided about it."""
    return drawn.source == "propagated" and drawn.state == "draft" and drawn.version == 1 and not drawn.is_key


async def delete_annotations(
    tx: AsyncConnection, who: Principal, gone: Sequence[Annotation], *, job: str | None = None
) -> None:
    """Take annotations away; the log keeps them."""
    await tx.execute(delete(annotation_table).where(annotation_table.c.id.in_([each.id for each in gone])))
    await shift_counts(tx, gone=gone)
    logged = [
        Change("annotation.deleted", "annotation", each.uid, annotation_to_log(each), None, each.project_id, job)
        for each in gone
    ]
    await record(tx, who, *logged)


async def _there(tx: AsyncConnection, project_id: int, places: Sequence[tuple[str | None, int]]) -> list[Annotation]:
    """Return what a project has of tracks on items."""
    if not places:
        return []
    drawn = annotation_table.c
    query = select_annotations().where(
        drawn.project_id == project_id, tuple_(drawn.track, drawn.item_id).in_(list(dict.fromkeys(places)))
    )
    return [annotation_of(row) for row in await tx.execute(query)]
