"""`avala-edge evaluate prompts|detector|suggestions|checks|propagation`: how good models are on what they never saw."""

from __future__ import annotations

import asyncio
import json
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from avala_edge.cli.options import DataDir, config_of

evaluate = typer.Typer(help="Measure masks and detections against people's own.", no_args_is_help=True)


@evaluate.callback()
def _group() -> None:
    """Measure masks and detections against people's own."""


@evaluate.command()
def prompts(
    images: Annotated[Path, typer.Option(help="Folder with the photos.")],
    panoptic: Annotated[Path, typer.Option(help="Folder with COCO panoptic PNGs.")],
    annotations: Annotated[Path, typer.Option(help="COCO panoptic JSON.")],
    model: Annotated[
        Path | None, typer.Option(help="Folder with a model's encoder and decoder; default: the model that ships.")
    ] = None,
    limit: Annotated[int | None, typer.Option(help="Only the first N photos (by file name).", min=1)] = None,
    only: Annotated[Path | None, typer.Option(help="Text file of photo names, one a line: measure only these.")] = None,
    max_clicks: Annotated[int, typer.Option(help="Cap of the clicks-to-0.80 count.", min=5, max=60)] = 20,
    zoomed: Annotated[
        float | None, typer.Option(help="Annotators see a square of so many times the object's length.", min=1)
    ] = None,
    details: Annotated[Path | None, typer.Option(help="File to write: every answer, a JSON line a mask.")] = None,
) -> None:
    """Simulate annotators on every thing and stuff mask above 0.2 % of its photo and print how close the masks get.

    Rows: box_miou, click1_miou, click3_miou, click5_miou (mean IoU), noc80 (mean clicks to IoU 0.80), n (masks). The
    first click is at the interior point farthest from the boundary, the next ones in the centre of the largest error.
    Then click1_best_of_three_miou (alternatives, chosen by truth) and click1_likeliest_of_three_miou (by score);
    box_boundary_f_2px and click3_boundary_f_2px (of outlines, within 2 px); score_correlation (of score and true IoU,
    over boxes and 1, 3 and 5 clicks; _box and _click1: of these alone) and score_error (their mean difference); then
    the first four rows by size (tiny: below 0.5 % of the photo, small: 2 %, medium: 10 %, large) and for things and
    stuff.
    """
    from avala_edge.evaluate.panoptic import read_panoptic
    from avala_edge.evaluate.prompts import measure
    from avala_edge.evaluate.shots import rows_of
    from avala_edge.store import write_atomically

    photos = read_panoptic(images, panoptic, annotations, only=only, limit=limit)
    with tempfile.TemporaryDirectory(prefix="avala-edge-") as folder:
        shots = asyncio.run(
            measure(
                photos,
                model,
                Path(folder),
                max_clicks=max_clicks,
                zoomed=zoomed,
                say=lambda t: typer.echo(t, err=True),
            )
        )
    if details is not None:
        write_atomically(details, "".join(json.dumps(asdict(each)) + "\n" for each in shots).encode())
    for name, value in rows_of(shots, max_clicks).items():
        typer.echo(f"{name} {value}")


@evaluate.command()
def detector(
    model: Annotated[str, typer.Argument(help="An .onnx file, a folder with one, or an imported model's name.")],
    images: Annotated[Path, typer.Option(help="Folder with the photos.")],
    annotations: Annotated[Path, typer.Option(help="COCO instances JSON.")],
    limit: Annotated[int | None, typer.Option(help="Only the first N photos (by file name).", min=1)] = None,
    family: Annotated[str | None, typer.Option(help="As in `models import`.")] = None,
    labels: Annotated[
        Path | None, typer.Option(help="As in `models import`. Default: the categories, where the file names none.")
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Run a detector on photos and print COCO's average precision of its boxes; needs pycocotools.

    Rows: detector_ap (IoU 0.50 to 0.95), detector_ap50, detector_photos. Nothing is imported into the data directory.
    """
    from avala_edge.evaluate.detector import measure_detector, read_instances
    from avala_edge.models.detectors.guess import Given
    from avala_edge.models.detectors.hints import read_labels

    truth = read_instances(images, annotations, limit=limit)
    given = Given(family=family, labels=None if labels is None else read_labels(labels))
    config = config_of(data_dir)
    with tempfile.TemporaryDirectory(prefix="avala-edge-") as folder:
        measured = measure_detector(
            model, given, truth, config.data_dir, Path(folder), say=lambda text: typer.echo(text, err=True)
        )
        for name, value in asyncio.run(measured).items():
            typer.echo(f"{name} {value}")


@evaluate.command()
def suggestions(
    images: Annotated[Path, typer.Option(help="Folder with the photos.")],
    annotations: Annotated[Path, typer.Option(help="COCO instances JSON.")],
    limit: Annotated[int | None, typer.Option(help="Only the first N photos (by file name).", min=8)] = None,
) -> None:
    """Suggest labels of people's own outlines after 1, 5, 20, 100 accepted examples of each, and by rounds of the loop.

    Rows, each for so many examples: suggest_top1 and suggest_top5 (every label counts as much) beside
    suggest_majority; suggest_top1_natural (every object counts as much) beside suggest_majority_natural; suggest_ece;
    suggest_unknown and suggest_unknown_foreign (objects of known and of other labels called unknown). Then
    loop_corrections_0 to _2: labels to correct, of 100 objects, while a project learns; loop_majority: if all were
    called what was most frequent until then.
    """
    from avala_edge.evaluate.suggestions import measure_suggestions, read_things

    photos = read_things(images, annotations, limit=limit)
    with tempfile.TemporaryDirectory(prefix="avala-edge-") as folder:
        rows = asyncio.run(measure_suggestions(photos, Path(folder), say=lambda text: typer.echo(text, err=True)))
    for name, value in rows.items():
        typer.echo(f"{name} {value}")


@evaluate.command()
def checks(
    images: Annotated[Path, typer.Option(help="Folder with the photos.")],
    annotations: Annotated[Path, typer.Option(help="COCO instances JSON.")],
    only: Annotated[Path, typer.Option(help="Text file of photo names, one a line: check only these.")],
    examples: Annotated[int, typer.Option(help="So many other photos have the accepted annotations.", min=1)] = 60,
    draws: Annotated[int, typer.Option(help="So often it is drawn which objects have which fault.", min=1)] = 1,
) -> None:
    """Plant faults among people's own outlines, and print what the checks that ask models find of them.

    Rows for each kind (boundary, background, label_outlier, missed): quality_KIND_precision (findings about something
    with any fault), quality_KIND_recall (of the faults of that kind), quality_KIND_found and quality_KIND_planted.
    Then quality_false_alarms: annotations without a fault about which there is any finding, of quality_clean.
    """
    from avala_edge.evaluate.checks import measure_checks, split
    from avala_edge.evaluate.suggestions import read_things

    checked, others = split(read_things(images, annotations, limit=None), only, examples=examples)
    with tempfile.TemporaryDirectory(prefix="avala-edge-") as folder:
        rows = asyncio.run(
            measure_checks(checked, others, Path(folder), draws=draws, say=lambda text: typer.echo(text, err=True))
        )
    for name, value in rows.items():
        typer.echo(f"{name} {value}")


@evaluate.command()
def propagation(
    sequences: Annotated[
        Path | None, typer.Option(help="Folder that scripts/render_sequences.py wrote, with its sequences.json.")
    ] = None,
    davis: Annotated[
        Path | None, typer.Option(help="Folder with a folder for each sequence, with images and masks.")
    ] = None,
) -> None:
    """Carry the first frame's mask through sequences whose masks are known, and print how close the masks stay.

    Rows, each for propagated, flow (the mask moved by optical flow alone) and first_mask (left where it was):
    jf_SEQUENCE; j_KIND, f_KIND and jf_KIND, means over the sequences of a kind: region similarity, boundary accuracy
    and the mean of both, as DAVIS defines them, over all frames but the first. Then gone_in_time, of gone_cases:
    objects that leave the picture, of which that was said at most 5 frames later. Needs the extra `video`.
    """
    from avala_edge.errors import InvalidInput
    from avala_edge.evaluate.propagation import measure_propagation, read_davis, read_rendered

    if sequences is None and davis is None:
        raise InvalidInput("give --sequences, --davis or both", field="--sequences")
    read = [*([] if sequences is None else read_rendered(sequences)), *([] if davis is None else read_davis(davis))]
    with tempfile.TemporaryDirectory(prefix="avala-edge-") as folder:
        rows = asyncio.run(measure_propagation(read, Path(folder), say=lambda text: typer.echo(text, err=True)))
    for name, value in rows.items():
        typer.echo(f"{name} {value}")
