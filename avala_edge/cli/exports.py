"""`avala-edge export` and `avala-edge import-annotations`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from avala_edge.cli.job_watch import Server, connected
from avala_edge.errors import EdgeError, InvalidInput

if TYPE_CHECKING:
    from avala_edge.client import Export

FORMATS = "avala-json-external, coco, yolo-detect, yolo-segment, voc, semantic-png, instance-png, cvat, mot or mots"


def export(
    path: Annotated[Path, typer.Argument(help="Where the file goes.")],
    project: Annotated[str | None, typer.Option(help="uid of the project.")] = None,
    dataset: Annotated[str | None, typer.Option(help="uid of the dataset, instead of a project.")] = None,
    format_: Annotated[str, typer.Option("--format", help=f"{FORMATS}.")] = "avala-json-external",
    state: Annotated[
        list[str] | None, typer.Option(help="draft, accepted or rejected; more than once. Default: accepted.")
    ] = None,
    splits: Annotated[str, typer.Option(help='As JSON: \'{"train": 0.8, "val": 0.2}\'.', metavar="JSON")] = "{}",
    label_map: Annotated[str, typer.Option(help="Other names for labels, as JSON.", metavar="JSON")] = "{}",
    images: Annotated[bool, typer.Option("--images", help="The photos' bytes too, in a ZIP.")] = False,
    server: Server = None,
) -> None:
    """Have a running server export annotations, and save the file (docs/exports.md).

    The key is read from AVALA_EDGE_KEY, or asked for. Ends with 0 when the file is there, 1 when the export failed, 2
    when it could not begin.
    """
    options: dict[str, Any] = {"splits": _map(splits, "--splits"), "label_map": _map(label_map, "--label-map")}
    options |= {"states": tuple(state or ("accepted",)), "include_images": images}
    with connected(server) as client:
        made = client.exports.create(project=project, dataset=dataset, format=format_, **options)
        try:
            done = client.exports.wait(made.uid, progress=_tell)
            if done.status == "exported":
                client.exports.download(made.uid, path)
        except EdgeError as error:
            typer.echo(f"avala-edge: {error.message}", err=True)
            raise typer.Exit(1) from error
    if done.status != "exported":
        typer.echo(f"{made.uid} failed: {done.error_message}", err=True)
        raise typer.Exit(1)
    typer.echo(f"{path}: {done.format}, {done.exported_task_count} photos")


def import_annotations(
    project: Annotated[str, typer.Argument(help="uid of the project.")],
    file: Annotated[Path, typer.Argument(help="A ZIP, JSON or XML file.")],
    format_: Annotated[str | None, typer.Option("--format", help=f"{FORMATS}. Default: guessed.")] = None,
    as_: Annotated[str, typer.Option("--as", help="drafts, or accepted: ground truth.")] = "drafts",
    label_map: Annotated[
        str, typer.Option(help="Labels of the file to labels of the project, as JSON.", metavar="JSON")
    ] = "{}",
    create_labels: Annotated[bool, typer.Option("--create-labels", help="Make labels that the project lacks.")] = False,
    server: Server = None,
) -> None:
    """Bring a file of annotations into a project of a running server; again, it makes nothing twice (docs/exports.md).

    The key is read from AVALA_EDGE_KEY, or asked for. Ends with 0 when all of the file was taken, 1 when photos or
    shapes of it were not, which are named, 2 when none could be.
    """
    if as_ not in ("drafts", "accepted"):
        raise InvalidInput("it is drafts or accepted", field="--as")
    chosen: Literal["drafts", "accepted"] = "accepted" if as_ == "accepted" else "drafts"
    names = _map(label_map, "--label-map")
    with connected(server) as client:
        done = client.exports.import_annotations(
            project, file, format=format_, as_=chosen, label_map=names, create_labels=create_labels
        )
    for problem in done.problems:
        typer.echo(f"{problem.file}: {problem.detail}", err=True)
    typer.echo(
        f"{done.format}: {done.annotations} annotations made, {done.known} known already, on {done.photos} photos; "
        f"{done.problem_count} problems"
    )
    raise typer.Exit(1 if done.problem_count else 0)


def _map(text: str, option: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise InvalidInput("it must be a JSON object", field=option)
    return found


def _tell(found: Export) -> None:
    if found.total_task_count:
        typer.echo(f"{found.exported_task_count} of {found.total_task_count} photos", err=True)
