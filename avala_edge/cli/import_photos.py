"""`avala-edge import`."""

from __future__ import annotations

from typing import Annotated

import typer

from avala_edge.cli.job_watch import Server, order_and_watch


def import_photos(
    folder: Annotated[str, typer.Argument(help="Folder or file on the server, under AVALA_EDGE_IMPORT_ROOTS.")],
    dataset: Annotated[str, typer.Option(help="uid of the dataset.")],
    pattern: Annotated[str | None, typer.Option(help="Only files whose name is like this, as in '*.jpg'.")] = None,
    recursive: Annotated[bool, typer.Option(help="Folders in it too.")] = True,
    every: Annotated[int, typer.Option(min=1, help="Of a video, take each so-manieth frame.")] = 1,
    sequences: Annotated[
        bool, typer.Option("--sequences", help="Make of each folder's photos a sequence, by the order of their names.")
    ] = False,
    server: Server = None,
) -> None:
    """Have a running server take photos and videos from a folder of its own into a dataset, and watch it.

    A video becomes a sequence, whose frames a further job makes items.

    Again, it adds what is new. The key is read from AVALA_EDGE_KEY, or asked for. Ctrl+C cancels the job; what was
    taken in stays. Ends with 0 when nothing failed, 1 when some did or the job ended early, 2 when it could not begin.
    """
    order_and_watch(
        lambda client: client.jobs.import_photos(
            folder, dataset=dataset, recursive=recursive, pattern=pattern, every=every, sequences=sequences
        ),
        server=server,
        done="taken in",
        skipped="known already or no photos",
    )
