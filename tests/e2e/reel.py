"""A project over the film of a cat, seen through the page's timeline and through the client."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from playwright.sync_api import Locator, Page, expect

from avala_edge.client import Annotation, Client, Label
from avala_edge.client.sequence_records import Frame, Sequence, TrackPoint
from tests.cat_film import RADII, cat_film, centre

from .conftest import Server
from .items_page import new_dataset
from .stage import open_item

LABELS = (Label("cat", color="#ee6677", shortcut="4"), Label("cup", color="#4477aa", shortcut="5"))
PATIENCE_S = 60
CUP = shapely.Polygon(
    [
        (93, 52),
        (96, 30),
        (115, 15),
        (150, 10),
        (185, 13),
        (210, 28),
        (217, 50),
        (205, 95),
        (185, 118),
        (160, 124),
        (112, 85),
    ]
)


@dataclass(frozen=True)
class Reel:
    """A film of the cat in a project of its own."""

    server: Server
    client: Client
    project: str
    sequence: Sequence
    frames: list[Frame]

    def open(self, page: Page, frame: int) -> None:
        open_item(page, self.server, self.project, self.frames[frame].item)
        expect(page.get_by_test_id("timeline")).to_have_attribute("data-frame", str(frame))

    def draw(self, frame: int, *, label: str = "cat", track: str | None = None) -> Annotation:
        """Outline by hand the cat's face, or the cup, which stands still."""
        shape = face(frame) if label == "cat" else CUP
        geometry: Any = {"polygons": [{"exterior": [list(point) for point in shape.exterior.coords[:-1]]}]}
        return self.client.annotations.create(
            self.frames[frame].item,
            project=self.project,
            type="polygon",
            geometry=geometry,
            label=label,
            track=track,
        )

    def carry(self, drawn: Annotation) -> None:
        """Carry an object on to the end, and wait for it."""
        self.client.jobs.wait(self.client.sequences.propagate(self.sequence.uid, [drawn.uid]).uid)

    def points(self) -> dict[int, TrackPoint]:
        """Return the points of the only track, by frame."""
        (track,) = self.client.sequences.tracks(self.sequence.uid, project=self.project)
        return {point.frame: point for point in track.points}


def face(frame: int) -> shapely.Polygon:
    """Return the outline of the cat's face."""
    x, y = centre(frame)
    angles = np.linspace(0, 2 * np.pi, 32, endpoint=False)
    around = np.stack([x + RADII[0] * np.cos(angles), y + RADII[1] * np.sin(angles)], axis=1)
    return shapely.Polygon(np.round(around, 2).tolist())


def film_on(server: Server, client: Client, folder: Path, *, frames: int, name: str = "Cats") -> tuple[str, Sequence]:
    """Send a film into a dataset of its own and wait for its frames; return the dataset, too."""
    dataset = new_dataset(server, name)
    path = cat_film(folder / "cat.mp4", frames=frames)
    found = client.uploads.send_video(path, dataset=dataset, key="clips/cat.mp4", notes=folder / "notes")
    ends = time.monotonic() + PATIENCE_S
    while (found := client.sequences.get(found.uid)).status == "processing":
        assert time.monotonic() < ends, found
        time.sleep(0.1)
    return dataset, found


def lay(server: Server, client: Client, dataset: str, sequence: Sequence) -> Reel:
    """Make a project over a film."""
    project = client.projects.create("Cats", datasets=[dataset], labels=LABELS)
    return Reel(server, client, project.uid, sequence, list(client.sequences.frames(sequence.uid)))


def timeline(page: Page) -> Locator:
    return page.get_by_test_id("timeline")


def on_frame(page: Page, frame: int) -> None:
    """Wait until a frame is open, and shown."""
    expect(timeline(page)).to_have_attribute("data-frame", str(frame))
    expect(timeline(page)).to_have_attribute("data-away", "false")
    expect(page.get_by_test_id("frame-number")).to_have_value(str(frame))
    expect(page.get_by_test_id("passing-frame")).to_be_hidden()


def frame_at_once(page: Page) -> int:
    """Which frame is shown, open or not."""
    return int(page.get_by_test_id("ruler").get_attribute("aria-valuenow") or "-1")


def carried(page: Page, words: str) -> None:
    """Wait for the end of a job, and what is said of it."""
    job = page.locator('[data-testid="carry-job"][data-status="completed"]')
    expect(job).to_contain_text(re.compile(words), timeout=120_000)
