"""A project's items in the browser: the grid, filters, selection, the keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from avala_edge.client import Box, Client, Item, Project

from .conftest import Server
from .items_page import file_of, keys_shown, new_project, open_at, photo, pictures, tile

MANY = 730  # three pages
BOX = Box(x=10.0, y=10.0, width=50.0, height=40.0)


@pytest.fixture(scope="module")
def street(server: Server) -> tuple[Project, list[Item]]:
    """24 photos: on the first an accepted car and two drafts, on the second a draft."""
    project, items = new_project(server, "Street", [(f"street/{n:02}.png", photo(n)) for n in range(24)])
    with Client(server.base, server.key) as client:
        for item, label in ((items[0], "person"), (items[0], "car"), (items[1], "person")):
            client.annotations.create(
                item.uid, project=project.uid, type="bounding_box", geometry=BOX, label=label, source="imported"
            )
        client.annotations.create(
            items[0].uid, project=project.uid, type="bounding_box", geometry=BOX, label="car", source="human"
        )
    return project, items


@pytest.fixture
def items_page(page: Page, server: Server, street: tuple[Project, list[Item]]) -> Page:
    open_at(page, server, f"/projects/{street[0].uid}", tile(page, "street/00.png"))
    return page


def selected(page: Page) -> set[str]:
    chosen = page.locator('[data-testid="item"][aria-selected="true"]')
    return {each.get_attribute("data-key") or "" for each in chosen.all()}


def test_a_project_opens_on_its_items_with_what_is_on_each(
    page: Page, server: Server, street: tuple[Project, list[Item]]
) -> None:
    open_at(page, server, "/", page.get_by_test_id("project-Street"))
    page.get_by_test_id("project-Street").click()
    expect(page.get_by_role("heading", name="Street")).to_be_visible()
    expect(page.get_by_role("gridcell")).to_have_count(24)
    expect(page.get_by_test_id("standing")).to_have_text("24 items")
    expect(page.get_by_role("link", name=re.compile("^street.00.png ?, 2 drafts, 1 accepted$"))).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^street.01.png ?, 1 draft$"))).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^street.02.png ?, nothing on it$"))).to_be_visible()
    expect(page.get_by_role("link", name="Items", exact=True)).to_have_attribute("aria-current", "page")
    for name, end in (("Review", "review"), ("Activity", "activity")):
        tab = page.get_by_role("link", name=name, exact=True)
        expect(tab).to_have_attribute("href", f"#/projects/{street[0].uid}/{end}")
    tile(page, "street/00.png").locator("img").evaluate("image => image.decode()")
    pictures(page, "items")


def test_filters_are_in_the_address(items_page: Page, server: Server, street: tuple[Project, list[Item]]) -> None:
    items_page.get_by_label("State", exact=True).select_option("draft")
    expect(items_page.get_by_role("gridcell")).to_have_count(2)
    items_page.get_by_label("Label", exact=True).select_option("car")
    expect(items_page.get_by_role("gridcell")).to_have_count(1)
    assert items_page.url.endswith(f"#/projects/{street[0].uid}?label=car&state=draft")
    items_page.reload()
    expect(items_page.get_by_role("gridcell")).to_have_count(1)
    expect(items_page.get_by_label("State", exact=True)).to_have_value("draft")
    items_page.get_by_label("Made by", exact=True).select_option("sam")
    expect(items_page.get_by_text("No item matches these filters.")).to_be_visible()
    items_page.get_by_role("button", name="Show all items").click()
    expect(items_page.get_by_role("gridcell")).to_have_count(24)
    items_page.get_by_label("State", exact=True).select_option("empty")
    expect(items_page.get_by_role("gridcell")).to_have_count(22)
    items_page.get_by_role("link", name="Review", exact=True).click()
    items_page.wait_for_url(re.compile("/review$"))  # the query stays with its screen
    assert "state=" not in items_page.url


def test_items_are_selected_one_by_one_as_a_range_and_all(items_page: Page) -> None:
    def box(number: int) -> None:
        items_page.get_by_label(f"Select street/{number:02}.png").click(modifiers=["Shift"] if number == 6 else [])

    box(3)
    box(6)
    assert selected(items_page) == {f"street/{n:02}.png" for n in (3, 4, 5, 6)}
    expect(items_page.get_by_test_id("standing")).to_have_text("4 selected")
    items_page.get_by_label("Select street/04.png").click()
    tile(items_page, "street/00.png").get_by_role("link").click(modifiers=["Shift"])
    assert selected(items_page) == {f"street/{n:02}.png" for n in (0, 1, 2, 3, 4, 5, 6)}
    items_page.get_by_role("button", name="Clear selection").click()
    assert selected(items_page) == set()
    items_page.get_by_role("button", name="Select all shown").click()
    expect(items_page.get_by_test_id("standing")).to_have_text("24 selected")
    pictures(items_page, "items-selected")


def test_the_keyboard_goes_through_the_grid(items_page: Page, street: tuple[Project, list[Item]]) -> None:
    def at() -> str | None:
        return items_page.evaluate("document.activeElement.closest('[data-key]')?.dataset.key ?? null")  # type: ignore[no-any-return]

    tile(items_page, "street/00.png").get_by_role("link").focus()
    columns = items_page.locator('[role="row"]').first.get_by_role("gridcell").count()
    assert columns > 3
    items_page.keyboard.press("ArrowRight")
    assert at() == "street/01.png"
    items_page.keyboard.press("ArrowDown")
    assert at() == f"street/{1 + columns:02}.png"
    items_page.keyboard.press("End")
    items_page.wait_for_function("document.activeElement.closest('[data-key]')?.dataset.key === 'street/23.png'")
    items_page.keyboard.press("Home")
    items_page.wait_for_function("document.activeElement.closest('[data-key]')?.dataset.key === 'street/00.png'")
    items_page.keyboard.press("Shift+ArrowRight")
    items_page.keyboard.press("Shift+ArrowRight")
    assert selected(items_page) == {"street/00.png", "street/01.png", "street/02.png"}
    items_page.keyboard.press("Space")
    assert selected(items_page) == {"street/00.png", "street/01.png"}
    items_page.keyboard.press("Control+a")
    expect(items_page.get_by_test_id("standing")).to_have_text("24 selected")
    items_page.keyboard.press("Escape")
    assert selected(items_page) == set()
    items_page.keyboard.press("Enter")
    items_page.wait_for_url(re.compile(f"#/projects/{street[0].uid}/items/{street[1][2].uid}$"))


def test_a_long_list_comes_as_it_is_looked_at_and_is_where_it_was(page: Page, server: Server) -> None:
    one = photo(0)
    project, _ = new_project(server, "Long", [(f"{n:04}.png", one) for n in range(MANY)])
    open_at(page, server, f"/projects/{project.uid}", tile(page, "0000.png"))
    assert page.get_by_test_id("item").count() < 60
    scroller = page.locator(".grid-scroller")
    for _ in range(40):
        if tile(page, f"{MANY - 1:04}.png").count():
            break
        scroller.evaluate("box => { box.scrollTop = box.scrollHeight; }")
        page.wait_for_timeout(100)
    expect(tile(page, f"{MANY - 1:04}.png")).to_be_visible()
    expect(page.get_by_test_id("standing")).to_have_text(f"{MANY} items")
    shown = keys_shown(page)
    assert len(set(shown)) == len(shown) < 60
    page.get_by_role("link", name="Activity", exact=True).click()
    page.go_back()
    expect(tile(page, f"{MANY - 1:04}.png")).to_be_visible()


def test_pictures_are_asked_for_when_a_list_that_flies_past_slows_down(page: Page, server: Server) -> None:
    with Client(server.base, server.key) as client:
        (project,) = [each for each in client.projects.list() if each.name == "Long"]
    open_at(page, server, f"/projects/{project.uid}", tile(page, "0000.png"))
    without = page.locator(".grid-scroller").evaluate(
        """async (box) => {
          const frame = () => new Promise(requestAnimationFrame);
          let without = 0;
          for (let n = 0; n < 30; n++) {
            box.scrollTop += 600;
            await frame();
            without = Math.max(without, box.querySelectorAll("img:not([src])").length);
          }
          return without;
        }"""
    )
    assert without > 0
    expect(page.locator(".grid-scroller img:not([src])")).to_have_count(0)
    page.wait_for_function(
        "() => [...document.querySelectorAll('.grid-scroller img')].some((img) => img.naturalWidth > 0)"
    )


def test_select_all_takes_what_was_not_loaded_yet_too(page: Page, server: Server) -> None:
    with Client(server.base, server.key) as client:
        (project,) = [each for each in client.projects.list() if each.name == "Long"]
    open_at(page, server, f"/projects/{project.uid}", tile(page, "0000.png"))
    expect(page.get_by_test_id("standing")).to_contain_text("and more")
    page.get_by_role("button", name="Select all shown").click()
    expect(page.get_by_test_id("standing")).to_have_text(f"{MANY} selected")


def test_photos_are_added_and_what_is_none_is_refused_with_the_reason(page: Page, server: Server) -> None:
    project, _ = new_project(server, "Growing", [("first.png", photo(300))])
    open_at(page, server, f"/projects/{project.uid}", tile(page, "first.png"))
    files = [file_of(f"more-{n}.png", photo(301 + n)) for n in range(25)]
    files.insert(3, file_of("notes.png", b"these are no pixels"))
    page.get_by_test_id("file-input").set_input_files(files)
    expect(page.get_by_test_id("upload")).to_contain_text("25 photos added, 1 refused")
    expect(page.get_by_test_id("refused")).to_have_count(1)
    expect(page.get_by_test_id("refused")).to_contain_text("notes.png The file is text")
    expect(tile(page, "more-20.png")).to_be_visible()
    expect(page.get_by_test_id("standing")).to_have_text("26 items")
    pictures(page, "items-added")
    page.get_by_role("button", name="Dismiss").click()
    expect(page.get_by_test_id("upload")).to_have_count(0)


def test_photos_are_dropped_on_the_page(page: Page, server: Server) -> None:
    project, _ = new_project(server, "Dropped", [("first.png", photo(400))])
    open_at(page, server, f"/projects/{project.uid}", tile(page, "first.png"))
    data = page.evaluate_handle(
        """bytes => {
            const data = new DataTransfer();
            data.items.add(new File([new Uint8Array(bytes)], "dropped.png", { type: "image/png" }));
            return data;
        }""",
        list(photo(401)),
    )
    main = page.locator("main.items")
    main.dispatch_event("dragenter", {"dataTransfer": data})
    expect(page.get_by_text("Drop photos or folders to add them")).to_be_visible()
    main.dispatch_event("drop", {"dataTransfer": data})
    expect(tile(page, "dropped.png")).to_be_visible()
    expect(page.get_by_text("Drop photos or folders to add them")).to_have_count(0)


def test_a_project_is_made_with_labels_and_first_photos(page: Page, server: Server) -> None:
    open_at(page, server, "/", page.get_by_role("button", name="New project…"))
    page.get_by_role("button", name="New project…").click()
    dialog = page.get_by_role("dialog", name="New project")
    dialog.get_by_label("Name").fill("Boats")
    labels = dialog.get_by_label("Labels", exact=True).first
    labels.fill("sail")
    labels.press("Enter")
    labels.fill("motor, wake")
    labels.press("Enter")
    dialog.get_by_role("button", name="Without wake").click()
    dialog.get_by_label("Color of sail").fill("#123456")
    dialog.get_by_test_id("new-project-photos").set_input_files([file_of(f"{n}.png", photo(500 + n)) for n in range(3)])
    expect(dialog.get_by_text("3 photos")).to_be_visible()
    pictures(page, "new-project")
    dialog.get_by_role("button", name="Make project").click()
    expect(page.get_by_role("heading", name="Boats")).to_be_visible()
    expect(page.get_by_role("gridcell")).to_have_count(3)
    with Client(server.base, server.key) as client:
        (made,) = [each for each in client.projects.list() if each.name == "Boats"]
        assert [label.name for label in made.labels] == ["sail", "motor"]
        assert made.labels[0].color == "#123456"
        assert len(list(client.projects.items(made.uid))) == 3


def test_what_a_new_project_may_not_be_is_said_in_the_dialog(page: Page, server: Server) -> None:
    open_at(page, server, "/", page.get_by_role("button", name="New project…"))
    page.get_by_role("button", name="New project…").click()
    dialog = page.get_by_role("dialog", name="New project")
    dialog.get_by_label("Name").fill("Odd")
    dialog.get_by_label("Labels", exact=True).first.fill("x" * 101)
    dialog.get_by_role("button", name="Make project").click()
    expect(dialog.get_by_role("alert")).to_contain_text("labels")
    expect(dialog.get_by_label("Name")).to_have_value("Odd")
