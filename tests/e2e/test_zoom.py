"""A photo of 60 megapixels: it opens, tiles are sharp where one zooms in, and clicks land where they are made."""

from __future__ import annotations

import io
from dataclasses import dataclass

import httpx
import numpy as np
import pytest
import shapely
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from playwright.sync_api import Page

from avala_edge.client import Client

from .conftest import ARTIFACTS, Server
from .stage import click, iou, on_screen, open_item, polygons, sent_prompts, view

pytestmark = pytest.mark.e2e

WIDTH, HEIGHT = 9600, 6400
DISC = (7000, 4500, 900)  # middle and radius
SPECK = (3000, 5000, 30)  # less than half a cell of the logits of all of the photo
PLACE = (2000, 1500)  # of fine detail
SIDE = 160  # of the square that is compared


@dataclass(frozen=True)
class Large:
    """The photo's pixels, and where it is."""

    pixels: NDArray[np.uint8]
    project: str
    item: str


@pytest.fixture(scope="module")
def large(server: Server) -> Large:
    ground = np.asarray(Image.radial_gradient("L").resize((WIDTH, HEIGHT)).point(lambda v: 60 + v // 5))
    detail = np.random.default_rng(3).integers(-30, 31, (HEIGHT // 4, WIDTH // 4), dtype=np.int16)
    picture = Image.fromarray((ground + detail.repeat(4, 0).repeat(4, 1)).astype(np.uint8)).convert("RGB")
    for x, y, radius in (DISC, SPECK):
        ImageDraw.Draw(picture).ellipse((x - radius, y - radius, x + radius, y + radius), fill=(230, 180, 60))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    headers = {"X-Avala-Api-Key": server.key}
    body = {"name": "Large", "slug": "large-photos", "data_type": "image"}
    answer = httpx.post(f"{server.base}/api/v1/datasets/", json=body, headers=headers, trust_env=False)
    assert answer.status_code == 201, answer.text
    dataset = answer.json()["uid"]
    with Client(server.base, server.key) as client:
        (added,) = client.items.add(dataset, [("large.jpg", out.getvalue())])
        assert added.item is not None, added
        project = client.projects.create("Large", datasets=[dataset]).uid
    return Large(np.asarray(Image.open(out)), project, added.item.uid)


def complete(page: Page) -> None:
    """Wait until all that is on the stage is there, as sharp as it gets."""
    page.locator('[data-testid="tiles"][data-complete="true"]').wait_for()


def zoom_to(page: Page, scale: float, x: float, y: float) -> None:
    """Turn the wheel over image pixels until one of them has so many screen pixels."""
    page.mouse.move(*on_screen(page, x, y))
    for _ in range(10):
        page.mouse.wheel(0, -float(np.log(scale / view(page)[0])) / 0.0015)
        page.wait_for_timeout(50)
        if abs(view(page)[0] / scale - 1) < 1e-6:
            break
    assert view(page)[0] == pytest.approx(scale)
    complete(page)


def seen(page: Page, x: int, y: int) -> NDArray[np.float64]:
    """The screen around image pixels, in grey."""
    left, top = on_screen(page, x, y)
    clip = {"x": round(left), "y": round(top), "width": SIDE, "height": SIDE}
    shot = Image.open(io.BytesIO(page.screenshot(clip=clip)))  # type: ignore[arg-type]
    return np.asarray(shot.convert("L")).astype(np.float64)


def test_zooming_in_shows_the_pixels_of_the_photo(page: Page, server: Server, large: Large) -> None:
    open_item(page, server, large.project, large.item)
    complete(page)
    whole = page.screenshot(path=ARTIFACTS / "zoom-fit.png")
    assert len(whole) > 100_000  # something is drawn
    x, y = PLACE
    zoom_to(page, 1.0, x + SIDE / 2, y + SIDE / 2)
    page.mouse.move(5, 5)
    page.screenshot(path=ARTIFACTS / "zoom-1to1.png")
    expected = large.pixels[y : y + SIDE, x : x + SIDE].mean(axis=2)
    blurred = Image.fromarray(expected.astype(np.uint8)).resize((SIDE * 2048 // WIDTH,) * 2, Image.Resampling.BOX)
    as_preview = np.asarray(blurred.resize((SIDE, SIDE), Image.Resampling.BILINEAR)).astype(np.float64)
    off = np.abs(seen(page, x, y) - expected).mean()
    assert off < 8  # a place between two pixels, and JPEG twice
    assert off < np.abs(as_preview - expected).mean() / 2
    assert page.locator(".tiles img").count() < 60  # what is on the stage, of 300


def test_a_click_at_deep_zoom_lands_where_it_is_made(page: Page, server: Server, large: Large) -> None:
    prompts = sent_prompts(page)
    open_item(page, server, large.project, large.item)
    x, y, radius = DISC
    zoom_to(page, 0.3, x, y)
    zoom_to(page, 2.0, x + 300, y - 200)
    page.keyboard.press("s")
    click(page, x + 300, y - 200)
    prompt = next(p for p in prompts if p.get("points") and "stream" not in p)
    (point,) = prompt["points"]
    assert (point["x"], point["y"]) == pytest.approx((x + 300, y - 200), abs=1)
    shown = prompt["looking_at"]
    assert shown["x"] < point["x"] < shown["x"] + shown["width"]
    stage = page.get_by_test_id("stage").bounding_box()
    assert stage is not None
    assert shown["width"] == pytest.approx(stage["width"] / 2, abs=2)
    # What is on the screen is only a part of the disc, which is seen as a whole in all of the photo.
    assert iou(polygons(page, "draft-outline"), shapely.Point(x, y).buffer(radius)) > 0.9


def test_a_speck_that_one_has_zoomed_in_on_is_outlined(page: Page, server: Server, large: Large) -> None:
    open_item(page, server, large.project, large.item)
    x, y, radius = SPECK
    zoom_to(page, 2.0, x, y)
    page.keyboard.press("s")
    click(page, x, y)
    page.screenshot(path=ARTIFACTS / "zoom-speck.png")
    assert iou(polygons(page, "draft-outline"), shapely.Point(x, y).buffer(radius)) > 0.8
