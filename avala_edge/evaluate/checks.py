"""`evaluate checks`: faults planted among people's own outlines, and what the checks that ask models find of them.

Photos that are `checked` are those of which nothing was seen in training; accepted objects of others are the project's
examples. All goes through the site's own checks, as a client asks for them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from avala_edge.assembly import Lane, Site, open_site
from avala_edge.config import Config
from avala_edge.errors import InvalidInput
from avala_edge.evaluate.suggestions import Thing
from avala_edge.formats.records import Shape, bounds_of, mask_of
from avala_edge.geometry import iou_matrix
from avala_edge.review import MODEL_KINDS, Finding, ModelKind
from avala_edge.store import ImageRecord, Item, LabelSpec, NewAnnotation, NewItem, PageOf, Project
from avala_edge.training.regions import region

SHARE = 0.2  # of the objects, each fault; but for those that are taken away:
TAKEN = 0.5  # of the large ones
EVERYTHING_ON = 4  # photos where what was taken away is looked for: hundreds of prompts each
LEAST = 0.002  # of the photo: smaller objects have no fault but a wrong label
MOVED, SCALED = 0.2, 0.25  # an outline off by a fifth of its bounds, or a quarter too large or small
FREE = 0.02  # of a shape on background, that may be on something drawn
TRIES = 50  # places for it
PLANTED: tuple[ModelKind, ...] = ("boundary", "background", "label_outlier")
SAME = 0.5  # IoU from which what was found is the object that was taken away


@dataclass
class Tally:
    """What was planted of a kind and how much of it was found, how many findings there are and how many are right."""

    planted: int = 0
    hit: int = 0
    found: int = 0
    right: int = 0

    def rows(self, kind: ModelKind) -> dict[str, str]:
        """Say it in rows."""
        return {
            f"quality_{kind}_precision": f"{self.right / max(1, self.found):.3f}",
            f"quality_{kind}_recall": f"{self.hit / max(1, self.planted):.3f}",
            f"quality_{kind}_found": str(self.found),
            f"quality_{kind}_planted": str(self.planted),
        }


@dataclass
class Drawn:
    """A project with faults: by annotation (uid), and what was taken away by item (uid)."""

    project: Project
    faults: dict[str, ModelKind | None] = field(default_factory=dict)
    taken: dict[str, list[Thing]] = field(default_factory=dict)


class _Stage:
    """A site with the photos, of which projects are made."""

    def __init__(self, site: Site, examples: Mapping[Path, Sequence[Thing]], checked: Mapping[Path, Sequence[Thing]]):
        self.site, self._examples, self._checked = site, examples, checked
        self.labels = sorted({each.label for things in (*examples.values(), *checked.values()) for each in things})

    async def project(
        self, photos: Mapping[Path, Sequence[Thing]], draw: int, *, take_away: bool
    ) -> tuple[Drawn, dict[str, ImageRecord]]:
        """Make one whose items are the examples, all accepted, and photos with faults; return those items' images."""
        site, who = self.site, self.site.keys.first()
        name = f"Draw {draw}, {'some taken away' if take_away else 'faults'}"
        dataset = await site.datasets.create(who, name=name)
        specs = [LabelSpec(label) for label in self.labels]
        made = await site.projects.create(who, name=name, dataset_uids=[dataset.uid], labels=specs)
        drawn, images = Drawn(made), dict[str, ImageRecord]()
        random = np.random.default_rng(draw)
        for path in (*self._examples, *photos):
            record, _ = await site.intake.add(path.read_bytes(), lane=Lane.BATCH)
            [(item, _)] = await site.items.add(who, dataset.uid, [NewItem(record.uid, path.name)])
            if path in photos:
                images[item.uid] = record
                await self._plant(drawn, item, photos[path], random, take_away=take_away)
            else:
                new = [NewAnnotation("polygon", thing.geometry, thing.label) for thing in self._examples[path]]
                await site.annotations.add(who, item.uid, made.uid, new)
        await site.suggester.all_examples(made)
        return drawn, images

    async def _plant(
        self, drawn: Drawn, item: Item, things: Sequence[Thing], random: np.random.Generator, *, take_away: bool
    ) -> None:
        """Draw a photo's objects, some with a fault, or all but some; at least one."""
        new: list[NewAnnotation] = []
        faults: list[ModelKind | None] = []
        taken = drawn.taken.setdefault(item.uid, [])
        for thing in things:
            large = _is_large(thing, item.image)
            if take_away:
                if large and random.random() < TAKEN and (new or thing is not things[-1]):
                    taken.append(thing)
                    continue
                changed, fault = thing, None
            else:
                place = int(random.random() / SHARE)
                wanted = PLANTED[place] if place < len(PLANTED) else None
                fault = wanted if large or wanted == "label_outlier" else None
                changed = _with_fault(thing, fault, random, self.labels, things, item.image)
            new.append(NewAnnotation("polygon", changed.geometry, changed.label))
            faults.append(None if changed is thing else fault)
        made = await self.site.annotations.add(self.site.keys.first(), item.uid, drawn.project.uid, new)
        drawn.faults |= {one.uid: fault for (one, _), fault in zip(made, faults, strict=True)}


async def measure_checks(
    checked: Mapping[Path, Sequence[Thing]],
    examples: Mapping[Path, Sequence[Thing]],
    scratch: Path,
    *,
    draws: int,
    say: Callable[[str], None],
) -> dict[str, str]:
    """Return the rows in print order; `draws`: of which objects have which fault. `say` hears of progress."""
    tallies = {kind: Tally() for kind in MODEL_KINDS}
    clean = alarms = 0
    async with open_site(replace(Config.for_scratch(scratch), request_deadline_s=600.0)) as site:
        await site.keys.create("evaluate")
        stage = _Stage(site, examples, checked)
        for draw in range(draws):
            drawn, images = await stage.project(checked, draw, take_away=False)
            alarmed = set[str | None]()
            for kind in PLANTED:
                tally, found = tallies[kind], await _findings(site, drawn.project, images, kind)
                alarmed |= {each.annotation for _, each in found}
                said = [drawn.faults[each.annotation or ""] for _, each in found]
                tally.found += len(said)
                tally.right += sum(fault is not None for fault in said)
                tally.hit += sum(fault == kind for fault in said)
                tally.planted += sum(fault == kind for fault in drawn.faults.values())
                say(f"draw {draw}: {kind} {tally}")
            sound = {uid for uid, fault in drawn.faults.items() if fault is None}
            clean, alarms = clean + len(sound), alarms + len(sound & alarmed)
            drawn, images = await stage.project(dict(list(checked.items())[:EVERYTHING_ON]), draw, take_away=True)
            tally, seen = tallies["missed"], set[tuple[str, int]]()
            for item, each in await _findings(site, drawn.project, images, "missed"):
                which = _taken(each, drawn.taken[item], images[item])
                seen |= {(item, place) for place in which}
                tally.found += 1
                tally.right += bool(which)
            tally.hit += len(seen)
            tally.planted += sum(map(len, drawn.taken.values()))
            say(f"draw {draw}: missed {tally}")
    rows = {name: value for kind, tally in tallies.items() for name, value in tally.rows(kind).items()}
    return {**rows, "quality_false_alarms": f"{alarms / max(1, clean):.4f}", "quality_clean": str(clean)}


async def _findings(site: Site, project: Project, items: Collection[str], kind: ModelKind) -> list[tuple[str, Finding]]:
    """Return what is found on items, the last ones of a project."""
    who, cursor = site.keys.first(), None
    while True:
        rows = await site.items.project_page(project.id, PageOf(1, cursor))
        if rows.items[0][0].uid in items:
            break
        cursor = rows.next_cursor
    found: list[tuple[str, Finding]] = []
    while True:
        some = await site.quality_checks.by_models(who, project, PageOf(1000, cursor), kind=kind)
        found += some.items
        cursor = some.next_cursor
        if cursor is None:
            return found


def _is_large(thing: Thing, image: ImageRecord) -> bool:
    return float(mask_of(Shape("polygon", thing.geometry), image).mean()) >= LEAST


def _with_fault(
    thing: Thing,
    fault: ModelKind | None,
    random: np.random.Generator,
    labels: Sequence[str],
    things: Sequence[Thing],
    image: ImageRecord,
) -> Thing:
    """Return an object with a fault; itself, when it has none or there is no room for it."""
    if fault == "label_outlier":
        return replace(thing, label=str(random.choice([label for label in labels if label != thing.label])))
    if fault == "boundary":
        return _off(thing, random, image)
    if fault == "background":
        return _elsewhere(thing, random, things, image)
    return thing


def _off(thing: Thing, random: np.random.Generator, image: ImageRecord) -> Thing:
    left, top, right, bottom = bounds_of(Shape("polygon", thing.geometry)) or (0.0, 0.0, 0.0, 0.0)
    middle = np.array([left + right, top + bottom]) / 2
    how = random.integers(3)
    if how == 0:
        by = MOVED * np.array([right - left, bottom - top]) * random.choice([-1, 1], 2)
        return _changed(thing, lambda ring: ring + by, image)
    scale = 1 + (SCALED if how == 1 else -SCALED)
    return _changed(thing, lambda ring: middle + scale * (ring - middle), image)


def _elsewhere(thing: Thing, random: np.random.Generator, things: Sequence[Thing], image: ImageRecord) -> Thing:
    left, top, right, bottom = bounds_of(Shape("polygon", thing.geometry)) or (0.0, 0.0, 0.0, 0.0)
    drawn = sum(mask_of(Shape("polygon", each.geometry), image).astype(bool) for each in things) > 0
    for _ in range(TRIES):
        by = np.array([random.uniform(-left, image.width - right), random.uniform(-top, image.height - bottom)])
        moved = _changed(thing, lambda ring, by=by: ring + by, image)  # type: ignore[misc]
        there = mask_of(Shape("polygon", moved.geometry), image).astype(bool)
        if (there & drawn).sum() <= FREE * there.sum():
            return moved
    return thing


def _changed(thing: Thing, how: Callable[[np.ndarray], np.ndarray], image: ImageRecord) -> Thing:
    """Return an object with other rings, cut at the photo's border."""
    size = np.array([image.width, image.height])
    islands = [
        {"exterior": np.clip(how(np.asarray(each["exterior"])), 0, size).tolist(), "holes": []}
        for each in thing.geometry["polygons"]
    ]
    return replace(thing, geometry={"polygons": islands})


def _taken(found: Finding, missed: Sequence[Thing], image: ImageRecord) -> list[int]:
    """Return which of the objects that were taken away a finding is about."""
    if not missed or found.geometry is None:
        return []
    size = {"height": image.height, "width": image.width}
    theirs = [region("polygon", thing.geometry, **size) for thing in missed]
    overlaps = iou_matrix([region("polygon", found.geometry, **size)], theirs)[0]
    return [place for place, overlap in enumerate(overlaps) if overlap >= SAME]


def split(
    photos: Mapping[Path, Sequence[Thing]], only: Path, *, examples: int
) -> tuple[dict[Path, Sequence[Thing]], dict[Path, Sequence[Thing]]]:
    """Return the photos named in a file, and the first `examples` others; raise `InvalidInput` when none is named."""
    try:
        wanted = frozenset(only.read_text().split())
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{only} cannot be read", field="--only") from error
    checked = {path: things for path, things in photos.items() if path.name in wanted}
    if not checked:
        raise InvalidInput("none of these photos has objects", field="--only")
    others = [(path, things) for path, things in photos.items() if path.name not in wanted]
    return checked, dict(others[:examples])
