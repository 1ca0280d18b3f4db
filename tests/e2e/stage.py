"""What a test does at the page: sign in, open a photo, point, click and drag at image pixels, read outlines."""

from __future__ import annotations

import json
from functools import reduce
from typing import TYPE_CHECKING, Any

import shapely
from playwright.sync_api import Locator, Page, WebSocket, expect

if TYPE_CHECKING:
    from .conftest import Server

expect.set_options(timeout=20_000)  # as patient as the page fixture: other tests may keep the cores busy


def sign_in(page: Page, server: Server) -> None:
    """By key: the start-up link is good once."""
    page.goto(server.base)
    give_key(page, server.key)
    page.get_by_test_id("project-Demo").wait_for()


def give_key(page: Page, key: str) -> None:
    """Sign in where the page asks who one is."""
    page.get_by_placeholder("avk_…").fill(key)
    page.get_by_role("button", name="Sign in").click()


def open_item(page: Page, server: Server, project: str, item: str, *, more: str = "") -> None:
    """Sign in where that is to be done, and wait until the item's photo is drawn and encoded."""
    page.goto(f"{server.base}/#/projects/{project}/items/{item}{more}")
    field = page.get_by_placeholder("avk_…")
    field.or_(page.locator(".picture > img")).first.wait_for()
    if field.is_visible():
        give_key(page, server.key)
    ready(page)


def ready(page: Page) -> None:
    """Wait until the item's photo is drawn and encoded."""
    page.locator(".picture > img").evaluate("image => image.decode()")
    page.locator('[data-testid="embedding"][data-state="ready"]').wait_for()


def saved(page: Page) -> None:
    """Wait until the page says that the server has everything."""
    page.locator('[data-testid="saved-state"][data-state="saved"]').wait_for()


def view(page: Page) -> tuple[float, float, float]:
    """Scale and offsets: image pixels x scale + offset = stage pixels."""
    stage = page.get_by_test_id("stage")
    scale, left, top = (float(stage.get_attribute(f"data-{n}") or "nan") for n in ("scale", "offset-x", "offset-y"))
    return scale, left, top


def on_screen(page: Page, x: float, y: float) -> tuple[float, float]:
    """Image pixels → pixels of the window."""
    frame = page.get_by_test_id("stage").bounding_box()
    assert frame
    scale, left, top = view(page)
    return frame["x"] + left + x * scale, frame["y"] + top + y * scale


def click(page: Page, x: float, y: float, *, remove: bool = False) -> None:
    """Click at image pixels and wait for the answer to this click."""
    scale, left, top = view(page)
    position = {"x": x * scale + left, "y": y * scale + top}
    page.get_by_test_id("stage").click(position=position, modifiers=["Alt"] if remove else [])  # type: ignore[arg-type]
    outline(page).wait_for()


def drag(page: Page, *places: tuple[float, float]) -> None:
    page.mouse.move(*on_screen(page, *places[0]))
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*on_screen(page, *place))
    page.mouse.up()


def outline(page: Page) -> Locator:
    """The draft, once it is answered."""
    return page.locator('[data-testid="draft-outline"][data-pending="false"]')


def preview(page: Page) -> Locator:
    """The outline under the pointer."""
    return page.get_by_test_id("preview-outline")


def polygons(page: Page, test_id: str) -> shapely.Geometry:
    found = json.loads(page.get_by_test_id(test_id).get_attribute("data-polygons") or "[]")
    return shapely.union_all([shapely.Polygon(p["exterior"], p["holes"]) for p in found])


def shapes(page: Page) -> list[shapely.Geometry]:
    """The annotations in the list, drafts first."""
    rows = page.get_by_test_id("annotation").all()
    found = [json.loads(row.get_attribute("data-polygons") or "[]") for row in rows]
    return [shapely.union_all([shapely.Polygon(p["exterior"], p["holes"]) for p in each]) for each in found]


def drawn(path: Locator) -> shapely.Geometry:
    """What an SVG path encloses, by the even-odd rule."""
    rings = [ring.rstrip("Z").split("L") for ring in (path.get_attribute("d") or "").split("M")[1:]]
    shapes = [shapely.Polygon([tuple(map(float, point.split())) for point in ring]) for ring in rings]
    return reduce(shapely.symmetric_difference, shapes, shapely.Polygon())


def iou(a: shapely.Geometry, b: shapely.Geometry) -> float:
    return a.intersection(b).area / a.union(b).area


def sent_prompts(page: Page) -> list[dict[str, Any]]:
    """What the page says over its sockets from now on."""
    said: list[dict[str, Any]] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: said.append(json.loads(frame)))

    page.on("websocket", listen)
    return said


def posts(page: Page) -> list[str]:
    """The prompts that the page posts from now on."""
    seen: list[str] = []
    page.on("request", lambda r: seen.append(r.url) if r.method == "POST" and r.url.endswith("/segment/") else None)
    return seen
