"""Organizations and users in Avala's words."""

from __future__ import annotations

from pydantic import Field

from avala_edge.api.schemas.moments import Moment
from avala_edge.api.schemas.strict import Strict
from avala_edge.api.schemas.v1.pages import V1PageQuery


class OrganizationsQuery(V1PageQuery):
    """There is one organization, hence one page."""

    page: str | None = Field(default=None, max_length=16)


class OrganizationAnswer(Strict):
    """The organization of this site."""

    uid: str
    name: str
    slug: str = Field(examples=["local"])
    role: str = Field(description="owner, admin or member.")
    visibility: str
    is_active: bool
    is_verified: bool
    member_count: int
    dataset_count: int
    project_count: int
    created_at: Moment
    updated_at: Moment


class UserAnswer(Strict):
    """Who calls."""

    uid: str
    username: str
    email: str | None
    role: str
    first_name: str | None
    last_name: str | None
    in_waitlist: bool
