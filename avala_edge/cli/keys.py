"""`avala-edge keys`: who may call the server."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from avala_edge.cli.options import DataDir, config_of

if TYPE_CHECKING:
    from pathlib import Path

    from avala_edge.store import Keys

T = TypeVar("T")

keys = typer.Typer(
    help="Make, list and revoke API keys. A running server on the same database notices within seconds.",
    no_args_is_help=True,
)


@keys.command()
def create(
    name: Annotated[str, typer.Argument(help="What the key is for, or whose it is.")],
    role: Annotated[str, typer.Option(help="owner, admin, reviewer or annotator.")] = "annotator",
    user: Annotated[
        str | None, typer.Option(help="Whose key it is: a username, made when there is none. Default: from NAME.")
    ] = None,
    scope: Annotated[
        list[str] | None, typer.Option(help="Limit the key to this permission; may be repeated. Default: the role's.")
    ] = None,
    expires_days: Annotated[int | None, typer.Option(help="Days until it expires. Default: never.", min=1)] = None,
    data_dir: DataDir = None,
) -> None:
    """Make a key and print its secret, which is shown this once and kept only as a hash."""
    from avala_edge.api.permissions import check_scopes

    check_scopes(scope or [])
    expires_at = None if expires_days is None else datetime.now(UTC) + timedelta(days=expires_days)

    async def make(store: Keys) -> tuple[str, str, str]:
        made, secret = await store.create(name, role, username=user, scopes=tuple(scope or ()), expires_at=expires_at)
        return made.uid, made.username, secret

    uid, username, secret = _with_keys(data_dir, make)
    typer.echo(f"{uid} for {username} ({role}). Its secret, shown once, keep it:", err=True)
    typer.echo(secret)


@keys.command("list")
def list_keys(data_dir: DataDir = None) -> None:
    """Print all keys, the oldest first, without their secrets."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column("uid", no_wrap=True, min_width=20)
    for heading in ("name", "user", "role", "limited to", "made", "state"):
        table.add_column(heading, overflow="fold")
    for key in _with_keys(data_dir, lambda store: store.list()):
        state = key.state
        if state == "active" and key.expires_at is not None:
            state = f"until {key.expires_at:%Y-%m-%d}"
        scopes = ", ".join(key.scopes) or "-"
        table.add_row(key.uid, key.name, key.username, key.role, scopes, f"{key.created_at:%Y-%m-%d}", state)
    Console(soft_wrap=True, highlight=False, markup=False).print(table)


@keys.command()
def revoke(
    uid: Annotated[str, typer.Argument(help="uid of the key, as `keys list` shows it.")], data_dir: DataDir = None
) -> None:
    """End a key for good; its sessions and sockets end with it."""
    revoked = _with_keys(data_dir, lambda store: store.revoke(uid))
    typer.echo(f"{revoked.uid} of {revoked.username} is revoked.")


def _with_keys(data_dir: Path | None, work: Callable[[Keys], Awaitable[T]]) -> T:
    from avala_edge.assembly import open_store
    from avala_edge.store import Keys

    config = config_of(data_dir)

    async def run() -> T:
        async with open_store(config) as database:
            return await work(Keys(database))

    return asyncio.run(run())
