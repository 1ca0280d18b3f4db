"""A film in the browser: an object is carried through it, looked through by keys, corrected, carried on again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from avala_edge.client import Client
from avala_edge.client.sequence_records import Sequence
from tests.cat_film import cat_film, centre

from .conftest import Server
from .items_page import new_project, open_at, pictures
from .reel import Reel, carried, face, film_on, frame_at_once, lay, on_frame, timeline
from .stage import click, drag, iou, on_screen, polygons, ready, saved, shapes

pytestmark = pytest.mark.e2e

FRAMES = 20
CORRECTED = 9


@pytest.fixture(scope="module")
def film(server: Server, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Sequence]:
    with Client(server.base, server.key) as client:
        return film_on(server, client, tmp_path_factory.mktemp("film"), frames=FRAMES)


@pytest.fixture
def reel(server: Server, film: tuple[str, Sequence]) -> Iterator[Reel]:
    with Client(server.base, server.key) as client:
        yield lay(server, client, *film)


def test_an_object_is_carried_corrected_and_carried_again(page: Page, reel: Reel) -> None:
    reel.open(page, 0)
    expect(page.get_by_test_id("carry-what")).to_have_text("Nothing on this frame to carry.")
    expect(page.get_by_test_id("carry-forward")).to_be_disabled()
    page.keyboard.press("4")
    click(page, *centre(0))
    choose_face(page)
    page.keyboard.press("Enter")
    saved(page)
    expect(page.get_by_test_id("carry-backward")).to_be_disabled()  # it is the first frame
    page.get_by_test_id("carry-forward").click()
    row = page.get_by_test_id("track-row")
    grown = re.compile(rf"^cat: frames 0 to (?!{FRAMES - 1},)[1-9]")
    expect(row.get_by_role("button")).to_have_accessible_name(grown)  # as it goes on
    carried(page, rf"Carried onto {FRAMES - 1} frames")
    expect(row.get_by_role("button")).to_have_accessible_name(
        re.compile(rf"^cat: frames 0 to {FRAMES - 1}, .*1 key frame")
    )
    expect(row).to_have_class("chosen")
    before = reel.points()
    assert sorted(before) == list(range(FRAMES))
    assert [frame for frame, point in before.items() if point.is_key] == [0]

    for _ in range(CORRECTED):
        page.keyboard.press("ArrowRight")
    on_frame(page, CORRECTED)
    (shown,) = shapes(page)
    assert iou(shown, face(CORRECTED)) > 0.6
    row_of = page.get_by_test_id("annotation")
    expect(row_of).to_have_class("selected")  # the same track as on the frame before
    page.keyboard.press("f")
    x, y = centre(CORRECTED)
    drag(page, (x - 20, y - 55), (x, y - 58), (x + 20, y - 55))
    saved(page)
    expect(row.get_by_role("button")).to_have_accessible_name(re.compile("2 key frames"))
    page.keyboard.press("v")
    pictures(page, "timeline-corrected")
    page.get_by_test_id("carry-forward").click()
    carried(page, rf"Carried onto {FRAMES - 1 - CORRECTED} frames")
    after = reel.points()
    assert sorted(after) == list(range(FRAMES))
    kept = [frame for frame in range(FRAMES) if before[frame].annotation == after[frame].annotation]
    assert kept == list(range(CORRECTED + 1))  # what came before the correction, and that itself
    assert (after[CORRECTED].is_key, after[CORRECTED].version) == (True, 2)
    page.keyboard.press("ArrowRight")
    on_frame(page, CORRECTED + 1)
    assert page.get_by_test_id("annotation").get_attribute("data-uid") == after[CORRECTED + 1].annotation


def choose_face(page: Page) -> None:
    """Take the mask that is the face: which of the three that is, is the model's."""
    best = 0.0, 1
    for choice in (1, 2, 3):
        page.keyboard.press(str(choice))
        expect(page.get_by_test_id(f"mask-choice-{choice}")).to_have_attribute("aria-pressed", "true")
        best = max(best, (iou(polygons(page, "draft-outline"), face(0)), choice))
    page.keyboard.press(str(best[1]))
    assert best[0] > 0.6


def test_what_left_the_picture_is_said(page: Page, server: Server, tmp_path: Path) -> None:
    with Client(server.base, server.key) as client:
        reel = lay(server, client, *film_on(server, client, tmp_path, frames=62, name="Leaving"))
        reel.draw(38)
        reel.open(page, 38)
        page.get_by_test_id("carry-forward").click()  # nothing is chosen: all that is on the frame
        carried(page, r"frame \d+: left the picture at the right")
        page.keyboard.press("n")
        points = reel.points().values()
        on_frame(
            page, min(each.frame for each in points if (each.confidence or 1) < 0.7 or each.frame == max(reel.points()))
        )
        page.get_by_test_id("carry-job").get_by_role("button", name="Dismiss").click()
        expect(page.get_by_test_id("carry-job")).to_have_count(0)


def test_keys_go_through_the_frames_and_leave_no_trace_in_the_history(page: Page, reel: Reel) -> None:
    reel.open(page, 3)
    entries = page.evaluate("history.length")
    page.keyboard.press("ArrowRight")
    on_frame(page, 4)
    page.keyboard.press("Shift+ArrowRight")
    on_frame(page, 14)
    assert reel.frames[14].item in page.url
    page.keyboard.press("Shift+ArrowLeft")
    on_frame(page, 4)
    page.keyboard.press("End")
    on_frame(page, FRAMES - 1)
    page.keyboard.press("ArrowRight")
    on_frame(page, FRAMES - 1)
    page.keyboard.press("Home")
    on_frame(page, 0)
    page.keyboard.press("]")
    on_frame(page, 1)
    page.get_by_test_id("frame-number").fill("12")
    page.keyboard.press("Home")  # typed in the field
    page.keyboard.press("Enter")
    on_frame(page, 12)
    assert page.evaluate("history.length") == entries
    page.reload()
    ready(page)
    on_frame(page, 12)
    ruler = page.get_by_test_id("ruler")
    expect(ruler).to_have_attribute("aria-valuetext", re.compile(rf"frame 12 of {FRAMES - 1}, 0:00.48"))
    place = ruler.bounding_box()
    assert place
    page.mouse.move(place["x"] + place["width"] * 0.1, place["y"] + 8)
    page.mouse.down()
    page.mouse.move(place["x"] + place["width"] * 0.5, place["y"] + 8)
    page.mouse.move(place["x"] + place["width"] * (7.5 / FRAMES), place["y"] + 8)
    page.mouse.up()
    on_frame(page, 7)
    page.keyboard.press("?")
    expect(page.get_by_test_id("keys")).to_contain_text("next, previous unsure frame")


def test_it_plays_and_opens_the_frame_where_it_stops(page: Page, reel: Reel) -> None:
    reel.open(page, 0)
    speed = page.get_by_test_id("speed")
    speed.select_option("0.25")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause (Space)")).to_be_visible()
    passing = page.get_by_test_id("passing-frame")
    expect(passing).to_be_visible()
    expect(passing).to_have_attribute("data-frame", re.compile("^[3-9]$"))
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play (Space)")).to_be_visible()
    stopped = frame_at_once(page)
    assert 3 <= stopped < FRAMES - 1
    on_frame(page, stopped)
    assert reel.frames[stopped].item in page.url
    speed.select_option("4")
    page.reload()
    ready(page)
    expect(page.get_by_test_id("speed")).to_have_value("4")
    page.get_by_test_id("play").click()
    on_frame(page, FRAMES - 1)  # to the end, and no further
    page.keyboard.down("Space")  # the hand that moves the photo
    before = on_screen(page, 0, 0)
    stage = page.get_by_test_id("stage").bounding_box()
    assert stage
    page.mouse.move(stage["x"] + 100, stage["y"] + 100)
    page.mouse.down()
    page.mouse.move(stage["x"] + 160, stage["y"] + 100, steps=4)
    page.mouse.up()
    page.keyboard.up("Space")
    assert on_screen(page, 0, 0)[0] == pytest.approx(before[0] + 60, abs=2)
    expect(page.get_by_role("button", name="Play (Space)")).to_be_visible()
    on_frame(page, FRAMES - 1)


def test_unsure_frames_and_ends_are_found(page: Page, reel: Reel) -> None:
    first = reel.draw(2, track="by-hand")
    for frame in (3, 4, 8):
        reel.draw(frame, track="by-hand")
    unsure: dict[str, Any] = {"source": "propagated", "confidence": 0.4, "track": "by-hand", "label": "cat"}
    reel.client.annotations.create(
        reel.frames[9].item, project=reel.project, type=first.type, geometry=first.geometry, **unsure
    )
    reel.open(page, 0)
    row = page.get_by_test_id("track-row").get_by_role("button")
    expect(row).to_have_accessible_name("cat: frames 2 to 9, on 5 frames, 4 key frames, 1 unsure, 4 accepted")
    for frame in (4, 9):
        page.keyboard.press("n")
        on_frame(page, frame)
    page.keyboard.press("n")
    expect(page.get_by_test_id("notice")).to_contain_text("No further frame is unsure")
    page.keyboard.press("Shift+N")
    on_frame(page, 4)
    page.get_by_test_id("unsure-next").click()
    on_frame(page, 9)


def test_a_track_is_filled_split_trimmed_and_merged(page: Page, reel: Reel) -> None:
    reel.draw(2, track="by-hand")
    reel.draw(8, track="by-hand")
    reel.open(page, 5)
    expect(page.get_by_test_id("fill-between")).to_be_disabled()
    page.get_by_test_id("track-row").get_by_role("button").click()
    page.get_by_test_id("fill-between").click()
    carried(page, "Filled 5 frames")
    assert sorted(reel.points()) == list(range(2, 9))
    expect(page.get_by_test_id("annotation")).to_have_class("selected")  # it came on the frame that is open
    page.get_by_test_id("track-menu").click()
    page.get_by_role("button", name="Split: a new track from frame 5 on").click()
    expect(page.get_by_test_id("track-row")).to_have_count(2)
    expect(page.locator('[data-testid="track-row"].chosen')).to_contain_text("cat 2")
    page.keyboard.press("ArrowRight")
    on_frame(page, 6)
    page.get_by_test_id("track-menu").click()
    page.get_by_role("button", name="Trim: begin with frame 6").click()
    expect(page.get_by_text("1 annotation taken away.")).to_be_visible()
    page.get_by_test_id("track-menu").click()
    page.get_by_label("Merge with").select_option(label="cat 1")
    page.get_by_role("button", name="Merge", exact=True).click()
    expect(page.get_by_test_id("track-row")).to_have_count(1)
    assert sorted(reel.points()) == [2, 3, 4, 6, 7, 8]
    reel.draw(3, track="other")
    page.reload()
    ready(page)
    page.get_by_test_id("track-row").first.get_by_role("button").click()
    page.get_by_test_id("track-menu").click()
    page.get_by_label("Merge with").select_option(label="cat 2")
    page.get_by_role("button", name="Merge", exact=True).click()
    expect(page.get_by_test_id("error-banner")).to_contain_text("both tracks are on frame 3")


def test_a_video_is_added_in_the_page_and_opened_from_the_strip(page: Page, server: Server, tmp_path: Path) -> None:
    project, _ = new_project(server, "Films", [])
    open_at(page, server, f"/projects/{project.uid}", page.get_by_role("button", name="Add photos…"))
    film = cat_film(tmp_path / "new.mp4", frames=12).read_bytes()
    files: list[FilePayload] = [
        {"name": "new.mp4", "mimeType": "video/mp4", "buffer": film},
        {"name": "torn.mp4", "mimeType": "video/mp4", "buffer": film[: len(film) // 3]},
    ]
    page.get_by_test_id("file-input").set_input_files(files)
    expect(page.get_by_test_id("upload")).to_contain_text("Video kept; its frames are being taken out")
    expect(page.get_by_test_id("refused")).to_contain_text("torn.mp4")
    card = page.locator('[data-testid="sequence"][data-key="new.mp4"]')
    expect(card).to_have_attribute("data-status", "ready")
    expect(card).to_contain_text("12 frames")
    expect(page.get_by_test_id("item")).to_have_count(12)
    expect(page.get_by_test_id("frame-badge").first).to_have_text(re.compile("▸ 0"))
    card.locator("img").evaluate("image => image.decode()")
    pictures(page, "sequences-added")
    card.click()
    ready(page)
    on_frame(page, 0)
    expect(timeline(page)).to_contain_text("Nothing is carried through this sequence yet.")
