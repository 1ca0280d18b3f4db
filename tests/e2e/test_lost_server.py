"""A server that dies while somebody works: the page says so, keeps what was done, and sends it to the next one."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page

from avala_edge.client import Client

from .conftest import ARTIFACTS, Server, start, stop
from .desk import Desk, lay
from .stage import drag, open_item, saved, sign_in

pytestmark = pytest.mark.e2e


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def server(data: Path) -> Iterator[Server]:
    """One of one's own, on a port that the next one can have, too."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    running = start(data, port=port)
    yield running
    running.process.kill()


def begin(page: Page, server: Server, item: str) -> Desk:
    """Open an item, and take its server away."""
    with Client(server.base, server.key) as client:
        desk = lay(server, client)
    open_item(page, server, desk.project, desk.items[item])
    kill(server)
    page.keyboard.press("b")
    return desk


def kill(server: Server) -> None:
    server.process.kill()
    server.process.wait(timeout=20)


def all_sent(page: Page) -> None:
    page.wait_for_function("() => !Object.keys(localStorage).some(key => key.startsWith('avala-edge.edit.'))")


@contextmanager
def the_next(server: Server, data: Path) -> Iterator[Client]:
    """Start another one on the same data and port; give a client of it."""
    again = start(data, port=int(server.base.rpartition(":")[2]))
    try:
        with Client(again.base, server.key) as client:
            yield client
    finally:
        assert stop(again) == 0


def test_nothing_is_lost_when_the_server_dies_in_mid_edit(page: Page, server: Server, data: Path) -> None:
    desk = begin(page, server, "coffee")
    drag(page, (165, 12), (300, 200), (412, 305))
    page.get_by_test_id("lost-server").wait_for()
    assert page.get_by_test_id("saved-state").get_attribute("data-state") == "lost"
    page.screenshot(path=ARTIFACTS / "viewer-lost.png")
    page.keyboard.press("9")  # the work goes on
    with the_next(server, data) as client:
        saved(page)
        assert not page.get_by_test_id("lost-server").is_visible()
        (kept,) = client.annotations.list(desk.items["coffee"], project=desk.project)
        assert (kept.label, kept.type) == ("cup", "bounding_box")


def test_what_waits_survives_the_page_being_closed(page: Page, server: Server, data: Path) -> None:
    desk = begin(page, server, "coins")
    drag(page, (20, 20), (60, 60), (90, 90))
    page.get_by_test_id("lost-server").wait_for()
    page.goto("about:blank")
    with the_next(server, data) as client:
        page.goto(server.base)  # any screen will do
        page.get_by_test_id("project-Own").wait_for()
        all_sent(page)
        assert len(list(client.annotations.list(desk.items["coins"], project=desk.project))) == 1


def test_decisions_of_a_review_wait_for_the_server_too(page: Page, server: Server, data: Path) -> None:
    with Client(server.base, server.key) as client:
        desk = lay(server, client)
        for place in range(4):
            desk.box("coffee", 20 + 60 * place, 40, 50, 50, "cup", source="auto_label", confidence=0.5 + place / 10)
    sign_in(page, server)
    page.goto(f"{server.base}/#/projects/{desk.project}/review?order=confidence")
    cards = page.locator('[data-testid="card"][data-annotation]')
    decided = {}
    cards.wait_for()
    kill(server)
    for key, state in (("Enter", "accepted"), ("r", "rejected"), ("Enter", "accepted")):
        uid = cards.get_attribute("data-annotation") or ""
        page.keyboard.press(key)
        page.locator(f'[data-testid="card"][data-annotation="{uid}"]').wait_for(state="detached")
        decided[uid] = state
    page.keyboard.press("z")  # not sent yet: it is taken back here
    page.locator(f'[data-testid="card"][data-annotation="{uid}"]').wait_for()
    decided[uid] = "draft"
    page.get_by_test_id("lost-server").wait_for()
    page.goto("about:blank")
    with the_next(server, data) as client:
        page.goto(server.base)
        page.get_by_test_id("project-Own").wait_for()
        all_sent(page)
        now = {each.uid: each.state for each in client.annotations.list(desk.items["coffee"], project=desk.project)}
        assert {uid: now[uid] for uid in decided} == decided
