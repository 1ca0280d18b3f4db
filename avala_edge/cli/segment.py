"""`avala-edge segment IMAGE`: one prompt on one file, without a server."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from avala_edge.errors import InvalidInput
from avala_edge.segment import BoxPrompt, Point
from avala_edge.store import writing_to


class Format(StrEnum):
    """What to write."""

    POLYGON = "polygon"
    RLE = "rle"
    PNG = "png"
    OVERLAY = "overlay"


def segment(
    image: Annotated[Path, typer.Argument(help="The photo: JPEG, PNG, WebP, TIFF, BMP or GIF.")],
    point: Annotated[
        list[str] | None,
        typer.Option(
            help="X,Y to add what is there, X,Y,0 to remove it; in pixels of the displayed photo. Repeatable."
        ),
    ] = None,
    box: Annotated[str | None, typer.Option(help="X,Y,W,H around the object, in pixels.")] = None,
    format: Annotated[
        Format, typer.Option(help="polygon and rle are JSON; png is the mask; overlay the photo with it.")
    ] = Format.POLYGON,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="File to write; default: standard output.")
    ] = None,
    tolerance: Annotated[
        float | None, typer.Option(help="How far the polygon may be from the outline, in pixels.", min=0)
    ] = None,
) -> None:
    """Outline one object of a photo from clicks or a box.

    Example: avala-edge segment cat.jpg --point 320,180 --point 40,40,0 --format overlay -o cat.png
    """
    from avala_edge.cli.segment_file import segment_file

    points = tuple(_point(text) for text in point or ())
    with tempfile.TemporaryDirectory(prefix="avala-edge-") as folder:
        work = segment_file(image, points, _box(box), format.value, tolerance, Path(folder))
        data = asyncio.run(work)
    if output is None:
        sys.stdout.buffer.write(data)
    else:
        _write(output, data)


def _numbers(text: str, counts: tuple[int, ...], field: str, form: str) -> list[float]:
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) not in counts:
        raise InvalidInput(f"{text!r} is not {form}", field=field)
    return numbers


def _point(text: str) -> Point:
    x, y, *label = _numbers(text, (2, 3), "--point", "X,Y or X,Y,0")
    if label and label[0] not in (0, 1):
        raise InvalidInput(f"{text!r}: the third number must be 1 (add) or 0 (remove)", field="--point")
    return Point(x, y, int(label[0]) if label else 1)


def _box(text: str | None) -> BoxPrompt | None:
    return None if text is None else BoxPrompt(*_numbers(text, (4,), "--box", "X,Y,W,H"))


def _write(path: Path, data: bytes) -> None:
    with writing_to(path, field="--output"):
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=path.name, delete=False) as stream:
            stream.write(data)
        Path(stream.name).replace(path)
