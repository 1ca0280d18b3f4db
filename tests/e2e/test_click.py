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
from .items_page import file_of, new_project, open_at, tile
from .stage import click, drag, iou, outline, polygons, ready, saved, sent_prompts, shapes

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
    page.get_by_test_id("project-Demo").click()
    tile(page, "flower").get_by_role("link").click()
    ready(page)
    assert "CC BY 2.0" in page.locator(".credit").inner_text()
    page.keyboard.press("8")  # the key of "flower"
    assert page.get_by_test_id("label-flower").get_attribute("aria-checked") == "true"
    click(page, 305, 220)
    assert page.get_by_test_id("mask-choice-3").is_visible()
    click(page, 370, 405, remove=True)  # the other flower, below
    draft = polygons(page, "draft-outline")
    assert iou(draft, DAHLIA) >= 0.7
    page.screenshot(path=ARTIFACTS / "draft.png")
    page.keyboard.press("Enter")
    saved(page)
    assert page.get_by_test_id("draft-outline").count() == 0
    page.screenshot(path=ARTIFACTS / "click.png")
    with Client(server.base, server.key) as client:
        (demo,) = [each for each in client.projects.list() if each.name == "Demo"]
        (flower,) = [each for each in client.projects.items(demo.uid) if each.key == "flower"]
        (made,) = client.annotations.list(flower.uid, project=demo.uid)
    assert (made.label, made.source, made.state, made.type) == ("flower", "sam", "accepted", "polygon")
    page.reload()
    page.get_by_test_id("annotation").wait_for()
    (shown,) = shapes(page)
    assert shown.equals(draft)


def test_a_photo_of_ones_own_and_a_box(page: Page, server: Server) -> None:
    project, _ = new_project(server, "Mine", [])
    prompts = sent_prompts(page)
    open_at(page, server, f"/projects/{project.uid}", page.get_by_role("button", name="Add photos…"))
    (coffee,) = [p.path.read_bytes() for p in demo_photos() if p.name == "coffee"]
    own = file_of("mine.png", coffee + b"trailing bytes make it another file")
    page.get_by_test_id("file-input").set_input_files(own)
    tile(page, "mine.png").get_by_role("link").click()
    ready(page)
    assert page.get_by_test_id("stage").get_attribute("data-image-width") == "600"
    drag(page, (165, 12), (300, 200), (412, 305))
    outline(page).wait_for()
    press, prompt = (sent for sent in prompts if "stream" not in sent)
    assert "box" not in press  # while the button went down, it could still have been a click
    assert prompt["box"]["width"] == pytest.approx(247, abs=2)
    assert polygons(page, "draft-outline").area > 20_000


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
