"""The Review screen in a real browser: what is pressed there is what the server has decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from avala_edge.client import Annotation, Client, Label, Project

from .conftest import ARTIFACTS, Server, start, stop
from .stage import sign_in

pytestmark = pytest.mark.e2e

LABELS = (Label("person", color="#e5484d"), Label("animal", color="#1c7ed6"), Label("thing", color="#2b8a3e"))
SHAPES: tuple[tuple[Any, Any], ...] = (
    ("bounding_box", lambda x, y: {"x": x, "y": y, "width": 90.0, "height": 70.0}),
    (
        "polygon",
        lambda x, y: {
            "polygons": [
                {
                    "exterior": [[x, y], [x + 110, y + 10], [x + 90, y + 100], [x + 10, y + 80]],
                    "holes": [[[x + 40, y + 40], [x + 60, y + 40], [x + 60, y + 60], [x + 40, y + 60]]],
                }
            ]
        },
    ),
)


@dataclass
class Drafts:
    """A project of its own with drafts of two models."""

    client: Client
    project: Project

    def all(self) -> list[Annotation]:
        items = self.client.projects.items(self.project.uid)
        return [each for item in items for each in self.client.annotations.list(item.uid, project=self.project.uid)]

    def states(self) -> Counter[str]:
        return Counter(each.state for each in self.all())

    def waiting(self, **which: Any) -> list[Annotation]:
        return list(self.client.reviews.queue(self.project.uid, **which))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One that measures no engines: nothing is segmented here."""
    running = start(tmp_path_factory.mktemp("data"))
    yield running
    assert stop(running) == 0


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[Client]:
    with Client(server.base, server.key) as found:
        yield found


@pytest.fixture
def drafts(client: Client, request: pytest.FixtureRequest) -> Callable[[int], Drafts]:
    def make(count: int) -> Drafts:
        demo = next(each for each in client.projects.list() if each.name == "Demo")
        project = client.projects.create(request.node.name[5:60], datasets=demo.datasets, labels=LABELS)
        items = [each.uid for each in client.projects.items(project.uid)]
        for n in range(count):
            kind, shape = SHAPES[n % len(SHAPES)]
            client.annotations.create(
                items[n % len(items)],
                project=project.uid,
                type=kind,
                geometry=shape(20.0 + 7 * (n // 10), 30.0 + 11 * (n // 10)),
                label=LABELS[n % 3].name,
                source="auto_label" if n % 5 else "imported",
                confidence=round(0.31 + 0.011 * n, 3),
                model="yolo11n" if n % 4 else "rtdetr",
            )
        return Drafts(client, project)

    return make


def open_review(page: Page, server: Server, project: Project, asked: str = "") -> None:
    sign_in(page, server)
    page.goto(f"{server.base}/#/projects/{project.uid}/review{asked}")


def card(page: Page) -> Locator:
    return page.get_by_test_id("card")


def on_table(page: Page, annotation: Annotation) -> None:
    expect(card(page)).to_have_attribute("data-annotation", annotation.uid)


def test_twenty_by_keyboard(page: Page, server: Server, drafts: Callable[[int], Drafts]) -> None:
    made = drafts(60)
    queue = made.waiting()
    open_review(page, server, made.project)
    expect(page.get_by_test_id("waiting")).to_have_text("60 drafts wait")
    for place, each in enumerate(queue[:20]):
        on_table(page, each)
        page.keyboard.press(("Enter", "a", "Delete", "r")[place % 4])
    on_table(page, queue[20])
    expect(page.get_by_test_id("tally")).to_have_text("You: 10 accepted, 0 changed, 10 rejected")
    expect(page.get_by_test_id("waiting")).to_have_text("40 drafts wait")
    decided = {each.uid: each.state for each in made.all()}
    assert [decided[each.uid] for each in queue[:20]] == ["accepted", "accepted", "rejected", "rejected"] * 5
    assert made.states() == {"draft": 40, "accepted": 10, "rejected": 10}
    assert page.get_by_test_id("shape").first.is_visible()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.screenshot(path=ARTIFACTS / f"review-card-{scheme}.png")


def test_another_label_is_modified_and_accepted_and_undone(
    page: Page, server: Server, drafts: Callable[[int], Drafts]
) -> None:
    made = drafts(4)
    first, second, *_ = made.waiting()
    open_review(page, server, made.project)
    on_table(page, first)
    page.keyboard.press("l")
    page.get_by_role("combobox", name="Type to find a label").fill("thi" if first.label != "thing" else "per")
    page.keyboard.press("Enter")
    on_table(page, second)
    other = "thing" if first.label != "thing" else "person"
    expect(page.get_by_test_id("tally")).to_have_text("You: 0 accepted, 1 changed, 0 rejected")
    expect(page.get_by_test_id("waiting")).to_have_text("3 drafts wait")
    after = made.client.annotations.get(first.uid)
    assert (after.state, after.label) == ("accepted", other)
    page.keyboard.press("Shift+R")
    page.get_by_placeholder("Why?").fill("are a shadow")  # letters of decisions stay in the field
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("waiting")).to_have_text("2 drafts wait")
    last = list(made.client.annotations.history(second.uid))[-1]
    assert made.client.annotations.get(second.uid).state == "rejected"
    assert "are a shadow" in str(last.after)
    page.keyboard.press("z")
    on_table(page, second)
    page.keyboard.press("z")
    on_table(page, first)
    expect(page.get_by_test_id("card-label")).to_have_text(first.label or "")
    expect(page.get_by_test_id("tally")).to_have_text("You: 0 accepted, 0 changed, 0 rejected")
    assert made.states() == {"draft": 4}
    assert made.client.annotations.get(first.uid).label == first.label
    page.keyboard.press("z")
    expect(page.get_by_test_id("notice")).to_contain_text("nothing to take back")
    page.keyboard.press("a")  # what came back can be decided again
    on_table(page, second)
    expect(page.get_by_test_id("waiting")).to_have_text("3 drafts wait")
    assert made.client.annotations.get(first.uid).state == "accepted"


def test_letters_belong_to_what_has_the_focus(page: Page, server: Server, drafts: Callable[[int], Drafts]) -> None:
    made = drafts(5)
    queue = made.waiting()
    open_review(page, server, made.project)
    on_table(page, queue[0])
    for name in ("Model", "State"):
        page.get_by_label(name, exact=True).focus()
        page.keyboard.press("a")
        page.keyboard.press("Enter")
        page.keyboard.press("Escape")
        page.get_by_label(name, exact=True).select_option(index=0)
    page.get_by_label("Confidence from").focus()
    for key in ("a", "r", "Delete", "z", "Enter"):
        page.keyboard.press(key)
    on_table(page, queue[0])
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys of the review")).to_be_visible()
    for key in ("a", "r"):
        page.keyboard.press(key)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    on_table(page, queue[0])
    page.keyboard.down("a")
    for _ in range(5):
        page.keyboard.down("a")  # held down: one decision
    page.keyboard.up("a")
    on_table(page, queue[1])
    page.keyboard.press("ArrowRight")
    on_table(page, queue[2])
    page.keyboard.press("ArrowLeft")
    on_table(page, queue[1])
    expect(page.get_by_test_id("waiting")).to_have_text("4 drafts wait")
    assert made.states() == {"draft": 4, "accepted": 1}


def test_what_somebody_else_changed_comes_back_as_it_is_now(
    page: Page, server: Server, drafts: Callable[[int], Drafts]
) -> None:
    made = drafts(3)
    first, second, third = made.waiting()
    open_review(page, server, made.project)
    on_table(page, first)
    expect(page.get_by_test_id("place")).to_have_text("1 of 3")
    changed = made.client.annotations.change(first, label="thing" if first.label != "thing" else "animal")
    page.keyboard.press("r")
    on_table(page, second)  # at once, before the answer
    expect(page.get_by_test_id("error-banner")).to_contain_text("Somebody else has changed it meanwhile.")
    assert made.client.annotations.get(first.uid).state == "draft"
    page.keyboard.press("ArrowRight")
    on_table(page, first)
    expect(page.get_by_test_id("card-label")).to_have_text(changed.label or "")
    expect(card(page)).to_have_attribute("data-version", str(changed.version))
    expect(page.get_by_test_id("tally")).to_have_text("You: 0 accepted, 0 changed, 0 rejected")
    page.keyboard.press("r")
    on_table(page, third)
    expect(page.get_by_test_id("waiting")).to_have_text("2 drafts wait")
    assert made.client.annotations.get(first.uid).state == "rejected"


def test_filter_and_order_survive_a_reload(page: Page, server: Server, drafts: Callable[[int], Drafts]) -> None:
    made = drafts(40)
    open_review(page, server, made.project)
    page.get_by_label("Source", exact=True).select_option(label="Auto-label")
    page.get_by_label("Model", exact=True).select_option(label="yolo11n")
    page.get_by_label("Label", exact=True).select_option(label="animal")
    page.get_by_label("Confidence from").fill("0.4")
    page.keyboard.press("Enter")
    page.get_by_label("Order", exact=True).select_option(label="Most confident first")
    wanted = made.waiting(source="auto_label", model="yolo11n", label="animal", min_confidence=0.4, order="confidence")
    assert 3 < len(wanted) < 12
    place = page.get_by_test_id("place")
    expect(place).to_have_text(f"1 of {len(wanted)}")
    on_table(page, wanted[0])
    page.reload()
    expect(place).to_have_text(f"1 of {len(wanted)}")
    on_table(page, wanted[0])
    expect(page.get_by_label("Model", exact=True)).to_have_value("=yolo11n")
    expect(page.get_by_label("Confidence from")).to_have_value("0.4")
    page.keyboard.press("a")
    on_table(page, wanted[1])
    page.get_by_role("button", name="Clear the filter").click()
    expect(place).to_have_text("1 of 39")
    page.keyboard.press("o")
    expect(page).to_have_url(
        f"{server.base}/#/projects/{made.project.uid}/items/{made.waiting(order='confidence')[0].item}?annotation={made.waiting(order='confidence')[0].uid}"
    )
