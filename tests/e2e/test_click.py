"""The main job in a real browser: click an object on a photo, refine, accept; the polygon is the object."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely
from playwright.sync_api import Page

from avala_edge.client import Client
from avala_edge.imaging import demo_photos

from .conftest import ARTIFACTS, Server, start, stop
from .stage import click, drag, iou, outline, polygons, sent_prompts, sign_in

pytestmark = pytest.mark.e2e

# The dahlia of scikit-learn's flower.jpg (640 x 427), outlined by hand.
DAHLIA = shapely.Polygon(
    np.array(
        [
            (317, 84), (337, 92), (360, 97), (387, 110), (412, 127), (428, 152), (434, 175), (445, 207), (445, 233),
            (435, 263), (417, 300), (403, 327), (373, 342), (340, 357), (317, 358), (287, 357), (257, 352), (237, 340),
            (213, 327), (193, 300), (178, 272), (170, 250), (169, 207), (177, 177), (188, 153), (203, 133), (217, 115),
            (240, 105), (270, 95), (297, 89),
        ]
    )
)  # fmt: skip


def test_a_click_becomes_an_accepted_outline_of_the_object(page: Page, server: Server) -> None:
    page.goto(server.sign_in)
    page.get_by_role("link", name="Try a click").click()
    page.get_by_test_id("demo-photo-flower").click()
    page.locator(".picture img").evaluate("image => image.decode()")
    click(page, 305, 220)
    assert page.get_by_test_id("mask-choice-3").is_visible()
    click(page, 370, 405, remove=True)  # the other flower, below
    draft = polygons(page, "draft-outline")
    assert iou(draft, DAHLIA) >= 0.7
    page.screenshot(path=ARTIFACTS / "draft.png")
    page.keyboard.press("z")
    page.keyboard.press("Shift+Z")
    assert polygons(page, "draft-outline").equals(draft)
    page.keyboard.press("Enter")
    accepted = polygons(page, "annotation-1")
    assert accepted.equals(draft)
    assert page.get_by_test_id("draft-outline").count() == 0
    page.screenshot(path=ARTIFACTS / "click.png")
    page.reload()
    page.get_by_test_id("demo-photo-flower").click()
    assert polygons(page, "annotation-1").equals(accepted)


def test_a_photo_of_ones_own_and_a_box(page: Page, server: Server, tmp_path: Path) -> None:
    prompts = sent_prompts(page)
    sign_in(page, server)
    (photo,) = [p.path for p in demo_photos() if p.name == "coffee"]
    own = tmp_path / "mine.png"
    own.write_bytes(photo.read_bytes() + b"trailing bytes make it another file")
    page.get_by_test_id("file-input").set_input_files(own)
    assert page.get_by_test_id("stage").get_attribute("data-image-width") == "600"
    page.locator(".picture img").evaluate("image => image.decode()")  # it has its place by then
    drag(page, (165, 12), (300, 200), (412, 305))
    outline(page).wait_for()
    (prompt,) = [sent for sent in prompts if "stream" not in sent]
    assert prompt["box"]["width"] == pytest.approx(247, abs=2)
    assert polygons(page, "draft-outline").area > 20_000


def test_a_text_file_is_refused_with_the_reason(page: Page, server: Server, tmp_path: Path) -> None:
    sign_in(page, server)
    lie = tmp_path / "holiday.jpg"
    lie.write_text("not a photo")
    page.get_by_test_id("file-input").set_input_files(lie)
    assert "holiday.jpg" in page.get_by_test_id("error-banner").inner_text()


def test_the_api_page_renders_without_network(page: Page, server: Server) -> None:
    page.goto(f"{server.base}/docs")
    page.get_by_text("/api/edge/v1/segment/", exact=False).first.wait_for()


def test_what_was_uploaded_and_the_key_survive_kill_9(tmp_path: Path) -> None:
    first = start(tmp_path)
    (photo,) = [p.path for p in demo_photos() if p.name == "rocket"]
    data = photo.read_bytes() + b"mine"
    with Client(first.base, first.key) as client:
        uid = client.images.add(data).uid
    first.process.kill()
    first.process.wait()
    second = start(tmp_path)
    try:
        assert second.key == ""  # the first key still counts, no other was made
        with Client(second.base, first.key) as client:
            assert client.images.content(uid) == data
    finally:
        assert stop(second) == 0
