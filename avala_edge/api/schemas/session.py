"""Signing in, on the wire."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from avala_edge.api.schemas.strict import Strict


class SignIn(Strict):
    """A key to trade for a session cookie."""

    key: str = Field(min_length=1, max_length=200, description="A secret that starts with avk_.")


class SessionAnswer(Strict):
    """Who calls."""

    uid: str = Field(description="The key's uid.")
    name: str = Field(examples=["first admin"])
    role: Literal["owner", "admin", "reviewer", "annotator"] = Field(description="The user's.")
    user: str = Field(description="The user's uid.")
    username: str = Field(examples=["anna"])
    scopes: list[str] = Field(description="What the key is limited to; empty: all that the role may do.")
