"""What the page costs in a real browser: from a button's release to the outline on the screen; a first load's script.

Prints rows `name value unit n p50 p95`. Needs Debian's chromium, and the `dev` extra; measures a server of its own.
"""

from __future__ import annotations

import gzip
import random
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from avala_edge.api.web_client import web_root
from avala_edge.bench.rows import Row
from avala_edge.client import Client
from tests.e2e.conftest import start, stop
from tests.e2e.desk import lay
from tests.e2e.stage import on_screen, open_item, saved

WARM_UP = 10
CLICKS = 100
HELD_MS = 60  # about as short as a person's click is
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

ANSWER = '[data-testid="draft-outline"][data-pending="false"]'
OUTLINE = '[data-testid="draft-outline"]'  # also one that the preview has shown, while its prompt is answered anew

# From the button's release to the frame after the outline was drawn.
WATCH = """(wanted) => {
  window.took = new Promise((done) => {
    let began = 0;
    const released = () => { began = performance.now(); };
    window.addEventListener("pointerup", released, { capture: true, once: true });
    const look = () => {
      const outline = document.querySelector(wanted);
      if (began && outline) {
        observer.disconnect();
        requestAnimationFrame(() => setTimeout(() => done(performance.now() - began), 0));
      }
    };
    const observer = new MutationObserver(look);
    observer.observe(document.body, { subtree: true, childList: true, attributes: true });
  });
}"""


def clicks(page: Page, chance: random.Random, count: int, wanted: str = ANSWER, held_ms: int = 0) -> list[float]:
    """Seconds of lone clicks at places drawn by lot on one encoded photo; `held_ms`: for so long is the button down."""
    seconds = []
    for _ in range(count):
        page.keyboard.press("Escape")
        page.wait_for_timeout(30)
        x, y = on_screen(page, chance.uniform(60, 540), chance.uniform(40, 360))
        page.mouse.move(x, y)
        page.wait_for_timeout(chance.uniform(50, 300))  # a pointer rests before it clicks, or not long enough
        page.evaluate(WATCH, wanted)
        page.mouse.down()
        page.wait_for_timeout(held_ms)
        page.mouse.up()
        seconds.append(page.evaluate("() => window.took") / 1000)
    return seconds


def saves(page: Page, count: int) -> list[float]:
    """Seconds from accepting a mask until the page says that it is saved."""
    seconds = []
    for number in range(count):
        page.mouse.click(*on_screen(page, 200 + number, 150))
        page.locator(ANSWER).wait_for()
        page.evaluate("""() => { window.began = performance.now(); }""")
        page.keyboard.press("Enter")
        page.wait_for_function("() => document.querySelectorAll('[data-testid=annotation]').length > 0")
        saved(page)
        seconds.append(page.evaluate("() => performance.now() - window.began") / 1000)
    return seconds


def main() -> None:
    """Measure and print."""
    root = web_root()
    assert root is not None, "the page is not built"
    script = sum(len(gzip.compress(path.read_bytes())) for path in root.glob("assets/index-*.js"))
    with tempfile.TemporaryDirectory() as folder:
        server = start(Path(folder) / "data", engine="auto")
        try:
            with Client(server.base, server.key) as client, sync_playwright() as playwright:
                desk = lay(server, client)
                browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
                page = browser.new_page(viewport={"width": 1280, "height": 760})
                open_item(page, server, desk.project, desk.items["coffee"])
                chance = random.Random(1)  # noqa: S311 - the same places every time
                clicks(page, chance, WARM_UP)
                print(Row.of_seconds("web_click_to_paint", clicks(page, chance, CLICKS)))
                print(Row.of_seconds("web_click_to_first_outline", clicks(page, chance, CLICKS, OUTLINE)))
                page.keyboard.press("h")  # without the preview that may know the answer already
                print(Row.of_seconds("web_click_to_paint_no_preview", clicks(page, chance, CLICKS)))
                held = clicks(page, chance, CLICKS, held_ms=HELD_MS)
                print(Row.of_seconds("web_click_to_paint_no_preview_held", held))
                print(Row.of_seconds("web_accept_to_saved", saves(page, 20)))
                browser.close()
        finally:
            stop(server)
    print(Row("web_first_script", script / 1000, "kB", 1, script / 1000, script / 1000))


if __name__ == "__main__":
    main()
