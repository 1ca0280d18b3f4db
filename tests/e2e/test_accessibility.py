"""axe-core (of npm, beside the page's other tools) finds nothing serious on any screen, light or dark."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from playwright.sync_api import Page

from .conftest import ARTIFACTS
from .desk import Desk
from .reel import film_on, lay
from .stage import open_item, sign_in

pytestmark = pytest.mark.e2e

AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"


@pytest.fixture
def desk(desk: Desk) -> Desk:
    desk.box("coffee", 165, 12, 247, 293, "cup")
    desk.box("coffee", 20, 20, 60, 60, "coin", source="auto_label", confidence=0.7)
    return desk


def to_projects(page: Page, desk: Desk) -> None:
    sign_in(page, desk.server)
    page.get_by_test_id("project-Own").first.wait_for()


def to_item(page: Page, desk: Desk) -> None:
    open_item(page, desk.server, desk.project, desk.items["coffee"])
    page.get_by_test_id("annotation").first.get_by_role("button").first.click()
    page.keyboard.press("?")
    page.get_by_test_id("keys").wait_for()


def to_timeline(page: Page, desk: Desk) -> None:
    with TemporaryDirectory() as folder:
        film = film_on(desk.server, desk.client, Path(folder), frames=24, name="Film")
    reel = lay(desk.server, desk.client, *film)
    reel.carry(reel.draw(3))
    reel.draw(0, label="cup", track="by-hand")
    reel.draw(12, label="cup", track="by-hand")
    filled = desk.client.sequences.interpolate(film[1].uid, "by-hand", project=reel.project)
    desk.client.jobs.wait(filled.uid)
    reel.open(page, 7)
    page.get_by_test_id("track-row").first.get_by_role("button").click()
    page.get_by_test_id("annotation").first.wait_for()


def to_sequences(page: Page, desk: Desk) -> None:
    with TemporaryDirectory() as folder:
        film = film_on(desk.server, desk.client, Path(folder), frames=12, name="Strip")
    reel = lay(desk.server, desk.client, *film)
    sign_in(page, desk.server)
    page.goto(f"{desk.server.base}/#/projects/{reel.project}")
    page.get_by_test_id("sequence").locator("img").evaluate("image => image.decode()")
    page.get_by_test_id("frame-badge").first.wait_for()


def to_settings(page: Page, desk: Desk) -> None:
    sign_in(page, desk.server)
    page.goto(f"{desk.server.base}/#/settings")
    page.get_by_test_id("panel-machine").get_by_text("MB of").first.wait_for()


def to_project_settings(page: Page, desk: Desk) -> None:
    sign_in(page, desk.server)
    page.goto(f"{desk.server.base}/#/projects/{desk.project}/settings")
    page.get_by_test_id("label-row-cup").wait_for()


def to_items(page: Page, desk: Desk) -> None:
    sign_in(page, desk.server)
    page.goto(f"{desk.server.base}/#/projects/{desk.project}")
    page.get_by_test_id("count-draft").first.wait_for()


def to_auto_label(page: Page, desk: Desk) -> None:
    to_items(page, desk)
    page.get_by_role("button", name="Auto-label…").click()
    page.get_by_role("button", name="Show what it finds on this photo").click()
    page.get_by_label("Confidence of at least").fill("0.6")
    page.get_by_test_id("would-be-draft").first.wait_for()


def to_activity(page: Page, desk: Desk) -> None:
    sign_in(page, desk.server)
    page.goto(f"{desk.server.base}/#/projects/{desk.project}/activity")
    page.get_by_test_id("activity").first.wait_for()


def to_review(page: Page, desk: Desk) -> None:
    sign_in(page, desk.server)
    page.goto(f"{desk.server.base}/#/projects/{desk.project}/review")
    page.locator(".crop").first.wait_for()


SCREENS: dict[str, Callable[[Page, Desk], None]] = {
    "sign-in": lambda page, desk: page.goto(desk.server.base) and None,
    "projects": to_projects,
    "item": to_item,
    "timeline": to_timeline,
    "items": to_items,
    "sequences": to_sequences,
    "settings": to_settings,
    "project-settings": to_project_settings,
    "auto-label": to_auto_label,
    "activity": to_activity,
    "review": to_review,
}


@pytest.mark.parametrize("screen", SCREENS)
def test_nothing_serious_is_found(page: Page, desk: Desk, screen: str) -> None:
    SCREENS[screen](page, desk)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.wait_for_timeout(300)  # colours change over a moment
        page.screenshot(path=ARTIFACTS / f"{screen}-{scheme}.png")
        page.evaluate(AXE.read_text())
        found: list[dict[str, Any]] = page.evaluate("axe.run().then(result => result.violations)")
        serious = [
            f"{each['id']}: {each['help']}: {[node['target'] for node in each['nodes']][:5]}"
            for each in found
            if each["impact"] in ("serious", "critical")
        ]
        assert not serious, "\n".join([scheme, *serious])
