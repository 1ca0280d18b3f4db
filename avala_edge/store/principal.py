"""`Principal`: who calls, as every part of the server knows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["owner", "admin", "reviewer", "annotator"]
ROLES: tuple[Role, ...] = ("owner", "admin", "reviewer", "annotator")


@dataclass(frozen=True)
class Principal:
    """Who calls.

    Attributes:
        uid: of the key.
        name: of the key.
        role: of the user, a row of the permission table.
        user_id: the user's row; 0 for a command on this machine that no user gave.
        user: the user's uid.
        username: what people are shown.
        scopes: what the key is limited to; empty means all that the role may do.
    """

    uid: str
    name: str
    role: str
    user_id: int = 0
    user: str = ""
    username: str = ""
    scopes: tuple[str, ...] = ()

    @property
    def sees_everything(self) -> bool:
        """Whether projects for members only are open to them too."""
        return self.role in ("owner", "admin")
