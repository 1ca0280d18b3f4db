"""What a new site opens on: real photos of installed packages, and a project of them."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from avala_edge.assembly.site import DemoEntry
from avala_edge.imaging import demo_photos
from avala_edge.segment import Intake
from avala_edge.store import LabelSpec, NewItem, Principal

if TYPE_CHECKING:
    from avala_edge.assembly.site import Site

LABELS = (
    LabelSpec("person", shortcut="4"),
    LabelSpec("animal", shortcut="5"),
    LabelSpec("vehicle", shortcut="6"),
    LabelSpec("building", shortcut="7"),
    LabelSpec("flower", shortcut="8"),
    LabelSpec("cup", shortcut="9"),
    LabelSpec("coin"),
    LabelSpec("cell"),
)


async def add_demo(intake: Intake) -> tuple[DemoEntry, ...]:
    """Take the demo photos of installed packages in."""

    async def add(photo_path: Path) -> str:
        record, _ = await intake.add(await asyncio.to_thread(photo_path.read_bytes))
        return record.uid

    photos = demo_photos()
    uids = await asyncio.gather(*(add(photo.path) for photo in photos))
    return tuple(
        DemoEntry(photo.name, photo.title, photo.attribution, photo.license, uid)
        for photo, uid in zip(photos, uids, strict=True)
    )


async def make_demo_project(site: Site, who: Principal) -> None:
    """Make a project of the demo photos, if this site has some; for a new site: once deleted, it stays away."""
    if not site.demo:
        return
    dataset = await site.datasets.create(who, name="Demo photos")
    credits = ({"title": e.title, "attribution": e.attribution, "license": e.license} for e in site.demo)
    new = [NewItem(entry.uid, entry.name, said) for entry, said in zip(site.demo, credits, strict=True)]
    await site.items.add(who, dataset.uid, new)
    await site.projects.create(
        who,
        name="Demo",
        description="Photos to try things on.",
        dataset_uids=[dataset.uid],
        labels=LABELS,
    )
