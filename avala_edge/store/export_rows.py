"""Exports as rows: the record, and how one ends, in whichever transaction that is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from avala_edge.store.agent_calls import Happening, call_agents
from avala_edge.store.audit import Change, record
from avala_edge.store.outbox import announce
from avala_edge.store.principal import Principal
from avala_edge.store.rows import read_as
from avala_edge.store.tables import exports, job_items, sequences, videos

AVALA_JSON = "avala-json-external"
CANCELLED = "It was cancelled."


@dataclass(frozen=True)
class ExportOptions:
    """What goes into an export, and how.

    Attributes:
        states: of the annotations that do.
        label_map: other names for labels; two with one name become one.
        splits: name → share of the items, in all 1; none: they are not split.
        include_images: whether the photos' bytes go along.
    """

    states: tuple[str, ...] = ("accepted",)
    label_map: Mapping[str, str] = field(default_factory=dict)
    splits: Mapping[str, float] = field(default_factory=dict)
    include_images: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return how it is kept."""
        return {**asdict(self), "states": list(self.states)}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> ExportOptions:
        """Read what was kept; exports of earlier versions kept nothing."""
        return cls(**{**kept, "states": tuple(kept["states"])}) if kept else cls()


@dataclass(frozen=True)
class Export:
    """An export; `status` is requested, then exported or failed; `scope` names projects and datasets, and options."""

    uid: str
    name: str
    format: str
    status: str
    scope: dict[str, Any]
    total_task_count: int
    exported_task_count: int
    error_message: str | None
    created_at: datetime
    updated_at: datetime
    id: int = field(repr=False, compare=False)
    created_by: int = field(repr=False, compare=False)

    @property
    def options(self) -> ExportOptions:
        """What goes into it."""
        return ExportOptions.from_json(self.scope.get("options", {}))

    @property
    def file_name(self) -> str:
        """Its file's, in the folder of exports."""
        return export_file_name(self.uid, self.format, self.scope)


@dataclass(frozen=True)
class ExportSequence:
    """A sequence whose frames go out.

    Attributes:
        uid: the sequence's.
        key: its name in its dataset.
        number_of_frames: of it, whichever go out.
        rate: frames a second, None for one of photos.
        tick_s: seconds that `pts` of its frames counts in, None for one of photos.
    """

    uid: str
    key: str
    number_of_frames: int
    rate: float | None = None
    tick_s: float | None = None


async def sequences_of(tx: AsyncConnection, numbers: Collection[int]) -> dict[int, ExportSequence]:
    """Return sequences by their rows' numbers."""
    own = (sequences.c[name] for name in ("id", "uid", "key", "number_of_frames", "every"))
    time = (videos.c[name] for name in ("rate", "time_base_numerator", "time_base_denominator"))
    query = select(*own, *time).outerjoin(videos, sequences.c.video == videos.c.uid)
    found = {}
    for row in await tx.execute(query.where(sequences.c.id.in_(set(numbers)))):
        rate = None if row.rate is None else row.rate / row.every
        numerator, denominator = row.time_base_numerator, row.time_base_denominator
        tick = None if not numerator or not denominator else numerator / denominator
        found[row.id] = ExportSequence(row.uid, row.key, row.number_of_frames, rate, tick)
    return found


def export_file_name(uid: str, format_: str, scope: Mapping[str, Any]) -> str:
    """Return what the file of an export is called: one of many files is a ZIP."""
    is_plain = format_ == AVALA_JSON and not scope.get("options", {}).get("include_images")
    return f"{uid}.{'json' if is_plain else 'zip'}"


SELECT_EXPORTS: Select[Any] = select(*(exports.c[name] for name in Export.__annotations__))


async def find_export(tx: AsyncConnection, uid: str) -> Export | None:
    """Return an export in a transaction, None when there is none."""
    row = (await tx.execute(SELECT_EXPORTS.where(exports.c.uid == uid))).one_or_none()
    return None if row is None else read_as(Export, row)


async def end_export(
    tx: AsyncConnection, who: Principal, uid: str, *, total: int = 0, exported: int = 0, error: str | None = None
) -> bool:
    """Write that an export is ready, or why it failed; False: somebody said so before."""
    status = "exported" if error is None else "failed"
    values = {
        "status": status,
        "total_task_count": total,
        "exported_task_count": exported,
        "error_message": error,
    }
    waits = (exports.c.uid == uid) & (exports.c.status == "requested")
    if (await tx.execute(update(exports).where(waits).values(values))).rowcount != 1:
        return False
    ended = await find_export(tx, uid)
    if ended is not None:
        await record(tx, who, Change(f"export.{status}", "export", uid, after=export_to_log(ended)))
        event = "export.completed" if error is None else "export.failed"
        await announce(tx, event, [export_to_event(ended)])
        await call_agents(tx, event, [Happening(uid, {"export_uid": uid, **export_to_event(ended)})])
    return True


async def end_unfinished_exports(tx: AsyncConnection, who: Principal, job: int, reason: str | None) -> None:
    """Write of the exports of a job (its row's number) that has ended why they are not there."""
    its = select(job_items.c.subject, job_items.c.error_message).where(job_items.c.job_id == job)
    for row in (await tx.execute(its)).all():
        await end_export(tx, who, row.subject, error=row.error_message or reason or CANCELLED)


def export_to_event(export: Export) -> dict[str, Any]:
    """What webhooks and agents hear of an export (avala.md §4.9); its file's address is asked for with a key."""
    return {
        "uid": export.uid,
        "status": "completed" if export.status == "exported" else export.status,
        "format": "avala_json" if export.format == AVALA_JSON else export.format,
        "download_url": None,
        "created_at": export.created_at.isoformat(),
    }


def export_to_log(export: Export) -> Mapping[str, Any]:
    """What the log keeps of an export."""
    plain = ("name", "format", "status", "scope", "total_task_count", "exported_task_count", "error_message")
    return {name: getattr(export, name) for name in plain}
