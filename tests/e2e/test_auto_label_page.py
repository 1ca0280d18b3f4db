"""Auto-label in the browser, on real photos: a text detector and outlines of everything, failures, a reload, an end."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from avala_edge.cli import main
from avala_edge.client import Annotation, Client, Item, Project
from avala_edge.imaging import demo_photos
from tests.unit.detectors.test_text import WORDS, the_model, with_words

from .conftest import Server, start, stop
from .items_page import new_project, open_at, pictures, tile


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
