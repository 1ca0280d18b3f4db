"""How many annotations of each state an item has in a project, and indexes for items by kind of annotation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

STATES = ("draft", "accepted", "rejected")


def upgrade() -> None:
    """Add the counts, count what is there, make the indexes."""
    names = [f"{state}_count" for state in STATES]
    for name in names:
        op.add_column("tasks", sa.Column(name, sa.Integer(), server_default="0", nullable=False))
    drawn = sa.table("annotations", *map(sa.column, ("project_id", "item_id", "state")))
    tasks = sa.table("tasks", *map(sa.column, ("project_id", "item_id", *names)))
    # In one pass: asked for each task, SQLite would read all annotations of a state for every one of them.
    each = [
        sa.func.sum(sa.case((drawn.c.state == state, 1), else_=0)).label(name)
        for name, state in zip(names, STATES, strict=True)
    ]
    of_task = (drawn.c.item_id, drawn.c.project_id)
    counted = sa.select(*of_task, *each).group_by(*of_task).subquery("counted")
    same = (tasks.c.project_id == counted.c.project_id) & (tasks.c.item_id == counted.c.item_id)
    op.execute(sa.update(tasks).where(same).values({name: counted.c[name] for name in names}))
    empty = sa.text(" AND ".join(f"{name} = 0" for name in names))
    op.create_index(
        "ix_tasks_empty",
        "tasks",
        ["project_id", "item_id"],
        unique=False,
        sqlite_where=empty,
        postgresql_where=empty,
    )
    op.create_index("ix_tasks_project_id_id", "tasks", ["project_id", "id"], unique=False)
    op.create_index("ix_tasks_status_id", "tasks", ["status", "id"], unique=False)
    op.create_index(
        "ix_annotations_label_id_state_source_item_id",
        "annotations",
        ["label_id", "state", "source", "item_id"],
        unique=False,
    )
