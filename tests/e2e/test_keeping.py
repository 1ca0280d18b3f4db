"""What the page must not lose: the zoom on a resize, photos on reload or when many come, steps back and forth."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from avala_edge.imaging import demo_photos

from .conftest import Server
from .stage import click, open_demo, polygons, sign_in, view

pytestmark = pytest.mark.e2e


def own_photos(folder: Path, *names: str) -> list[Path]:
    """Demo photos made other files by what trails behind their bytes."""
    made = []
    for photo in demo_photos():
        if photo.name in names:
            path = folder / f"mine-{photo.name}{photo.path.suffix}"
            path.write_bytes(photo.path.read_bytes() + folder.name.encode())
            made.append(path)
    assert len(made) == len(names)
    return made


def test_resizing_the_window_keeps_the_zoom(page: Page, server: Server) -> None:
    sign_in(page, server)
    open_demo(page, "flower")
    fitted, *_ = view(page)
    page.set_viewport_size({"width": 1000, "height": 600})
    stage = page.get_by_test_id("stage")
    expect(stage).not_to_have_attribute("data-scale", str(fitted))  # still all of the photo
    for _ in range(4):
        before, *_ = view(page)
        page.keyboard.press("+")
        expect(stage).not_to_have_attribute("data-scale", str(before))
    scale, left, _ = view(page)
    page.set_viewport_size({"width": 1280, "height": 760})
    expect(stage).not_to_have_attribute("data-offset-x", str(left))
    after, moved, _ = view(page)
    assert after == pytest.approx(scale)
    assert moved - left == pytest.approx(140, abs=1)  # what was in the middle is in the middle
    page.keyboard.press("0")
    expect(stage).to_have_attribute("data-scale", str(fitted))


def test_three_photos_chosen_at_once_are_added_and_survive_a_reload(page: Page, server: Server, tmp_path: Path) -> None:
    sign_in(page, server)
    page.get_by_test_id("file-input").set_input_files(own_photos(tmp_path, "coffee", "chelsea", "rocket"))
    mine = page.get_by_test_id("own-photo")
    expect(mine).to_have_count(3)
    names = mine.all_inner_texts()
    assert {name.split(".")[0] for name in names} == {"mine-coffee", "mine-chelsea", "mine-rocket"}
    key = "avala-edge.photos"
    kept = page.evaluate("key => JSON.parse(localStorage.getItem(key))", key)
    lost = [*kept, {"uid": f"sha256:{'0' * 64}", "title": "gone"}]
    page.evaluate("([key, kept]) => localStorage.setItem(key, kept)", [key, json.dumps(lost)])
    page.reload()
    expect(mine).to_have_count(3)
    assert mine.all_inner_texts() == names
    assert page.evaluate("key => JSON.parse(localStorage.getItem(key))", key) == kept  # the server had no fourth
    mine.first.click()
    expect(page.get_by_test_id("embedding")).to_have_attribute("data-state", "ready")


def test_opening_a_photo_prepares_the_next(page: Page, server: Server) -> None:
    sign_in(page, server)
    thumbnails = page.locator(".thumbnail")
    after = thumbnails.nth(4).locator("img").get_attribute("src") or ""
    uid = after.split("/images/")[1].split("/")[0]
    with page.expect_response(lambda r: r.request.method == "POST" and r.url.endswith(f"{uid}/embed/")) as answer:
        thumbnails.nth(3).click()
    assert answer.value.status == 202


def test_prompts_and_outlines_are_undone_and_redone(page: Page, server: Server) -> None:
    sign_in(page, server)
    open_demo(page, "flower")
    click(page, 305, 220)
    first = polygons(page, "draft-outline")
    click(page, 370, 405, remove=True)
    second = polygons(page, "draft-outline")
    assert not first.equals(second)
    page.get_by_test_id("undo").click()
    assert polygons(page, "draft-outline").equals(first)
    page.get_by_test_id("redo").click()
    assert polygons(page, "draft-outline").equals(second)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("annotation-1")).to_have_count(1)
    page.keyboard.press("z")
    expect(page.get_by_test_id("annotation-1")).to_have_count(0)
    page.keyboard.press("Shift+Z")
    assert polygons(page, "annotation-1").equals(second)
