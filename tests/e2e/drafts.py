"""A project with drafts of two models, to be reviewed at the page."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from avala_edge.client import Annotation, Client, Label, Project

LABELS = (Label("person", color="#e5484d"), Label("animal", color="#1c7ed6"), Label("thing", color="#2b8a3e"))
SHAPES: tuple[tuple[Any, Any], ...] = (
    ("bounding_box", lambda x, y: {"x": x, "y": y, "width": 90.0, "height": 70.0}),
    (
        "polygon",
        lambda x, y: {
            "polygons": [
                {
                    "exterior": [[x, y], [x + 110, y + 10], [x + 90, y + 100], [x + 10, y + 80]],
                    "holes": [[[x + 40, y + 40], [x + 60, y + 40], [x + 60, y + 60], [x + 40, y + 60]]],
                }
            ]
        },
    ),
)


@dataclass
class Drafts:
    """A project of its own with drafts of two models."""

    client: Client
    project: Project

    def all(self) -> list[Annotation]:
        items = self.client.projects.items(self.project.uid)
        return [each for item in items for each in self.client.annotations.list(item.uid, project=self.project.uid)]

    def states(self) -> Counter[str]:
        return Counter(each.state for each in self.all())

    def waiting(self, **which: Any) -> list[Annotation]:
        return list(self.client.reviews.queue(self.project.uid, **which))
