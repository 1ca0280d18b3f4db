"""What tests of a project's screens do: make projects of photos of their own, sign in, look at the grid."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from typing import Literal

import httpx
from PIL import Image, ImageDraw
from playwright.sync_api import FilePayload, Locator, Page, expect

from avala_edge.client import Client, Item, Label, Project

from .conftest import ARTIFACTS, Server
from .stage import give_key

expect.set_options(timeout=20_000)  # as patient as the page fixture: other tests may keep the cores busy

LABELS = (Label(name="car", color="#4477aa"), Label(name="person", color="#ee6677"))


def photo(number: int) -> bytes:
    """Return a small picture like no other."""
    image = Image.new("RGB", (240, 160), tuple(random.Random(number).choices(range(60, 200), k=3)))
    ImageDraw.Draw(image).text((20, 60), f"Photo {number}", fill="white", font_size=36)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def file_of(name: str, data: bytes) -> FilePayload:
    """Say a file as the browser's picker takes it."""
    return {"name": name, "mimeType": "image/png", "buffer": data}


def new_dataset(server: Server, name: str) -> str:
    made = httpx.post(f"{server.base}/api/v1/datasets/", headers={"X-Avala-Api-Key": server.key}, json={"name": name})
    return str(made.raise_for_status().json()["uid"])


def new_project(server: Server, name: str, files: Sequence[tuple[str, bytes]]) -> tuple[Project, list[Item]]:
    """Make a project with `LABELS` over a dataset of these files."""
    dataset = new_dataset(server, name)
    with Client(server.base, server.key) as client:
        added = [each.item for each in client.items.add(dataset, files)]
        project = client.projects.create(name, datasets=[dataset], labels=LABELS)
    assert None not in added
    return project, [item for item in added if item is not None]


def open_at(page: Page, server: Server, path: str, ready: Locator) -> None:
    """Sign in and go to a place of the page."""
    page.goto(f"{server.base}/#{path}")
    give_key(page, server.key)
    ready.wait_for()


def tile(page: Page, key: str) -> Locator:
    return page.locator(f'[data-testid="item"][data-key="{key}"]')


def keys_shown(page: Page) -> list[str]:
    return [each.get_attribute("data-key") or "" for each in page.get_by_test_id("item").all()]


def pictures(page: Page, name: str) -> None:
    """Keep how it looks, in light and dark."""
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        page.screenshot(path=ARTIFACTS / f"{name}-{scheme}.png")
    page.emulate_media(color_scheme="light")
