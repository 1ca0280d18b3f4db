"""Who may do what, as data: what each role may do, and what a key's scopes leave of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from avala_edge.errors import Forbidden, InvalidInput
from avala_edge.store import Principal

Permission = Literal[
    "images.read",
    "images.write",
    "segment",
    "models.read",
    "models.write",
    "jobs.read",
    "jobs.write",
    "organizations.read",
    "datasets.read",
    "datasets.write",
    "items.write",
    "projects.read",
    "projects.write",
    "tasks.read",
    "annotations.read",
    "annotations.write",
    "reviews.write",
    "auto_label.read",
    "auto_label.write",
    "exports.read",
    "exports.create",
    "qc.read",
    "qc.write",
    "agents.read",
    "agents.write",
    "providers.read",
    "providers.write",
    "webhooks.read",
    "webhooks.write",
    "metrics.read",
    "keys.manage",
]
PERMISSIONS: frozenset[str] = frozenset(get_args(Permission))

_ANNOTATOR = frozenset(
    {
        "images.read",
        "images.write",
        "segment",
        "models.read",
        "jobs.read",
        "jobs.write",
        "organizations.read",
        "datasets.read",
        "projects.read",
        "tasks.read",
        "annotations.read",
        "annotations.write",
        "auto_label.read",
        "qc.read",
        "metrics.read",
    }
)
_REVIEWER = _ANNOTATOR | {
    "items.write",
    "reviews.write",
    "auto_label.write",
    "exports.read",
    "exports.create",
    "qc.write",
    "agents.read",
    "agents.write",
    "providers.read",
}
ROLE_MAY: Mapping[str, frozenset[str]] = {
    "annotator": _ANNOTATOR,
    "reviewer": _REVIEWER,
    "admin": PERMISSIONS,
    "owner": PERMISSIONS,
}


def check_scopes(scopes: Sequence[str], *, field: str = "scope") -> None:
    """Raise `InvalidInput`, naming the field, for a scope that is no permission."""
    unknown = sorted(set(scopes) - PERMISSIONS)
    if unknown:
        raise InvalidInput(f"{unknown[0]} is no permission; there are {', '.join(sorted(PERMISSIONS))}", field=field)


def may(who: Principal, permission: str) -> bool:
    """Say whether the caller's role has a permission and the key was not limited to others."""
    return permission in ROLE_MAY.get(who.role, ()) and (not who.scopes or permission in who.scopes)


def require(who: Principal, permission: str) -> None:
    """Raise `Forbidden` unless the caller has a permission."""
    if permission not in ROLE_MAY.get(who.role, ()):
        raise Forbidden(f"The role {who.role} lacks the permission {permission}.")
    if not may(who, permission):
        raise Forbidden(f"This key is limited to {', '.join(who.scopes)}; that needs {permission}.")
