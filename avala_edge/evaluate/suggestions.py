"""`evaluate suggestions`: label suggestions on COCO instances, after so many examples, and round by round of the loop.

Objects are people's own outlines, so that labels alone are judged. What is known of an image in one half of the photos
is never asked about in the other. How objects vary was measured on other photos (`training/reference`).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from avala_edge.assembly import Lane, Site, open_site
from avala_edge.config import Config
from avala_edge.errors import Conflict, InvalidInput
from avala_edge.evaluate.detector import read_instances
from avala_edge.store import ImageRecord, Item, LabelSpec, NewAnnotation, NewItem
from avala_edge.training.features import appearance
from avala_edge.training.fitting import calibrated_means, calibration_error
from avala_edge.training.judge import Examples
from avala_edge.training.regions import region
from avala_edge.training.space import Reference, reference_for

SMALLEST = 100.0  # px²
COUNTS = (1, 5, 20, 100)  # examples of each label
SPLITS = 5  # of the photos, at random
LEAST_OBJECTS, LEAST_PHOTOS = 20, 8  # of a label that is asked about
ORDERS = 3  # in which photos come, in the loop
ROUNDS = 3


@dataclass(frozen=True)
class Thing:
    """An object that people outlined: what it is called, and its polygon geometry as annotations have it."""

    label: str
    geometry: Mapping[str, Any]


def read_things(images: Path, annotations: Path, *, limit: int | None) -> dict[Path, list[Thing]]:
    """Read the objects of each photo, but for crowds and specks.

    Raises:
        InvalidInput: a file is missing or is not what it should be.
    """
    truth = read_instances(images, annotations, limit=limit)
    names = {number: name for name, number in truth.categories.items()}
    found: dict[Path, list[Thing]] = {path: [] for path in truth.photos.values()}
    try:
        for each in json.loads(annotations.read_bytes())["annotations"]:
            path = truth.photos.get(each["image_id"])
            if path is None or each.get("iscrowd") or each["area"] < SMALLEST:
                continue
            rings = [np.reshape(ring, (-1, 2)).tolist() for ring in each["segmentation"] if len(ring) >= 6]
            islands = [{"exterior": ring, "holes": []} for ring in rings]
            found[path].append(Thing(names[each["category_id"]], {"polygons": islands}))
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidInput(f"{annotations}: {type(error).__name__}: {error}", field="--annotations") from error
    return {path: things for path, things in found.items() if things}


async def measure_suggestions(
    photos: Mapping[Path, Sequence[Thing]], scratch: Path, *, say: Callable[[str], None]
) -> dict[str, str]:
    """Return the rows in print order; `say` hears of progress.

    Raises:
        InvalidInput: there are too few objects with the same labels.
    """
    async with open_site(Config.for_scratch(scratch)) as site:
        await site.keys.create("evaluate")
        dataset = await site.datasets.create(site.keys.first(), name="Photos")
        items: dict[Path, Item] = {}
        for number, path in enumerate(photos, 1):
            record, _ = await site.intake.add(path.read_bytes(), lane=Lane.BATCH)
            [(items[path], _)] = await site.items.add(site.keys.first(), dataset.uid, [NewItem(record.uid, path.name)])
            await site.sight.embedding(record, Lane.BATCH, in_use=False)
            say(f"photo {number}/{len(photos)} {path.name}")
        rows = await _by_count(site, photos, items, say)
        rows |= await _loop(site, photos, items, dataset.uid, say)
    return rows


async def _by_count(
    site: Site, photos: Mapping[Path, Sequence[Thing]], items: Mapping[Path, Item], say: Callable[[str], None]
) -> dict[str, str]:
    vectors, labels, images = [], [], []
    for path, things in photos.items():
        record, cells = items[path].image, site.model.manifest.cells
        embedding = await site.sight.embedding(record, Lane.BATCH, in_use=False)
        for thing in things:
            vectors.append(appearance(embedding, _mask(thing, record), cells=cells))
            labels.append(thing.label)
            images.append(path.name)
    everything = Examples.of(np.stack(vectors), labels, images)
    reference = reference_for(site.model.manifest.digest, len(vectors[0]))
    asked = _asked_about(everything)
    tried: dict[int, list[dict[str, float]]] = {count: [] for count in COUNTS}
    for count in COUNTS:
        for split in range(SPLITS):
            tried[count].append(_try(everything, asked, reference, count, split))
        say(f"{count} examples of each label: {tried[count]}")
    rows = {"suggest_labels": str(int(asked.sum())), "suggest_n": str(round(_mean(tried[1], "n")))}
    for name in ("top1", "majority", "top5", "top1_natural", "majority_natural", "ece", "unknown", "unknown_foreign"):
        rows |= {f"suggest_{name}_{count}": f"{_mean(tried[count], name):.4f}" for count in COUNTS}
    return rows


def _mean(tries: Sequence[Mapping[str, float]], name: str) -> float:
    return float(np.mean([each[name] for each in tries]))


def _mask(thing: Thing, record: ImageRecord) -> Any:
    return region("polygon", thing.geometry, height=record.height, width=record.width)


def _asked_about(everything: Examples) -> NDArray[np.bool_]:
    """Say of each label whether there are enough objects of it, on enough photos."""
    k = len(everything.names)
    pairs = np.unique(np.stack([everything.labels, everything.images]), axis=1)
    objects, on = np.bincount(everything.labels, minlength=k), np.bincount(pairs[0], minlength=k)
    asked: NDArray[np.bool_] = (objects >= LEAST_OBJECTS) & (on >= LEAST_PHOTOS)
    if asked.sum() < 2:
        raise InvalidInput(
            f"fewer than two labels have {LEAST_OBJECTS} objects on {LEAST_PHOTOS} photos", field="--annotations"
        )
    return asked


def _try(
    everything: Examples, asked: NDArray[np.bool_], reference: Reference, count: int, split: int
) -> dict[str, float]:
    """Take `count` examples of each label from one half of the photos, and ask about all objects of the other half."""
    random = np.random.default_rng(split)
    half = random.permutation(int(everything.images.max()) + 1) % 2 == 0
    near, known = half[everything.images], asked[everything.labels]
    chosen = np.zeros(len(everything), bool)
    for label in np.flatnonzero(asked):
        there = np.flatnonzero(near & (everything.labels == label))
        chosen[random.permutation(there)[:count]] = True
    examples, test = everything.some(chosen), everything.some(known & ~near)
    judge, _ = calibrated_means(examples, reference)
    looked = judge.look(test.vectors)
    place = {name: number for number, name in enumerate(judge.names)}
    true = np.array([place.get(name, -1) for name in test.names])[test.labels]
    order = np.argsort(-looked.chances, axis=1)
    right, among = order[:, 0] == true, (order[:, :5] == true[:, None]).any(1)
    weight = _even(test.labels)  # each label counts as much, however many objects it has
    foreign = judge.look(everything.vectors[~known & ~near])
    often = np.bincount(test.labels)
    return {
        "n": float(len(test)),
        "top1": float((weight * right).sum()),
        "majority": 1.0 / len(test.names),
        "top5": float((weight * among).sum()),
        "top1_natural": float(right.mean()),
        "majority_natural": float(often.max() / often.sum()),
        "ece": calibration_error(looked.chances.max(1), right),
        "unknown": float((looked.nearness < judge.least_nearness).mean()),
        "unknown_foreign": float((foreign.nearness < judge.least_nearness).mean()),
    }


def _even(labels: NDArray[np.int64]) -> NDArray[np.float64]:
    weight: NDArray[np.float64] = 1.0 / (np.bincount(labels)[labels] * (labels.max() + 1))
    return weight


async def _loop(
    site: Site,
    photos: Mapping[Path, Sequence[Thing]],
    items: Mapping[Path, Item],
    dataset: str,
    say: Callable[[str], None],
) -> dict[str, str]:
    """A reviewer corrects the label of each draft that is wrong or has none, and the next round knows more.

    Through the site's own suggestions and training, all labels, in several orders of the photos.
    """
    who = site.keys.first()
    labels = [LabelSpec(name) for name in sorted({thing.label for things in photos.values() for thing in things})]
    corrections, objects, guesses = Counter[int](), Counter[int](), Counter[int]()
    for order in range(ORDERS):
        made = await site.projects.create(who, name=f"Order {order}", dataset_uids=[dataset], labels=labels)
        paths = [list(photos)[place] for place in np.random.default_rng(order).permutation(len(photos))]
        seen = Counter[str]()
        for turn in range(ROUNDS):
            most = seen.most_common(1)[0][0] if seen else None
            answers = []
            batch = paths[turn::ROUNDS]
            for path in batch:
                masks = [partial(_mask, thing, items[path].image) for thing in photos[path]]
                answers += await site.suggester.suggest(made, items[path].image, masks, top=1, lane=Lane.BATCH)
            truth = [thing.label for path in batch for thing in photos[path]]
            said = [answer.labels[0].label if answer.labels else None for answer in answers]
            corrections[turn] += sum(a != b for a, b in zip(said, truth, strict=True))
            guesses[turn] += sum(label != most for label in truth)
            objects[turn] += len(truth)
            for path in batch:
                new = [NewAnnotation("polygon", thing.geometry, thing.label) for thing in photos[path]]
                await site.annotations.add(who, items[path].uid, made.uid, new)
            seen.update(truth)
            try:
                card = await site.trainer.train(made, activate="if_better")
                say(f"order {order} round {turn}: {card}")
            except Conflict as error:
                say(f"order {order} round {turn}: {error.message}")
    share = {turn: 100 * corrections[turn] / objects[turn] for turn in range(ROUNDS)}
    rows = {f"loop_corrections_{turn}": f"{share[turn]:.2f}" for turn in range(ROUNDS)}
    rows |= {f"loop_majority_{turn}": f"{100 * guesses[turn] / objects[turn]:.2f}" for turn in range(ROUNDS)}
    return {**rows, "loop_n": str(sum(objects.values()) // ORDERS)}
