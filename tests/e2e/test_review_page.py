"""The Review screen in a real browser: what is pressed there is what the server has decided."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Literal

import numpy as np
import pycocotools.mask
import pytest
from playwright.sync_api import Locator, Page, expect

from avala_edge.client import Annotation, Client, Project

from .conftest import ARTIFACTS, Server, start, stop
from .drafts import LABELS, SHAPES, Drafts
from .stage import drawn, sign_in

pytestmark = pytest.mark.e2e

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


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


def picture(page: Page, name: str) -> None:
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        page.screenshot(path=ARTIFACTS / f"review-{name}-{scheme}.png")


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
    picture(page, "card")


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


def test_a_decision_is_taken_back_after_the_filter_has_changed(
    page: Page, server: Server, drafts: Callable[[int], Drafts]
) -> None:
    made = drafts(6)
    first, *_ = made.waiting()
    open_review(page, server, made.project)
    on_table(page, first)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("waiting")).to_have_text("5 drafts wait")
    page.get_by_label("Source", exact=True).select_option(label="Auto-label")
    expect(card(page)).not_to_have_attribute("data-annotation", first.uid)
    page.get_by_label("Source", exact=True).blur()
    page.keyboard.press("z")
    on_table(page, first)
    assert made.states() == {"draft": 6}


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


def test_many_at_once_in_the_grid(page: Page, server: Server, drafts: Callable[[int], Drafts]) -> None:
    made = drafts(45)
    queue = made.waiting(order="confidence")
    open_review(page, server, made.project, "?mode=grid&order=confidence")
    cells = page.get_by_role("option", name=re.compile(r"0\.\d\d"))
    cells.first.wait_for()
    assert cells.count() < 45  # only those that are seen
    selected = page.get_by_test_id("selected")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(selected).to_have_text("1 selected of 45 loaded")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    expect(selected).to_have_text("3 selected of 45 loaded")
    cells.nth(5).click(modifiers=["Shift"])
    expect(selected).to_have_text("5 selected of 45 loaded")
    cells.nth(5).click()
    expect(selected).to_have_text("4 selected of 45 loaded")
    picture(page, "grid")
    page.keyboard.press("a")
    expect(selected).to_have_text("0 selected of 41 loaded")
    expect(page.get_by_test_id("waiting")).to_have_text("41 drafts wait")
    assert {each.uid for each in made.all() if each.state == "accepted"} == {each.uid for each in queue[1:5]}
    page.keyboard.press("z")
    expect(selected).to_have_text("0 selected of 45 loaded")
    expect(page.get_by_test_id("waiting")).to_have_text("45 drafts wait")
    assert made.states() == {"draft": 45}
    page.keyboard.press("Control+a")
    expect(selected).to_have_text("45 selected of 45 loaded")
    page.keyboard.press("Delete")
    expect(page.get_by_test_id("waiting")).to_have_text("0 drafts wait")
    assert made.states() == {"rejected": 45}


def test_all_that_the_filter_means_and_back(page: Page, server: Server, drafts: Callable[[int], Drafts]) -> None:
    made = drafts(60)
    meant = made.waiting(model="yolo11n", min_confidence=0.5)
    open_review(page, server, made.project, "?mode=grid&model=yolo11n&from=0.5")
    expect(page.get_by_test_id("selected")).to_have_text(f"0 selected of {len(meant)} loaded")
    page.get_by_role("button", name="Accept all of the filter…").click()
    expect(page.get_by_test_id("bulk-will")).to_have_text(
        f"{len(meant)} annotations (drafts, of yolo11n, from confidence 0.5 on) will be accepted. "
    )
    assert made.states() == {"draft": 60}
    picture(page, "bulk")
    page.get_by_role("button", name=f"Accept {len(meant)}").click()
    expect(page.get_by_test_id("waiting")).to_have_text(f"{60 - len(meant)} drafts wait")
    assert {each.uid for each in made.all() if each.state == "accepted"} == {each.uid for each in meant}
    made.client.annotations.change(made.client.annotations.get(meant[0].uid), label="thing")
    page.get_by_test_id("last-bulk").get_by_role("button", name="Undo").click()
    expect(page.get_by_test_id("notice").last).to_contain_text(
        f"{len(meant) - 1} are again what they were; 1 changed since and stays."
    )
    expect(page.get_by_test_id("selected")).to_have_text(f"0 selected of {len(meant) - 1} loaded")
    assert made.states() == {"draft": 59, "accepted": 1}


def test_a_sample_first_then_the_rest(page: Page, server: Server, drafts: Callable[[int], Drafts]) -> None:
    made = drafts(60)
    open_review(page, server, made.project, "?mode=sample&model=yolo11n")
    page.get_by_label("Size").fill("24")
    page.get_by_role("button", name="Draw a sample").click()
    expect(page.get_by_test_id("sample-decided")).to_have_text("0 of 24 decided")
    expect(page.get_by_test_id("as-is")).to_contain_text("nothing decided yet")
    sample = re.search(r"sample=([0-9a-f-]{36})", page.url)
    assert sample
    members = list(made.client.reviews.of_sample(made.project.uid, sample[1]))
    assert len(members) == 24
    for each in members:
        on_table(page, each)
        page.keyboard.press("r" if (each.confidence or 0) < 0.4 else "a")
    expect(page.get_by_test_id("sample-decided")).to_have_text("24 of 24 decided")
    said = made.client.reviews.sample(made.project.uid, sample[1])
    assert said.as_is.rate is not None
    expect(page.get_by_test_id("as-is")).to_contain_text(f"{said.as_is.rate * 100:.0f} %, between")
    page.get_by_label("At least this share should be right").fill("0.6")
    worth = made.client.reviews.reliability(made.project.uid, model="yolo11n", target=0.6)
    assert worth.threshold
    expect(page.get_by_test_id("threshold")).to_contain_text(f"From confidence {worth.threshold.confidence:g} on")
    picture(page, "sample")
    rest = made.waiting(model="yolo11n", min_confidence=worth.threshold.confidence)
    assert rest
    page.get_by_role("button", name="Accept the rest from confidence").click()
    page.get_by_role("button", name=f"Accept {len(rest)}").click()
    expect(page.get_by_test_id("last-bulk")).to_contain_text(f"{len(rest)} were accepted.")
    assert made.waiting(model="yolo11n", min_confidence=worth.threshold.confidence) == []
    page.reload()
    expect(page.get_by_test_id("sample-decided")).to_have_text("24 of 24 decided")


def test_figures_and_findings(page: Page, server: Server, drafts: Callable[[int], Drafts]) -> None:
    made = drafts(30)
    for each in made.waiting(model="rtdetr"):
        made.client.reviews.decide(each, "reject")
    for each in made.waiting(model="yolo11n")[:15]:
        made.client.reviews.decide(each, "accept")
    wrong = made.client.annotations.create(
        made.waiting()[0].item,
        project=made.project.uid,
        type="polygon",
        geometry={"polygons": [{"exterior": [[10, 10], [90, 90], [90, 10], [10, 80]], "holes": []}]},
        source="imported",
    )
    said = made.client.projects.progress(made.project.uid)
    rejected = said.by_state["rejected"]
    open_review(page, server, made.project, "?mode=dashboard")
    states = page.get_by_test_id("by-state")
    expect(states.get_by_role("row", name="Rejected")).to_contain_text(str(rejected))
    expect(states.get_by_role("row", name="Accepted")).to_contain_text("15")
    row = page.get_by_test_id("by-model").get_by_role("row", name="rtdetr")
    expect(row).to_contain_text("0 % (0 %–")
    expect(row).to_contain_text(str(rejected))
    expect(page.get_by_test_id("by-model").get_by_role("row", name="yolo11n")).to_contain_text("100 % (")
    expect(page.get_by_test_id("by-label").get_by_role("row", name="animal")).to_have_count(1)
    expect(page.get_by_test_id("pace-said")).to_contain_text(f"{15 + rejected} decisions in the last hour")
    expect(page.get_by_test_id("remaining")).to_contain_text(f"{30 - 15 - rejected + 1} drafts wait: about")
    finding = page.get_by_test_id("findings").get_by_role("link", name="Crosses itself")
    finding.wait_for()
    picture(page, "figures")
    page.get_by_label("Kind").select_option(label="Tiny")
    expect(page.get_by_text("Nothing looks wrong.")).to_be_visible()
    page.get_by_label("Kind").select_option(label="Crosses itself")
    finding.click()
    place = f"#/projects/{made.project.uid}/items/{wrong.item}?annotation={wrong.uid}"
    expect(page).to_have_url(f"{server.base}/{place}")


def test_a_mask_is_drawn_as_it_is(page: Page, server: Server, drafts: Callable[[int], Drafts]) -> None:
    made = drafts(0)
    item = next(iter(made.client.projects.items(made.project.uid)))
    mask = np.zeros((item.image.height, item.image.width), dtype=np.uint8, order="F")
    mask[40:140, 60:200] = 1
    mask[70:90, 100:130] = 0
    counts = pycocotools.mask.encode(mask)["counts"].decode()
    made.client.annotations.create(
        item.uid,
        project=made.project.uid,
        type="segmentation_mask",
        geometry={"rle": {"size": list(mask.shape), "counts": counts}},
        source="sam",
    )
    open_review(page, server, made.project)
    assert drawn(page.get_by_test_id("shape").first).area == mask.sum()
    expect(page.get_by_test_id("card-label")).to_have_text("no label")
