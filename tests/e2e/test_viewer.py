"""An item in the viewer: drawn, labelled, corrected, judged; saved when the page says so."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from avala_edge.client import LabelAttribute

from .conftest import ARTIFACTS
from .desk import Desk
from .stage import click, drag, iou, on_screen, outline, polygons, saved, shapes, view
from .test_click import DAHLIA

pytestmark = pytest.mark.e2e


def test_clicks_and_annotations_are_undone_and_redone(page: Page, desk: Desk) -> None:
    desk.open(page, "flower")
    page.keyboard.press("8")
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
    saved(page)
    (made,) = desk.drawn("flower")
    page.keyboard.press("z")  # the clicks are gone with the mask that they made
    saved(page)
    assert desk.drawn("flower") == []
    page.keyboard.press("Shift+Z")
    saved(page)
    (again,) = desk.drawn("flower")
    assert (again.uid, again.label) == (made.uid, "flower")
    assert shapes(page)[0].equals(second)
    page.keyboard.press("z")
    saved(page)
    click(page, 305, 220)  # comes after what was undone
    page.keyboard.press("z")
    expect(page.get_by_test_id("draft-outline")).to_have_count(0)
    page.keyboard.press("Shift+Z")
    assert polygons(page, "draft-outline").equals(first)
    assert shapes(page) == []
    page.screenshot(path=ARTIFACTS / "viewer.png")
    page.emulate_media(color_scheme="dark")
    page.screenshot(path=ARTIFACTS / "viewer-dark.png")


def test_the_next_photo_is_prepared_while_one_is_open(page: Page, desk: Desk) -> None:
    here, ahead = list(desk.items)[3:5]
    image = desk.client.items.get(desk.items[ahead]).image.uid
    with page.expect_response(lambda r: r.request.method == "POST" and r.url.endswith(f"{image}/embed/")) as answer:
        desk.open(page, here)
    assert answer.value.status == 202
    page.keyboard.press("]")
    expect(page.locator(".item-bar .title")).to_have_text(ahead)
    page.keyboard.press("[")
    expect(page.locator(".item-bar .title")).to_have_text(here)


def test_resizing_the_window_keeps_the_zoom(page: Page, desk: Desk) -> None:
    desk.open(page, "flower")
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


def test_boxes_and_polygons_are_drawn_and_reshaped(page: Page, desk: Desk) -> None:
    desk.open(page, "coffee")
    page.keyboard.press("b")
    drag(page, (165, 12), (300, 200), (412, 305))
    saved(page)
    (box,) = desk.drawn("coffee")
    assert (box.type, box.source) == ("bounding_box", "human")
    page.keyboard.press("v")
    assert page.get_by_test_id("handles").get_attribute("data-count") == "4"
    drag(page, (412, 305), (430, 310), (450, 320))
    saved(page)
    (bigger,) = desk.drawn("coffee")
    corners: Any = bigger.geometry
    assert corners["x"] == pytest.approx(165, abs=2)
    assert corners["x"] + corners["width"] == pytest.approx(450, abs=2)
    page.locator(".annotation-list select").select_option("cup")
    saved(page)
    assert [each.label for each in desk.drawn("coffee")] == ["cup"]

    page.keyboard.press("Escape")
    page.keyboard.press("p")
    for x, y in ((40, 40), (120, 40), (120, 120)):
        page.mouse.click(*on_screen(page, x, y))
    page.keyboard.press("Enter")
    saved(page)
    assert page.get_by_test_id("annotation").count() == 2
    page.keyboard.press("v")
    drag(page, (80, 40), (80, 30), (80, 20))  # the middle of an edge becomes a corner
    saved(page)
    assert len(shapes(page)[1].boundary.coords) == 5
    page.mouse.move(*on_screen(page, 120, 120))
    page.keyboard.down("Alt")
    page.mouse.click(*on_screen(page, 120, 120))
    page.keyboard.up("Alt")
    saved(page)
    assert len(shapes(page)[1].boundary.coords) == 4
    page.keyboard.press("Delete")
    saved(page)
    assert [each.type for each in desk.drawn("coffee")] == ["bounding_box"]


def test_predictions_are_judged_by_keyboard(page: Page, desk: Desk) -> None:
    for number in range(3):
        desk.box("china", 20 + 100 * number, 30, 80, 60, "building", source="auto_label", confidence=0.9 - number / 10)
    desk.open(page, "china")
    page.get_by_test_id("shape-draft").first.wait_for()
    page.screenshot(path=ARTIFACTS / "viewer-predictions.png")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.keyboard.press("Delete")  # the next one is selected already
    page.keyboard.press("9")  # the last one is a cup, a reviewer finds
    page.keyboard.press("Enter")
    saved(page)
    assert [(each.state, each.label) for each in desk.drawn("china")] == [
        ("accepted", "building"),
        ("rejected", "building"),
        ("accepted", "cup"),
    ]
    page.keyboard.press("z")
    page.get_by_test_id("shape-draft").wait_for()
    assert [each.state for each in desk.drawn("china")] == ["accepted", "rejected", "draft"]


def test_an_outline_is_refined_with_clicks(page: Page, desk: Desk) -> None:
    desk.box("flower", 170, 90, 270, 270, "flower")
    desk.open(page, "flower")
    page.get_by_test_id("annotation").get_by_role("button").first.click()
    page.keyboard.press("r")
    outline(page).wait_for()
    page.keyboard.press("Enter")
    saved(page)
    (refined,) = desk.drawn("flower")
    assert (refined.type, refined.label, refined.version) == ("polygon", "flower", 2)
    assert iou(shapes(page)[0], DAHLIA) >= 0.7


def test_a_label_is_suggested_by_what_was_accepted(page: Page, desk: Desk) -> None:
    desk.box("flower", 170, 90, 270, 270, "flower")
    desk.box("coffee", 165, 12, 247, 293, "cup")
    desk.open(page, "flower")
    click(page, 305, 220)
    page.get_by_test_id("suggestion-flower").wait_for()
    page.keyboard.press("Shift+Enter")
    saved(page)
    assert [each.label for each in desk.drawn("flower") if each.source == "sam"] == ["flower"]


def test_somebody_elses_change_is_not_written_over(page: Page, desk: Desk) -> None:
    made = desk.box("coins", 20, 20, 50, 50, "coin")
    desk.open(page, "coins")
    page.get_by_test_id("annotation").get_by_role("button").first.click()
    desk.client.annotations.change(made, label="cell")
    page.keyboard.press("9")
    page.get_by_role("button", name="1 conflict").click()
    page.get_by_role("dialog").screenshot(path=ARTIFACTS / "conflict.png")
    assert [each.label for each in desk.drawn("coins")] == ["cell"]
    page.get_by_role("button", name="Keep mine").click()
    saved(page)
    assert [(each.label, each.version) for each in desk.drawn("coins")] == [("cup", 3)]


def test_brush_and_eraser_paint_an_outline(page: Page, desk: Desk) -> None:
    desk.open(page, "coffee")
    page.keyboard.press("f")
    drag(page, (200, 150), (250, 150), (300, 150))
    page.get_by_test_id("annotation").wait_for()  # the brush is loaded when it is first used
    saved(page)
    (painted,) = shapes(page)
    radius = 600 / 60
    assert painted.area == pytest.approx(100 * 2 * radius + 3.14 * radius**2, rel=0.05)
    drag(page, (300, 150), (300, 200), (300, 250))  # goes on with the selected one
    saved(page)
    (longer,) = shapes(page)
    assert longer.area > 1.7 * painted.area
    page.keyboard.press("e")
    drag(page, (250, 120), (250, 150), (250, 180))
    saved(page)
    (cut,) = shapes(page)
    assert cut.geom_type == "MultiPolygon"
    page.keyboard.press("z")
    saved(page)
    assert shapes(page)[0].equals(longer)
    (kept,) = desk.drawn("coffee")
    assert (kept.type, kept.source) == ("polygon", "human")


def test_an_outline_is_simplified_before_it_is_accepted(page: Page, desk: Desk) -> None:
    desk.open(page, "flower")
    click(page, 305, 220)
    points = page.get_by_test_id("points")
    before = int(points.inner_text().split()[0])
    slider = page.get_by_test_id("simplify")
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.wait_for_function(f"() => parseInt(document.querySelector('[data-testid=points]').innerText) < {before} / 2")
    fewer = int(points.inner_text().split()[0])
    page.get_by_test_id("accept").click()
    saved(page)
    (accepted,) = shapes(page)
    rings = [ring for part in getattr(accepted, "geoms", [accepted]) for ring in (part.exterior, *part.interiors)]
    assert sum(len(ring.coords) - 1 for ring in rings) == fewer


def test_attributes_are_said_kept_where_a_new_label_has_them_and_undone(page: Page, desk: Desk) -> None:
    now = desk.client.projects.get(desk.project)
    colour = LabelAttribute("colour", "dropdown", options=("red", "white"))
    note = LabelAttribute("note", "text")
    theirs = {"cup": (colour, note), "coin": (note,)}
    labels = [replace(label, attributes=theirs.get(label.name, ())) for label in now.labels]
    desk.client.projects.change(now, labels=labels)
    desk.box("coffee", 165, 12, 247, 293, "cup")
    desk.open(page, "coffee")
    page.get_by_test_id("annotation").get_by_role("button").first.click()
    fields = page.get_by_test_id("attributes")
    fields.get_by_label("colour").select_option("white")
    saved(page)
    fields.get_by_label("note").fill("chipped")
    fields.get_by_label("note").press("Enter")
    saved(page)
    assert [each.attributes for each in desk.drawn("coffee")] == [{"colour": "white", "note": "chipped"}]
    page.get_by_test_id("label-coin").click()  # a coin has no colour
    saved(page)
    assert [(each.label, each.attributes) for each in desk.drawn("coffee")] == [("coin", {"note": "chipped"})]
    page.keyboard.press("z")
    saved(page)
    (back,) = desk.drawn("coffee")
    assert (back.label, back.attributes) == ("cup", {"colour": "white", "note": "chipped"})


def test_what_is_locked_is_not_changed(page: Page, desk: Desk) -> None:
    desk.box("coffee", 165, 12, 247, 293, "cup")
    desk.open(page, "coffee")
    row = page.get_by_test_id("annotation")
    row.get_by_role("button", name="Lock: cup").click()
    page.keyboard.press("v")
    page.mouse.click(*on_screen(page, 170, 150))
    assert page.get_by_test_id("handles").count() == 0
    row.get_by_role("button").first.click()
    page.keyboard.press("Delete")
    page.keyboard.press("4")
    assert [(each.label, each.version) for each in desk.drawn("coffee")] == [("cup", 1)]
    row.get_by_role("button", name="Unlock: cup").click()
    page.keyboard.press("4")
    saved(page)
    assert [each.label for each in desk.drawn("coffee")] == ["person"]


def test_two_browsers_and_one_annotation(page: Page, desk: Desk) -> None:
    desk.box("coins", 20, 20, 50, 50, "coin")
    assert page.context.browser is not None
    other = page.context.browser.new_context(viewport={"width": 1280, "height": 760}).new_page()
    for each in (page, other):
        desk.open(each, "coins")
        each.get_by_test_id("annotation").get_by_role("button").first.click()
    page.keyboard.press("5")
    saved(page)
    other.keyboard.press("9")
    other.get_by_role("button", name="1 conflict").click()
    other.get_by_role("button", name="Keep theirs").click()
    saved(other)
    assert [(each.label, each.version) for each in desk.drawn("coins")] == [("animal", 2)]
    other.close()
