"""`avala-edge backup create|verify|restore`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from avala_edge.cli.options import DataDir, config_of
from avala_edge.errors import InvalidInput

if TYPE_CHECKING:
    from avala_edge.backup import Manifest, SiteParts, Told

backup = typer.Typer(
    help="Back a site up while its server runs, check backups and the site itself, bring a backup back.",
    no_args_is_help=True,
)

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of sentences.")]
Quick = Annotated[bool, typer.Option("--quick", help="Compare lengths only, instead of reading every byte.")]


@backup.command()
def create(
    target: Annotated[
        Path, typer.Argument(metavar="FOLDER|FILE.tar", help="Where to: a new folder in it, or one tar file.")
    ],
    with_tls: Annotated[
        bool, typer.Option("--with-tls", help="Take the site's certificates and their private keys along.")
    ] = False,
    allow_missing: Annotated[
        bool, typer.Option("--allow-missing", help="Make it even if the site has lost photos; it says which.")
    ] = False,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Copy one state of the database, and every photo and export that it names, whether the server runs or not.

    A further backup into the same folder shares unchanged photos with the one before by hard links; each can be
    removed alone. A backup holds secrets (session keys, secrets of providers and webhooks): only its owner can read
    it, keep it so.
    """
    from avala_edge.backup import create as make

    with _progress() as told:
        made = make(_parts(data_dir), target, with_tls=with_tls, allow_missing=allow_missing, told=told)
    manifest = made.manifest
    if as_json:
        _print_json({"path": str(made.path), **_summary(manifest), "linked": made.linked})
        return
    typer.echo(f"{made.path}: {_words(manifest)}; {made.linked} photos are shared with the backup before.")
    if manifest.missing:
        typer.echo(f"Without {len(manifest.missing)} files that the site has lost: {manifest.missing[0]} …", err=True)


@backup.command()
def verify(
    path: Annotated[
        Path | None,
        typer.Argument(metavar="BACKUP", help="A backup, or a folder of backups: its newest.", show_default=False),
    ] = None,
    site: Annotated[bool, typer.Option("--site", help="Check the data directory instead, also of a server.")] = False,
    database_url: Annotated[
        str | None,
        typer.Option(help="A PostgreSQL server on which a backup of PostgreSQL is tried out, in a scratch database."),
    ] = None,
    quick: Quick = False,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Check that everything is there and whole, and that the database and the photos belong together.

    Exit code 1 when something is wrong, each on a line of its own; 2 when that could not be found out.
    """
    from rich.filesize import decimal

    from avala_edge.backup import open_archive, verify_site
    from avala_edge.backup import verify as check
    from avala_edge.store import database_url as read_url

    if site == (path is not None):
        raise InvalidInput("name a backup, or --site", field="BACKUP")
    with _progress() as told:
        if path is None:
            found = verify_site(_parts(data_dir), quick=quick, told=told)
            where = str(config_of(data_dir).data_dir)
            problems = found.problems
            summary = {"counts": found.counts, "photos": found.photos, "bytes": found.bytes, "staged": found.staged}
            words = f"{found.photos} photos, {decimal(found.bytes)}, {found.staged} on their way in"
        else:
            scratch = read_url(database_url, Path()) if database_url else None
            report = check(open_archive(path), scratch=scratch, quick=quick, told=told)
            where, problems = str(report.path), report.problems
            summary = _summary(report.manifest) if report.manifest else {}
            words = _words(report.manifest) if report.manifest else ""
    if as_json:
        _print_json({"path": where, "ok": not problems, "problems": problems, **summary})
    elif not problems:
        typer.echo(f"{where} is whole: {words}.")
    else:
        for problem in problems:
            typer.echo(f"{where}: {problem}", err=True)
    raise typer.Exit(1 if problems else 0)


@backup.command()
def restore(
    path: Annotated[Path, typer.Argument(metavar="BACKUP", help="A backup, or a folder of backups: its newest.")],
    force: Annotated[
        bool,
        typer.Option(
            "--force",
            help="Move a data directory that is not empty aside, add to a bucket that is not; nothing is removed.",
        ),
    ] = False,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Check a backup and bring it back into an empty data directory, and PostgreSQL's into an empty database.

    Stopped half-way, it goes on when it is run again; no server starts on what is unfinished. A backup of SQLite goes
    back into SQLite, one of PostgreSQL into PostgreSQL. Start the server afterwards: it upgrades older tables.
    """
    from avala_edge.backup import open_archive
    from avala_edge.backup import restore as bring_back

    archive = open_archive(path)
    with _progress() as told:
        made = bring_back(archive, _parts(data_dir), force=force, told=told)
    where = str(config_of(data_dir).data_dir)
    aside = None if made.aside is None else str(made.aside)
    if as_json:
        said = {"path": str(archive.path), "data_dir": where, "aside": aside, "strays": made.strays}
        _print_json({**said, **_summary(made.manifest)})
        return
    typer.echo(f"{where} is {archive.path}: {_words(made.manifest)}.")
    if aside is not None:
        typer.echo(f"What was there before is in {aside}.")
    if made.strays:
        typer.echo(f"{made.strays} photos in the bucket are not of this backup; they stay there.", err=True)


def _parts(data_dir: Path | None) -> SiteParts:
    from avala_edge.assembly import site_parts

    return site_parts(config_of(data_dir))


def _summary(manifest: Manifest) -> dict[str, Any]:
    return {
        **manifest.model_dump(
            mode="json", include={"created_at", "host", "avala_edge", "database", "counts", "missing"}
        ),
        "photos": len(manifest.photos),
        "bytes": manifest.bytes,
    }


def _words(manifest: Manifest) -> str:
    from rich.filesize import decimal

    return (
        f"{manifest.created_at:%Y-%m-%d %H:%M:%S} UTC of {manifest.host}, {len(manifest.photos)} photos, "
        f"{manifest.counts.get('annotations', 0)} annotations, {decimal(manifest.bytes)}"
    )


def _print_json(value: dict[str, Any]) -> None:
    typer.echo(json.dumps(value))


@contextmanager
def _progress() -> Iterator[Told]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        tasks: dict[str, Any] = {}

        def told(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bar.add_task(step)
            bar.update(tasks[step], completed=done, total=total)

        yield told
