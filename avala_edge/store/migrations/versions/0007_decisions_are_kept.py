"""Decisions are part of the log: none is changed or taken away, they are only marked as undone."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_KEPT = (
    '"project_id", "annotation_uid", "user_id", "decision", "is_modified", "comment", "before", "after", "created_at", '
    '"batch_id", "version"'
)


def upgrade() -> None:
    """Add triggers."""
    if op.get_bind().dialect.name == "sqlite":
        for verb, of in (("UPDATE", f" OF {_KEPT}"), ("DELETE", "")):
            op.execute(
                f"CREATE TRIGGER review_decisions_keep_{verb.lower()} BEFORE {verb}{of} ON review_decisions "
                "BEGIN SELECT RAISE(ABORT, 'decisions are only ever added, and marked as undone'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION review_decisions_keep() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'decisions are only ever added, and marked as undone'; END $$"
    )
    for verbs, name in ((f"UPDATE OF {_KEPT}", "update"), ("DELETE OR TRUNCATE", "delete")):
        op.execute(
            f"CREATE TRIGGER review_decisions_keep_{name} BEFORE {verbs} ON review_decisions "
            "FOR EACH STATEMENT EXECUTE FUNCTION review_decisions_keep()"
        )
