"""Tracks: one object through the frames of a sequence, as a project has it; begun, cut in two, joined, cut short."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from avala_edge.errors import Conflict, InvalidInput, NotFound
from avala_edge.store.annotation_rows import Annotation, annotation_of, annotation_to_log, select_annotations
from avala_edge.store.annotations import visible_annotation
from avala_edge.store.audit import Change, record
from avala_edge.store.database import Database
from avala_edge.store.principal import Principal
from avala_edge.store.projects import project_number
from avala_edge.store.sequences import find_sequence
from avala_edge.store.tables import annotation_table, items, new_uid, sequences
from avala_edge.store.track_drafts import delete_annotations

MOST_POINTS = 200_000  # annotations of tracks of one sequence that are told


@dataclass(frozen=True)
class TrackPoint:
    """An annotation of a track, on the `frame`-th frame of its sequence."""

    frame: int
    annotation: Annotation

    @property
    def is_settled(self) -> bool:
        """Whether a person set or confirmed it: propagation begins and ends there, and never changes it."""
        return self.annotation.is_key or self.annotation.state == "accepted"


class Tracks:
    """The tracks of projects that who asks may see."""

    def __init__(self, database: Database) -> None:
        """Use `database`."""
        self._database = database

    async def points(
        self,
        who: Principal,
        project: str,
        sequence: str,
        *,
        tracks: Sequence[str] | None = None,
        frames: tuple[int, int] | None = None,
    ) -> list[TrackPoint]:
        """Return what a project has of a sequence's tracks, in the order of frames; raises `NotFound`."""
        async with self._database.read() as tx:
            return await _points(tx, who, project, sequence, tracks=tracks, frames=frames)

    async def begin(self, who: Principal, annotation: str) -> tuple[str, TrackPoint]:
        """Make an annotation a key frame of a track, a new one if it has none; return its sequence, too.

        Raises:
            NotFound: no such annotation.
            InvalidInput: it is on no frame of a sequence.
            Conflict: it was rejected.
        """
        async with self._database.write() as tx:
            before = await visible_annotation(tx, who, annotation)
            where = select(items.c.sequence_id, items.c.frame_index).where(items.c.id == before.item_id)
            place = (await tx.execute(where)).one()
            if place.sequence_id is None:
                raise InvalidInput("the annotation is on a photo, not on a frame of a sequence", field="annotation")
            if before.state == "rejected":
                raise Conflict("the annotation was rejected; draw the object, or take the rejection back, first")
            changes: dict[str, Any] = {} if before.is_key else {"is_key": True}
            if before.track is None:
                changes["track"] = new_uid()
            after = await _change(tx, who, before, changes) if changes else before
            named = select(sequences.c.uid).where(sequences.c.id == place.sequence_id)
            sequence: str = (await tx.execute(named)).scalar_one()
        return sequence, TrackPoint(place.frame_index, after)

    async def split(self, who: Principal, project: str, sequence: str, track: str, frame: int) -> str:
        """Give what a track has from a frame on to a new track; return that.

        Raises:
            NotFound: no such project, sequence or track.
            InvalidInput: nothing of it is before that frame, or nothing from there on.
        """
        async with self._database.write() as tx:
            found = await _points(tx, who, project, sequence, tracks=[track])
            later = [each for each in found if each.frame >= frame]
            if not found:
                raise NotFound("the sequence has no such track", field="track")
            if not later or len(later) == len(found):
                words = f"the track is on frames {found[0].frame} to {found[-1].frame}; split it in between"
                raise InvalidInput(words, field="frame")
            new = new_uid()
            for place, each in enumerate(later):
                values: dict[str, Any] = {"track": new}
                if place == 0 and each.annotation.state != "rejected":
                    values["is_key"] = True  # the new track begins with it
                await _change(tx, who, each.annotation, values)
        return new

    async def merge(self, who: Principal, project: str, sequence: str, track: str, other: str) -> None:
        """Give all that `other` has to `track`.

        Raises:
            NotFound: no such project, sequence or track.
            Conflict: both are on the same frame, or have different labels.
        """
        async with self._database.write() as tx:
            found = await _points(tx, who, project, sequence, tracks=[track, other])
            mine, its = ([each for each in found if each.annotation.track == name] for name in (track, other))
            for name, those in (("track", mine), ("other", its)):
                if not those or track == other:
                    raise NotFound("the sequence has no such other track", field=name)
            both = sorted({each.frame for each in mine} & {each.frame for each in its})
            if both:
                words = f"both tracks are on frame {both[0]}" + (f" and {len(both) - 1} more" if both[1:] else "")
                raise Conflict(f"{words}; trim one of them first", field="other")
            names = {each.annotation.label for each in found}
            if len(names) > 1:
                said = " and ".join(sorted(name or "no label" for name in names))
                raise Conflict(f"the tracks have different labels ({said}); label them alike first", field="other")
            for each in its:
                await _change(tx, who, each.annotation, {"track": track})

    async def trim(self, who: Principal, project: str, sequence: str, track: str, first: int, last: int) -> int:
        """Take away what a track has before `first` and after `last`; return how many annotations those were.

        Raises:
            NotFound: no such project, sequence or track.
            InvalidInput: nothing of it would be left.
        """
        async with self._database.write() as tx:
            found = await _points(tx, who, project, sequence, tracks=[track])
            if not found:
                raise NotFound("the sequence has no such track", field="track")
            gone = [each.annotation for each in found if not first <= each.frame <= last]
            if len(gone) == len(found):
                words = f"the track is on frames {found[0].frame} to {found[-1].frame}; nothing of it would be left"
                raise InvalidInput(words, field="first")
            if gone:
                await delete_annotations(tx, who, gone)
        return len(gone)


async def _points(
    tx: AsyncConnection,
    who: Principal,
    project: str,
    sequence: str,
    *,
    tracks: Sequence[str] | None = None,
    frames: tuple[int, int] | None = None,
) -> list[TrackPoint]:
    number = await project_number(tx, who, project)
    found = await find_sequence(tx, who, sequence)
    drawn = annotation_table.c
    query = select_annotations().add_columns(items.c.frame_index)
    query = query.where(drawn.project_id == number, items.c.sequence_id == found.id, drawn.track.is_not(None))
    if tracks is not None:
        query = query.where(drawn.track.in_(list(tracks)))
    if frames is not None:
        query = query.where(items.c.frame_index.between(*frames))
    rows = await tx.execute(query.order_by(items.c.frame_index, drawn.id).limit(MOST_POINTS))
    return [TrackPoint(row.frame_index, annotation_of(row)) for row in rows]


async def _change(tx: AsyncConnection, who: Principal, before: Annotation, values: Mapping[str, Any]) -> Annotation:
    new = {**values, "version": before.version + 1, "updated_by": who.user_id, "review_batch_id": None}
    await tx.execute(update(annotation_table).where(annotation_table.c.id == before.id).values(**new))
    after = await visible_annotation(tx, who, before.uid)
    logs = annotation_to_log(before), annotation_to_log(after)
    await record(tx, who, Change("annotation.updated", "annotation", before.uid, *logs, before.project_id))
    return after
