"""Who sees which projects, datasets and items: the one place that says it, as conditions for queries."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, select, true

from avala_edge.store.principal import Principal
from avala_edge.store.tables import datasets, project_datasets, project_members, projects


def may_see_project(who: Principal) -> ColumnElement[bool]:
    """Say, of a row of `projects`, that it is there and `who` may know of it."""
    there = projects.c.deleted_at.is_(None)
    return there if who.sees_everything else there & _is_open_to(who)


def _is_open_to(who: Principal) -> ColumnElement[bool]:
    member = exists().where(project_members.c.project_id == projects.c.id, project_members.c.user_id == who.user_id)
    return or_(projects.c.members_only.is_(False), member)


def visible_projects(who: Principal) -> Select[tuple[int]]:
    """Select the rows of the projects that `who` may see."""
    return select(projects.c.id).where(may_see_project(who))


def may_see_dataset(who: Principal) -> ColumnElement[bool]:
    """Say, of a row of `datasets`, that it is there and `who` may know of it: in a project open to them, or in none."""
    there = datasets.c.deleted_at.is_(None)
    if who.sees_everything:
        return there & true()
    of_it: Any = project_datasets.c.dataset_id == datasets.c.id
    in_none = ~exists().where(of_it)
    # Also of a project that was deleted since: what was for members only does not open with its end.
    open_projects = select(projects.c.id).where(_is_open_to(who))
    in_open = exists().where(of_it, project_datasets.c.project_id.in_(open_projects))
    return there & or_(in_none, in_open)
