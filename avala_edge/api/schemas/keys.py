"""Keys on the wire: who may call the server."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from avala_edge.api.schemas.moments import Moment
from avala_edge.api.schemas.strict import Strict

Role = Literal["owner", "admin", "reviewer", "annotator"]


class NewKey(Strict):
    """A key to make, and its user when there is none of that name."""

    name: str = Field(min_length=1, max_length=255, pattern=r"\S", description="What it is for, or whose it is.")
    role: Role = "annotator"
    username: str | None = Field(
        default=None, pattern=r"^[a-z0-9][a-z0-9._-]{0,99}$", description="Whose; by default made from the name."
    )
    scopes: Annotated[list[str], Field(max_length=50)] = Field(
        default_factory=list, description="Limit it to these permissions; none: all that the role may."
    )
    expires_days: int | None = Field(default=None, ge=1, le=3650, description="None: never.")


class KeyAnswer(Strict):
    """A key; of its secret only a hash is kept."""

    uid: str
    name: str
    username: str
    role: Role
    scopes: list[str]
    state: Literal["active", "expired", "revoked"]
    created_at: Moment
    expires_at: Moment | None
    revoked_at: Moment | None


class KeyMade(KeyAnswer):
    """A key that was just made."""

    secret: str = Field(description="Shown this once.")
