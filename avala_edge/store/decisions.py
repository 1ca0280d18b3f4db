"""What a reviewer may decide, and what that makes of an annotation."""

from __future__ import annotations

from typing import Literal

Decision = Literal["accept", "reject"]
STATE_AFTER: dict[Decision, str] = {"accept": "accepted", "reject": "rejected"}
