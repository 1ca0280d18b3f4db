"""How issues are kept: the record, its row, the tools and problems that people choose from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from avala_edge.store.audit import Change, record
from avala_edge.store.items import Item
from avala_edge.store.principal import Principal
from avala_edge.store.rows import read_as
from avala_edge.store.tables import annotation_issues, datasets, items, new_uid, projects, sequences, users

PRIORITIES = ("lowest", "low", "medium", "high", "highest")
SEVERITIES = ("critical", "moderate")
ISSUE_STATUSES = (
    *("open", "relabeling", "in_review", "completed"),
    *("cant_reproduce", "awaiting_feedback", "no_action_taken"),
)
CLOSED = ("completed", "cant_reproduce", "no_action_taken")
PROBLEMS: Mapping[str, str] = {
    "wrong-class": "Wrong class",
    "inaccurate-outline": "Inaccurate outline",
    "missing-object": "Missing object",
    "false-object": "There is no such object",
    "duplicate-object": "Duplicate object",
    "wrong-attribute": "Wrong attribute",
    "broken-track": "Broken track",
    "other": "Other",
}
TOOLS: Mapping[str, str] = {
    "bounding-box": "Bounding box",
    "polygon": "Polygon",
    "segmentation-mask": "Segmentation mask",
    "other": "Other",
}
DEFAULT_TOOL = "other"
FLAGGED: Mapping[str, Any] = {"tool": DEFAULT_TOOL, "problem": "other"}


@dataclass(frozen=True)
class Issue:
    """Something that somebody found wrong."""

    uid: str
    dataset: str
    sequence: str | None
    item: str | None
    project: str | None
    project_name: str | None
    reporter: str
    tool: str
    problem: str
    priority: str
    severity: str
    status: str
    description: str
    wrong_class: str | None
    correct_class: str | None
    should_re_annotate: bool | None
    should_delete: bool | None
    frames_affected: str | None
    coordinates: Any
    query_params: Any
    object_uid: str | None
    created_at: datetime
    updated_at: datetime
    closed_at: datetime | None
    id: int = field(repr=False, compare=False)


_LABELLED = ("dataset", "sequence", "item", "project", "project_name", "reporter")
_OWN = tuple(name for name in Issue.__annotations__ if name not in _LABELLED)


def select_issues() -> Select[Any]:
    """Select what an `Issue` is read from."""
    table = annotation_issues
    return select(
        *(table.c[name] for name in _OWN),
        datasets.c.uid.label("dataset"),
        sequences.c.uid.label("sequence"),
        items.c.uid.label("item"),
        projects.c.uid.label("project"),
        projects.c.name.label("project_name"),
        users.c.username.label("reporter"),
    ).select_from(
        table.join(datasets, table.c.dataset_id == datasets.c.id)
        .join(users, table.c.reporter_id == users.c.id)
        .outerjoin(sequences, table.c.sequence_id == sequences.c.id)
        .outerjoin(items, table.c.item_id == items.c.id)
        .outerjoin(projects, table.c.project_id == projects.c.id)
    )


def issue_to_log(issue: Issue) -> dict[str, Any]:
    """What the log keeps of an issue."""
    left_out = ("id", "uid", "created_at", "updated_at", "closed_at", "reporter", "project_name")
    return {name: getattr(issue, name) for name in Issue.__annotations__ if name not in left_out}


async def new_issue(
    tx: AsyncConnection,
    who: Principal,
    *,
    values: Mapping[str, Any],
    item: Item | None = None,
    dataset_id: int | None = None,
    sequence_id: int | None = None,
    project_id: int | None = None,
) -> Issue:
    """Write an issue about an item, or about a sequence of a dataset, in the transaction."""
    if item is not None:
        dataset_id, sequence_id = item.dataset_id, item.sequence_id
    row = {
        "priority": "medium",
        "severity": "moderate",
        "status": "open",
        **values,
        "uid": new_uid(),
        "dataset_id": dataset_id,
        "sequence_id": sequence_id,
        "item_id": None if item is None else item.id,
        "project_id": project_id,
        "reporter_id": who.user_id,
    }
    await tx.execute(insert(annotation_issues).values(row))
    made = read_as(Issue, (await tx.execute(select_issues().where(annotation_issues.c.uid == row["uid"]))).one())
    await record(tx, who, Change("issue.created", "issue", made.uid, None, issue_to_log(made), project_id))
    return made
