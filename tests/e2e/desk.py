"""A project over the demo photos, seen through the page and through the client."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Page

from avala_edge.client import Annotation, Client
from avala_edge.client.shapes import Box

from .stage import open_item

if TYPE_CHECKING:
    from .conftest import Server


@dataclass(frozen=True)
class Desk:
    """A project of one's own over the demo photos."""

    server: Server
    client: Client
    project: str
    items: dict[str, str]

    def drawn(self, item: str) -> list[Annotation]:
        return list(self.client.annotations.list(self.items[item], project=self.project))

    def box(self, item: str, x: float, y: float, width: float, height: float, label: str, **more: Any) -> Annotation:
        geometry: Box = {"x": x, "y": y, "width": width, "height": height}
        return self.client.annotations.create(
            self.items[item], project=self.project, type="bounding_box", geometry=geometry, label=label, **more
        )

    def open(self, page: Page, item: str, more: str = "") -> None:
        open_item(page, self.server, self.project, self.items[item], more=more)


def lay(server: Server, client: Client) -> Desk:
    (demo,) = [each for each in client.projects.list() if each.name == "Demo"]
    labels = [replace(label, uid=None) for label in demo.labels]
    made = client.projects.create("Own", datasets=demo.datasets, labels=labels)
    return Desk(server, client, made.uid, {item.key: item.uid for item in client.projects.items(made.uid)})
