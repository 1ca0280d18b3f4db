"""`avala-edge providers`: models elsewhere that this site asks."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from avala_edge.cli.options import DataDir, config_of
from avala_edge.errors import Conflict, InvalidInput, NotFound

if TYPE_CHECKING:
    from avala_edge.autolabel import ConnectedModels
    from avala_edge.store import Principal, Provider, Providers

T = TypeVar("T")
MOST_FILE_BYTES = 64 * 1024
WIDE = 4000  # so that a row is a line, whatever the terminal

providers = typer.Typer(
    help="Connect models elsewhere, try them, forget them (docs/providers.md). A running server on the same database "
    "knows at once.",
    no_args_is_help=True,
)
Which = Annotated[str, typer.Argument(metavar="UID|NAME", help="As `providers list` shows it.")]


@providers.command()
def create(
    name: Annotated[str, typer.Argument(help="What people call it; jobs ask it by this name or its uid.")],
    url: Annotated[str, typer.Option(help="Where it is asked.", metavar="URL")],
    auth_type: Annotated[str, typer.Option(help="none, bearer, basic, api_key or header.")] = "none",
    auth_file: Annotated[
        Path | None,
        typer.Option(help="File with the secret, - for standard input; not an option's value, which others can see."),
    ] = None,
    config: Annotated[str, typer.Option(help="More of the configuration, as a JSON object.", metavar="JSON")] = "{}",
    project: Annotated[
        str | None, typer.Option(help="uid of the only project that may use it. Default: all may.")
    ] = None,
    description: Annotated[str, typer.Option(help="For people.")] = "",
    data_dir: DataDir = None,
) -> None:
    """Connect a model and print its uid; nothing is called yet."""
    values = {**_object(config), "endpoint_url": url, "auth_type": auth_type}
    if auth_file is not None:
        values["auth_header"] = _secret(auth_file)
    body = _checked(name=name, provider_type="http", config=values, description=description, project=project)

    async def make(store: Providers, who: Principal, _: ConnectedModels) -> str:
        return (await store.create(who, **body)).uid

    typer.echo(_with_providers(data_dir, make))


@providers.command("list")
def list_providers(data_dir: DataDir = None) -> None:
    """Print the connected models, the oldest first, without their secrets."""
    from rich.console import Console
    from rich.table import Table

    from avala_edge.store import PageOf

    async def read(store: Providers, who: Principal, _: ConnectedModels) -> list[Provider]:
        found: list[Provider] = []
        cursor: str | None = None
        while True:
            page = await store.page(who, PageOf(1000, cursor))
            found += page.items
            if (cursor := page.next_cursor) is None:
                return found

    table = Table("uid", "name", "type", "where", "project", "state", "tested", box=None, pad_edge=False)
    for each in _with_providers(data_dir, read):
        where = str(each.config.get("endpoint_url") or each.config.get("endpoint_name"))
        tested = "-" if each.last_test_at is None else f"{each.last_test_at:%Y-%m-%d %H:%M}"
        result = {True: " well", False: " failed", None: ""}[each.last_test_success]
        state = "on" if each.is_active else "off"
        table.add_row(each.uid, each.name, each.provider_type, where, each.project or "-", state, tested + result)
    Console(width=WIDE, soft_wrap=True, highlight=False, markup=False).print(table)


@providers.command("test")
def try_out(which: Which, data_dir: DataDir = None) -> None:
    """Send a tiny picture there and say what came of it; exit code 1 when it failed.

    It is sent from here: AVALA_EDGE_PROVIDER_TARGETS counts as it is set for this command.
    """

    async def attempt(store: Providers, who: Principal, connected: ConnectedModels) -> tuple[bool, str]:
        row = await _one(store, who, which)
        tried = await connected.test(row)
        await store.tested(who, row.uid, success=tried.success)
        return tried.success, tried.message

    success, message = _with_providers(data_dir, attempt)
    typer.echo(message, err=not success)
    if not success:
        raise typer.Exit(1)


@providers.command()
def remove(which: Which, data_dir: DataDir = None) -> None:
    """Forget a connected model and its secrets; jobs that ask it end."""

    async def forget(store: Providers, who: Principal, _: ConnectedModels) -> str:
        row = await _one(store, who, which)
        await store.delete(who, row.uid)
        return row.name

    typer.echo(f"{_with_providers(data_dir, forget)} is forgotten.")


async def _one(store: Providers, who: Principal, which: str) -> Provider:
    found = await store.find(who, which)
    if not found:
        raise NotFound(f"there is no connected model {which!r}", field="UID|NAME")
    if len(found) > 1:
        raise Conflict(f"several connected models are named {which!r}; say the uid of one", field="UID|NAME")
    return found[0]


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise InvalidInput("that is no JSON object", field="--config")
    return found


def _secret(path: Path) -> str:
    try:
        with sys.stdin.buffer if str(path) == "-" else path.open("rb") as stream:
            data = stream.read(MOST_FILE_BYTES + 1)
        if len(data) > MOST_FILE_BYTES:
            raise InvalidInput(f"{path} is larger than {MOST_FILE_BYTES} bytes", field="--auth-file")
        return data.decode().strip()
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}", field="--auth-file") from error
    except UnicodeDecodeError:
        raise InvalidInput(f"{path} is no text", field="--auth-file") from None


def _checked(**values: Any) -> dict[str, Any]:
    """Hold what is given to the same rules as the HTTP API does."""
    from pydantic import ValidationError

    from avala_edge.api.schemas.v1.providers import NewProvider
    from avala_edge.autolabel import check_config

    try:
        body = NewProvider.model_validate(values).model_dump()
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise InvalidInput(first["msg"].removeprefix("Value error, "), field=where) from None
    check_config(body["provider_type"], body["config"])
    return body


def _with_providers(data_dir: Path | None, work: Callable[[Providers, Principal, ConnectedModels], Awaitable[T]]) -> T:
    from avala_edge.assembly import connected_models, open_store
    from avala_edge.store import Principal, Providers

    config = config_of(data_dir)

    async def run() -> T:
        async with open_store(config) as database:
            store = Providers(database)
            return await work(store, Principal("", "avala-edge providers", "owner"), connected_models(config, store))

    return asyncio.run(run())
