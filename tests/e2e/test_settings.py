"""Settings of the site and of a project at the page, checked on the server."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from avala_edge.client import Client
from avala_edge.store.outbox import EVENTS
from tests.unit.promptables.pairs import DIALECTS, write_pair

from .conftest import ARTIFACTS, Server
from .desk import Desk
from .items_page import new_dataset
from .stage import sign_in

pytestmark = pytest.mark.e2e


def to_settings(page: Page, server: Server) -> None:
    sign_in(page, server)
    page.get_by_role("link", name="Settings", exact=True).click()
    page.get_by_test_id("panel-machine").wait_for()


def test_a_key_is_made_shown_once_used_and_revoked(page: Page, server: Server) -> None:
    to_settings(page, server)
    panel = page.get_by_test_id("panel-keys")
    panel.get_by_label("What it is for").fill("Rita's laptop")
    panel.get_by_label("Person").fill("rita")
    panel.get_by_label("Role").select_option("reviewer")
    panel.get_by_label("Days until it expires").fill("30")
    panel.get_by_role("button", name="Make a key").click()
    secret = panel.get_by_test_id("secret").locator("input").input_value()
    assert secret.startswith("avk_")
    page.screenshot(path=ARTIFACTS / "settings-light.png", full_page=True)
    with Client(server.base, secret) as rita:
        assert list(rita.projects.list())
    line = panel.get_by_test_id("key-Rita's laptop")
    assert "active until" in line.inner_text()
    page.on("dialog", lambda dialog: dialog.accept())
    line.get_by_role("button").click()
    line.get_by_text("revoked").wait_for()
    page.reload()
    panel.get_by_test_id("key-Rita's laptop").wait_for()
    assert secret not in page.content()


def test_a_model_is_connected_and_its_connection_tested(page: Page, server: Server) -> None:
    to_settings(page, server)
    panel = page.get_by_test_id("panel-providers")
    panel.get_by_label("Name").fill("ours")
    panel.get_by_label("Address").fill("http://127.0.0.1:9/predict")
    panel.get_by_role("button", name="Connect a model").click()
    line = page.get_by_test_id("provider-ours")
    assert "not tested yet" in line.inner_text()
    line.get_by_role("button", name="Test connection").click()
    line.get_by_text("✗ failed").wait_for()
    assert "ours" in page.get_by_test_id("error-banner").inner_text()
    page.on("dialog", lambda dialog: dialog.accept())
    line.get_by_role("button", name="Remove").click()
    line.wait_for(state="detached")


def test_a_webhook_without_a_target_that_is_allowed_is_refused_in_words(page: Page, server: Server) -> None:
    to_settings(page, server)
    panel = page.get_by_test_id("panel-webhooks")
    panel.get_by_label("Address").fill("https://elsewhere.example/hook")
    panel.get_by_label("result.accepted").check()
    offered = panel.get_by_role("checkbox")
    assert {offered.nth(place).get_attribute("value") for place in range(offered.count())} == set(EVENTS)
    panel.get_by_role("button", name="Add a webhook").click()
    assert "AVALA_EDGE_WEBHOOK_TARGETS" in page.get_by_test_id("error-banner").inner_text()
    assert page.get_by_test_id("webhook").count() == 0


def test_the_machine_and_its_models_are_shown(page: Page, server: Server) -> None:
    to_settings(page, server)
    page.get_by_test_id("panel-models").get_by_text("same masks as its reference").first.wait_for()
    machine = page.get_by_test_id("panel-machine")
    machine.get_by_text("MB of").first.wait_for()
    assert "avala-mini" in machine.inner_text()
    page.emulate_media(color_scheme="dark")
    page.screenshot(path=ARTIFACTS / "settings-dark.png", full_page=True)


def test_a_model_is_brought_along_and_serves_clicks_until_another_does(
    page: Page, server: Server, tmp_path: Path
) -> None:
    pair = write_pair(tmp_path / "toy", DIALECTS["sam2"])
    page.on("dialog", lambda dialog: dialog.accept())
    to_settings(page, server)
    panel = page.get_by_test_id("panel-models")
    panel.get_by_label("Files").set_input_files([pair / "encoder.onnx", pair / "decoder.onnx"])
    panel.get_by_label("Name").fill("toy")
    panel.get_by_role("button", name="Bring a model along").click()
    toy, mini = page.get_by_test_id("model-toy"), page.get_by_test_id("model-avala-mini")
    toy.wait_for(timeout=60_000)
    toy.get_by_role("button", name="Let it serve clicks").click()
    toy.get_by_text("are being checked").wait_for()
    page.screenshot(path=ARTIFACTS / "models.png")
    toy.get_by_text("serves clicks").wait_for(timeout=90_000)
    mini.get_by_role("button", name="Let it serve clicks").click()
    mini.get_by_text("serves clicks").wait_for(timeout=90_000)
    toy.get_by_role("button", name="Remove").click()
    toy.wait_for(state="detached")


def test_labels_and_rules_of_a_project_are_changed(page: Page, desk: Desk) -> None:
    more = new_dataset(desk.server, "More photos")
    (worked_on,) = desk.client.projects.get(desk.project).datasets
    desk.box("coffee", 10, 10, 50, 50, "cup")
    sign_in(page, desk.server)
    page.goto(f"{desk.server.base}/#/projects/{desk.project}/settings")
    row = page.get_by_test_id("label-row-cup")
    row.get_by_label("Label", exact=True).fill("mug")
    mug = page.get_by_test_id("label-row-mug")
    mug.get_by_label("Key", exact=True).fill("m")
    mug.get_by_role("button", name="Add an attribute").click()
    mug.get_by_label("Attribute", exact=True).fill("colour")
    mug.get_by_label("Type").select_option("dropdown")
    mug.get_by_label("Choices, between commas").fill("red, blue")
    page.get_by_test_id("add-label").fill("spoon, saucer")
    page.get_by_test_id("add-label").press("Enter")
    page.get_by_label("What people draw is a draft").check()
    page.get_by_label("More photos").check()
    page.get_by_label("Only its members see it").check()
    page.get_by_role("group", name="Members").get_by_role("checkbox").first.check()
    page.screenshot(path=ARTIFACTS / "project-settings.png", full_page=True)
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()
    now = desk.client.projects.get(desk.project)
    labels = {label.name: label for label in now.labels}
    assert {"mug", "spoon", "saucer"} <= labels.keys()
    assert "cup" not in labels
    assert labels["mug"].shortcut == "m"
    assert (set(now.datasets), now.members_only, len(now.members)) == ({worked_on, more}, True, 1)
    assert [(each.name, each.type, tuple(each.options)) for each in labels["mug"].attributes] == [
        ("colour", "dropdown", ("red", "blue"))
    ]
    # what was worked on stays
    page.get_by_label("Demo photos").uncheck()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("it must stay").wait_for()
    page.get_by_label("Demo photos").check()
    assert set(desk.client.projects.get(desk.project).datasets) == {worked_on, more}
    # somebody else's change in between is said, and what was typed is not lost
    desk.client.projects.change(now, description="theirs")
    page.get_by_label("Name").fill("Mine")
    record = f"/projects/{desk.project}/"
    with page.expect_response(lambda said: said.url.endswith(record) and said.request.method == "GET"):
        page.get_by_role("button", name="Save").click()
    page.get_by_text("Somebody else changed the project").wait_for()
    assert page.get_by_label("Name").input_value() == "Mine"
    page.wait_for_timeout(300)  # what was read is in the form by then
    with page.expect_response(lambda said: said.url.endswith(record) and said.request.method == "PATCH") as saving:
        page.get_by_role("button", name="Save").click()
    assert saving.value.status == 200, saving.value.text()
    assert desk.client.projects.get(desk.project).name == "Mine"
