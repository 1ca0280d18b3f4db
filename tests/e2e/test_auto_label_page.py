"""Auto-label in the browser, on real photos: a text detector and outlines of everything, failures, a reload, an end."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Locator, Page, expect

from avala_edge.bench.many_photos import many_photos
from avala_edge.cli import main
from avala_edge.client import Annotation, Box, Client, Item, Project
from avala_edge.formats.records import bounds_of
from avala_edge.geometry import box_iou
from avala_edge.imaging import demo_photos
from tests.unit.detectors.test_text import WORDS, the_model, with_words

from .conftest import Server, start, stop
from .items_page import new_project, open_at, pictures, tile
from .stage import saved

BOX = Box(x=10.0, y=10.0, width=50.0, height=40.0)
CHANGES = 110  # and as many deletions: two pages of the log


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with a text detector."""
    folder = tmp_path_factory.mktemp("auto-label")
    with pytest.raises(SystemExit) as ended:
        main(["models", "import", str(the_model()), "--name", "text", "--yes", "--data-dir", str(folder)])
    assert not ended.value.code
    return folder


@pytest.fixture(scope="module")
def server(data_dir: Path) -> Iterator[Server]:
    running = start(data_dir)
    yield running
    assert stop(running) == 0


def words() -> bytes:
    out = io.BytesIO()
    with_words()[0].save(out, "PNG")
    return out.getvalue()


@dataclass(frozen=True)
class Signed:
    """A photo with a word on it."""

    photo: bytes
    word: tuple[float, float, float, float]

    def is_at(self, drawn: Annotation) -> bool:
        """Whether the word, not another thing that looks like one, was found."""
        bounds = bounds_of(drawn)
        assert bounds is not None
        left, top, right, bottom = bounds
        return box_iou(self.word, (left, top, right - left, bottom - top)) > 0.5


def signed_photos(count: int) -> Iterator[tuple[str, Signed]]:
    """Yield real photos, each a little different, with a word at another place of each."""
    font = ImageFont.load_default(size=44)
    for number, jpeg in enumerate(many_photos(count)):
        picture = Image.open(io.BytesIO(jpeg)).convert("RGB")
        at = (20 + 37 * number % 240, 20 + 53 * number % 180)
        pen = ImageDraw.Draw(picture)
        pen.rounded_rectangle((at[0] - 12, at[1] - 12, at[0] + 232, at[1] + 62), 8, fill="#114488")
        pen.text(at, "STATION", font=font, fill="white")
        left, top, right, bottom = pen.textbbox(at, "STATION", font=font)
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=90)
        yield f"sign-{number:02}.jpg", Signed(out.getvalue(), (left, top, right - left, bottom - top))


def real_photos() -> list[tuple[str, bytes]]:
    return [(f"{each.name}.png", each.path.read_bytes()) for each in demo_photos()]


def on(server: Server, item: Item) -> list[Annotation]:
    with Client(server.base, server.key) as client:
        return list(client.annotations.list(item.uid))


def order(page: Page) -> Locator:
    page.get_by_role("button", name="Auto-label…").click()
    return page.get_by_role("dialog", name="Auto-label")


def strip(page: Page, status: str) -> Locator:
    return page.locator(f'[data-testid="auto-label-job"][data-status="{status}"]')


def opened(page: Page, server: Server, project: Project, first: str) -> None:
    open_at(page, server, f"/projects/{project.uid}", tile(page, first))


def test_a_detector_is_tried_out_and_run_on_the_selection(page: Page, server: Server) -> None:
    project, (with_text, other) = new_project(server, "Signs", [("words.png", words()), real_photos()[0]])
    opened(page, server, project, "words.png")
    page.get_by_label("Select words.png").click()
    dialog = order(page)
    expect(dialog.get_by_label("the selected item")).to_be_checked()
    expect(dialog.get_by_label("Model", exact=True)).to_have_value("text")
    dialog.get_by_label("Label for text").select_option("car")
    dialog.get_by_label("Confidence of at least").fill("0.3")
    dialog.get_by_role("button", name="Try out").click()
    expect(dialog.get_by_test_id("trial")).to_contain_text(re.compile(r"It would make \d+ drafts on 1 of 1 item\."))
    expect(dialog.get_by_test_id("trial")).to_contain_text(re.compile(r"car \d+.*It took [\d.]+ s for 1 item"))
    assert on(server, with_text) == []
    pictures(page, "auto-label")
    dialog.get_by_role("button", name="Run").click()
    expect(strip(page, "completed")).to_contain_text(re.compile(r"has finished\. \d+ drafts on 1 of 1 item\."))
    made = on(server, with_text)
    assert len(made) >= len(WORDS)
    assert {(each.label, each.state, each.source) for each in made} == {("car", "draft", "auto_label")}
    assert on(server, other) == []
    expect(tile(page, "words.png").get_by_test_id("count-draft")).to_contain_text(str(len(made)))
    page.get_by_role("button", name="Dismiss").click()
    expect(page.get_by_test_id("auto-label-job")).to_have_count(0)


def test_the_threshold_is_moved_over_a_photo_and_the_viewer_shows_the_drafts(page: Page, server: Server) -> None:
    project, (with_text, other) = new_project(server, "Threshold", [("words.png", words()), real_photos()[3]])
    opened(page, server, project, "words.png")
    dialog = order(page)
    preview = dialog.get_by_test_id("threshold-preview")
    expect(preview.get_by_text("words.png")).to_be_visible()  # none is selected: the first one
    expect(preview.get_by_test_id("would-be-count")).to_have_text("0 drafts on this photo.")
    dialog.get_by_label("Label for text").select_option("car")
    dialog.get_by_label("Confidence of at least").fill("0.3")
    expect(preview.get_by_test_id("would-be-draft").nth(len(WORDS) - 1)).to_be_attached()
    many = preview.get_by_test_id("would-be-draft").count()
    pictures(page, "auto-label-threshold")
    dialog.get_by_label("Confidence of at least").fill("0.99")
    expect(preview.get_by_test_id("would-be-draft")).to_have_count(0)
    expect(preview).to_contain_text(f"{many} below.")
    assert on(server, with_text) == []
    page.keyboard.press("Escape")

    tile(page, "words.png").get_by_role("link").click()
    dialog = order(page)
    expect(dialog.get_by_label("the selected item")).to_be_checked()
    dialog.get_by_label("Label for text").select_option("car")
    dialog.get_by_label("Confidence of at least").fill("0.3")
    expect(preview.get_by_test_id("would-be-count")).to_have_text(f"{many} drafts on this photo.")
    dialog.get_by_role("button", name="Run").click()
    expect(page.get_by_test_id("auto-label-standing")).to_have_attribute("data-status", "completed")
    expect(page.get_by_test_id("shape-draft")).to_have_count(many)
    assert len(on(server, with_text)) == many
    assert on(server, other) == []


def test_fifty_photos_are_labelled_and_reviewed_by_keyboard(page: Page, server: Server) -> None:
    signs = dict(signed_photos(50))
    project, items = new_project(server, "Fifty", [(key, sign.photo) for key, sign in signs.items()])
    opened(page, server, project, items[0].key)
    dialog = order(page)
    dialog.get_by_label("Label for text").select_option("car")
    dialog.get_by_label("Confidence of at least").fill("0.5")
    dialog.get_by_role("button", name="Run").click()
    expect(strip(page, "completed")).to_contain_text("of 50 items", timeout=120_000)
    by_item = {item.uid: (item, on(server, item)) for item in items}
    drafts = {each.uid: (item, each) for item, there in by_item.values() for each in there}
    found = [key for item, there in by_item.values() if any(signs[key := item.key].is_at(each) for each in there)]
    assert len(found) >= 45

    page.get_by_role("link", name="Review", exact=True).click()
    page.get_by_label("Source", exact=True).select_option(label="Auto-label")
    expect(page.get_by_test_id("waiting")).to_have_text(f"{len(drafts)} drafts wait")
    accepted = set()
    for _ in range(len(drafts)):
        uid = page.locator('[data-testid="card"][data-annotation]').get_attribute("data-annotation") or ""
        item, draft = drafts.pop(uid)
        if signs[item.key].is_at(draft):
            accepted.add(uid)
        page.keyboard.press("Enter" if uid in accepted else "Delete")
        expect(page.locator(f'[data-testid="card"][data-annotation="{uid}"]')).to_have_count(0)
    expect(page.get_by_test_id("nothing-waits")).to_be_visible()
    saved(page)
    with Client(server.base, server.key) as client:
        decided = {each.uid: each.state for item in items for each in client.annotations.list(item.uid)}
        assert client.projects.progress(project.uid).by_state.get("draft", 0) == 0
    assert {uid for uid, state in decided.items() if state == "accepted"} == accepted
    assert {state for uid, state in decided.items() if uid not in accepted} <= {"rejected"}


def test_everything_is_outlined_item_by_item_found_again_after_a_reload_and_called_off(
    page: Page, server: Server
) -> None:
    project, items = new_project(server, "Everything", real_photos())
    opened(page, server, project, items[0].key)
    dialog = order(page)
    expect(dialog.get_by_label("all items without annotations")).to_be_checked()
    dialog.get_by_label("Model", exact=True).select_option("everything")
    dialog.get_by_role("button", name="Run").click()
    expect(strip(page, "running")).to_be_visible()
    expect(page.get_by_test_id("count-draft").first).to_be_visible()  # while the rest is in work
    pictures(page, "auto-label-running")
    page.reload()
    expect(strip(page, "running")).to_contain_text(f"of {len(items)} items")
    strip(page, "running").get_by_role("button", name="Cancel").click()
    expect(strip(page, "cancelled")).to_contain_text("what was made stays")
    assert any(on(server, item) for item in items)
    assert on(server, items[-1]) == []
    page.reload()
    expect(tile(page, items[0].key)).to_be_visible()
    expect(page.get_by_test_id("auto-label-job")).to_have_count(0)


def test_what_fails_says_why_and_is_tried_again(page: Page, server: Server, data_dir: Path) -> None:
    photo = words() + b"another file of the same picture"
    project, (whole, broken) = new_project(server, "Broken", [real_photos()[1], ("broken.png", photo)])
    blob = data_dir / "blobs" / broken.image.uid[7:9] / broken.image.uid[7:]
    blob.write_bytes(photo[:100])
    opened(page, server, project, whole.key)
    dialog = order(page)
    dialog.get_by_label("Label for text").select_option("car")
    dialog.get_by_role("button", name="Run").click()
    expect(strip(page, "completed")).to_be_visible()
    expect(page.get_by_test_id("job-problem")).to_have_count(1)
    expect(page.get_by_test_id("job-problem")).to_contain_text(re.compile(r"broken\.png .{10,}"))
    pictures(page, "auto-label-failed")
    blob.write_bytes(photo)
    page.get_by_role("button", name="Retry the failed one").click()
    expect(strip(page, "completed")).to_contain_text(re.compile(r"on 1 of 1 item"))
    expect(page.get_by_test_id("job-problem")).to_have_count(0)
    expect(tile(page, "broken.png").get_by_test_id("count-draft")).to_be_visible()


def test_what_cannot_be_ordered_is_said_in_the_dialog(page: Page, server: Server) -> None:
    project, items = new_project(server, "Gone", [real_photos()[2]])
    opened(page, server, project, items[0].key)
    dialog = order(page)
    with Client(server.base, server.key) as client:
        client.projects.delete(project.uid)
    dialog.get_by_role("button", name="Run").click()
    expect(dialog.get_by_test_id("trial")).to_contain_text(re.compile("[Nn]ot? "))


def test_the_activity_of_a_project_in_plain_words(page: Page, server: Server) -> None:
    project, items = new_project(server, "Busy", real_photos())
    with Client(server.base, server.key) as client:
        for _ in range(CHANGES):
            made = client.annotations.create(
                items[0].uid, project=project.uid, type="bounding_box", geometry=BOX, label="car"
            )
            client.annotations.delete(made)
    order = {"model_type": "sam3", "items": [item.uid for item in items[1:]]}
    path = f"{server.base}/api/v1/projects/{project.uid}/auto-label/"
    httpx.post(path, headers={"X-Avala-Api-Key": server.key}, json=order).raise_for_status()
    lines, jobs = page.get_by_test_id("activity"), page.get_by_test_id("job")
    open_at(page, server, f"/projects/{project.uid}/activity", lines.first)
    expect(jobs).to_have_count(1)
    expect(jobs).to_contain_text("Auto-label")
    expect(lines.filter(has_text="began a job: Auto-label")).to_have_count(1)
    expect(lines.filter(has_text="took an annotation away: car").first).to_be_visible()
    expect(lines.filter(has_text="made the project")).to_have_count(0)  # further down than was asked for
    pictures(page, "activity")
    jobs.get_by_role("button", name="Cancel").click()
    expect(jobs).to_have_attribute("data-status", "cancelled")
    first = lines.filter(has_text="made the project: Busy")
    for _ in range(20):
        if first.count():
            break
        page.locator("main").evaluate("main => { main.scrollTop = main.scrollHeight; }")
        page.wait_for_timeout(100)
    expect(first).to_be_visible()
