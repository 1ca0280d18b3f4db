"""The page's socket in a real browser: clicks and the outline under the pointer, and what happens without it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from avala_edge.client import Client

from .conftest import ARTIFACTS, Server, start, stop
from .desk import Desk, lay
from .stage import click, drawn, iou, on_screen, outline, polygons, posts, preview, ready, sent_prompts

pytestmark = pytest.mark.e2e
DAHLIA = (305, 220)


def test_a_click_goes_over_the_socket_and_nothing_is_posted(page: Page, desk: Desk) -> None:
    prompts, posted = sent_prompts(page), posts(page)
    with page.expect_websocket() as socket:
        desk.open(page, "flower")
    assert socket.value.url == f"{desk.server.base.replace('http', 'ws')}/api/edge/v1/segment/ws"
    click(page, *DAHLIA)
    click(page, 370, 405, remove=True)
    clicks = [prompt for prompt in prompts if "stream" not in prompt]
    assert [len(prompt["points"]) for prompt in clicks] == [1, 2]
    assert clicks[1]["mask"]
    assert posted == []


def test_a_click_is_asked_while_its_button_is_down(page: Page, desk: Desk) -> None:
    prompts = sent_prompts(page)
    desk.open(page, "flower")
    page.keyboard.press("h")  # no preview
    page.mouse.move(*on_screen(page, *DAHLIA))
    page.mouse.down()
    while not prompts:
        page.wait_for_timeout(10)
    expect(outline(page)).to_have_count(0)  # it may become a drag
    page.mouse.up()
    outline(page).wait_for()
    assert polygons(page, "draft-outline").area > 20_000
    assert len(prompts) == 1


@pytest.mark.parametrize(("leave", "arrived"), [("Sign out", "Sign in"), ("Own", "Add photos…")])
def test_the_socket_closes_with_the_viewer(page: Page, desk: Desk, leave: str, arrived: str) -> None:
    with page.expect_websocket() as opened:
        desk.open(page, "flower")
    click(page, *DAHLIA)  # it is open now
    way_out = page.get_by_role("button", name=leave).or_(page.get_by_role("link", name=leave, exact=True))
    with opened.value.expect_event("close"):
        way_out.click()
    page.get_by_role("button", name=arrived).wait_for()


def test_the_outline_follows_the_pointer_and_is_what_a_click_gives(page: Page, desk: Desk) -> None:
    prompts, posted = sent_prompts(page), posts(page)
    desk.open(page, "flower")
    page.mouse.move(*on_screen(page, *DAHLIA))
    preview(page).wait_for()
    seen = drawn(preview(page).locator("path").first)
    assert seen.area > 10_000
    page.screenshot(path=ARTIFACTS / "preview.png")
    click(page, *DAHLIA)
    assert iou(drawn(outline(page)), seen) > 0.99
    hovers = [prompt for prompt in prompts if prompt.get("stream") == "hover"]
    assert hovers
    assert all(prompt["formats"] == ["polygon"] and prompt["multimask"] for prompt in hovers)
    before = len(hovers)
    page.mouse.move(*on_screen(page, 100, 100))  # a draft is in progress
    page.mouse.move(*on_screen(page, 110, 100))
    expect(preview(page)).to_have_count(0)
    page.keyboard.press("Escape")
    page.mouse.move(*on_screen(page, *DAHLIA))
    preview(page).wait_for()
    assert len([prompt for prompt in prompts if prompt.get("stream") == "hover"]) > before
    page.get_by_test_id("undo").hover()
    expect(preview(page)).to_have_count(0)
    assert posted == []


def test_a_click_draws_the_preview_at_once(page: Page, desk: Desk) -> None:
    """The answer is held back: what is drawn meanwhile can only be the preview."""

    held: list[str | bytes] = []
    routes: list[WebSocketRoute] = []

    def through(route: WebSocketRoute) -> None:
        routes.append(route)
        upstream = route.connect_to_server()
        route.on_message(lambda said: upstream.send(said) if '"hover"' in str(said) else held.append(said))

    page.route_web_socket("**/segment/ws", through)
    desk.open(page, "flower")
    page.mouse.move(*on_screen(page, *DAHLIA))
    preview(page).wait_for()
    seen = preview(page).locator("path").first.get_attribute("d")
    page.mouse.down()
    page.mouse.up()
    draft = page.get_by_test_id("draft-outline")
    expect(draft).to_have_attribute("d", seen or "")
    assert draft.get_attribute("data-pending") == "true"
    expect(preview(page)).to_have_count(0)
    assert page.get_by_test_id("accept").is_disabled()
    assert len(held) == 1
    routes[0].close(code=1011)
    outline(page).wait_for()  # by POST


def test_the_preview_is_switched_by_key_and_button_and_stays_off(page: Page, desk: Desk) -> None:
    prompts = sent_prompts(page)
    desk.open(page, "flower")
    button = page.get_by_test_id("preview")
    assert button.get_attribute("aria-pressed") == "true"
    page.keyboard.press("h")
    expect(button).to_have_attribute("aria-pressed", "false")
    page.mouse.move(*on_screen(page, *DAHLIA))
    click(page, *DAHLIA)
    assert [prompt for prompt in prompts if "stream" in prompt] == []
    page.reload()
    ready(page)
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    page.mouse.move(*on_screen(page, *DAHLIA))
    preview(page).wait_for()


def test_a_click_is_posted_when_no_socket_can_be_had(page: Page, desk: Desk) -> None:
    page.route_web_socket("**/segment/ws", lambda route: route.close(code=1011))
    posted = posts(page)
    desk.open(page, "flower")
    click(page, *DAHLIA)
    click(page, 370, 405, remove=True)
    assert len(posted) == 2
    assert page.get_by_test_id("error-banner").count() == 0


def test_a_click_survives_the_end_of_its_socket(page: Page, desk: Desk) -> None:
    routes: list[WebSocketRoute] = []

    def cut(route: WebSocketRoute) -> None:
        routes.append(route)
        if len(routes) == 1:  # the first ends at the first click
            route.on_message(lambda said: route.close(code=1011) if '"stream"' not in str(said) else None)
        else:
            route.connect_to_server()

    page.route_web_socket("**/segment/ws", cut)
    posted = posts(page)
    desk.open(page, "flower")
    click(page, *DAHLIA)
    assert len(posted) == 1
    page.keyboard.press("Escape")
    page.wait_for_timeout(600)
    page.mouse.move(*on_screen(page, 300, 210))  # there is something to ask: a new socket
    page.mouse.move(*on_screen(page, *DAHLIA))
    for step in range(40):
        if len(routes) > 1 and preview(page).count():
            break
        page.mouse.move(*on_screen(page, 300 + step % 2, 210))
        page.wait_for_timeout(50)
    click(page, *DAHLIA)
    assert len(routes) == 2
    assert len(posted) == 1


@pytest.fixture
def small_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server that takes one socket."""
    monkeypatch.setenv("AVALA_EDGE_MAX_SOCKETS", "1")
    running = start(tmp_path)
    yield running
    assert stop(running) == 0


def test_a_tab_that_the_server_has_no_socket_for_still_clicks(page: Page, small_server: Server) -> None:
    context = page.context.browser.new_context(viewport={"width": 1280, "height": 760})  # type: ignore[union-attr]
    first, second = context.new_page(), context.new_page()
    prompts, posted = sent_prompts(first), posts(second)
    with Client(small_server.base, small_server.key) as client:
        desk = lay(small_server, client)
    desk.open(first, "flower")
    click(first, *DAHLIA)
    assert len([prompt for prompt in prompts if "stream" not in prompt]) == 1
    desk.open(second, "flower")
    second.mouse.move(*on_screen(second, *DAHLIA))
    click(second, *DAHLIA)
    assert len(posted) == 1
    context.close()


def test_the_end_of_the_session_leads_to_the_sign_in(page: Page, desk: Desk) -> None:
    page.route_web_socket("**/segment/ws", lambda route: route.on_message(lambda _: route.close(code=1008)))
    desk.open(page, "flower")
    page.mouse.move(*on_screen(page, *DAHLIA))
    page.get_by_placeholder("avk_…").wait_for()
    assert "session has ended" in page.get_by_test_id("error-banner").inner_text()
