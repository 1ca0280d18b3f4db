from __future__ import annotations

import base64
import random

import pytest

from avala_edge.errors import InvalidInput
from avala_edge.store import PageOf
from tests.unit.store.shelves import ALL, Shelves, box, every_page


@pytest.mark.parametrize("limit", [1, 3, 7, 8, 1000])
async def test_every_row_comes_once_and_in_order(shelves: Shelves, limit: int) -> None:
    dataset = await shelves.dataset("Photos", 7)
    found = await every_page(lambda page: shelves.items.page(shelves.owner, dataset.uid, page), limit)
    assert [item.key for item in found] == [f"{n}.png" for n in range(7)]  # type: ignore[attr-defined]


@pytest.mark.parametrize("seed", range(4))
async def test_rows_that_stay_come_once_while_others_come_and_go(shelves: Shelves, seed: int) -> None:
    chance = random.Random(seed)
    project, [item] = await shelves.work()
    added = await shelves.annotations.add(shelves.owner, item.uid, project.uid, [box("cat") for _ in range(30)])
    stay = [annotation.uid for annotation, _ in added if chance.random() < 0.6]
    go = [annotation.uid for annotation, _ in added if annotation.uid not in stay]
    seen: list[str] = []
    cursor = None
    while True:
        page = await shelves.annotations.page(shelves.owner, item.uid, PageOf(4, cursor))
        seen += [annotation.uid for annotation in page.items]
        if (cursor := page.next_cursor) is None:
            break
        for _ in range(3):
            if go and chance.random() < 0.7:
                await shelves.annotations.delete(shelves.owner, go.pop(chance.randrange(len(go))), 1)
            elif len(seen) < 60:
                go.append((await shelves.draw(item, project)).uid)
    assert len(seen) == len(set(seen))
    assert [uid for uid in seen if uid in stay] == stay


async def test_a_row_that_comes_after_the_last_went_is_not_passed_over(shelves: Shelves) -> None:
    """A number is never given twice, or the cursor behind it would hide the newcomer."""
    project, [item] = await shelves.work()
    first, second, third = [await shelves.draw(item, project) for _ in range(3)]
    page = await shelves.annotations.page(shelves.owner, item.uid, PageOf(2))
    assert page.next_cursor is not None
    for gone in (third, second, first):
        await shelves.annotations.delete(shelves.owner, gone.uid, 1)
    new = [(await shelves.draw(item, project)).uid for _ in range(2)]
    rest = await shelves.annotations.page(shelves.owner, item.uid, PageOf(2, page.next_cursor))
    assert [annotation.uid for annotation in rest.items] == new


async def test_newest_first_goes_backwards_and_does_not_see_what_comes_meanwhile(shelves: Shelves) -> None:
    for n in range(6):
        await shelves.dataset(f"Dataset {n}")
    page = await shelves.activity.page(shelves.owner, PageOf(3))
    seen = [event.subject_uid for event in page.items]
    late = await shelves.dataset("Late")
    while page.next_cursor is not None:
        page = await shelves.activity.page(shelves.owner, PageOf(3, page.next_cursor))
        seen += [event.subject_uid for event in page.items]
    assert len(seen) == len(set(seen)) == 7  # the owner's key, too
    assert late.uid not in seen


def say(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "=",
        "\udcff",
        "é",
        say("before:1"),
        say("after:-1"),
        say("after:1.5"),
        say("after:٣"),
        say("after:" + "9" * 19),
    ],
)
async def test_a_cursor_that_nobody_gave_is_refused(shelves: Shelves, cursor: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        await shelves.datasets.page(shelves.owner, PageOf(10, cursor))
    assert refusal.value.field == "cursor"


@pytest.mark.parametrize("limit", [0, -1, 1001])
async def test_a_limit_out_of_bounds_is_refused(shelves: Shelves, limit: int) -> None:
    with pytest.raises(InvalidInput) as refusal:
        await shelves.datasets.page(shelves.owner, PageOf(limit))
    assert refusal.value.field == "limit"


async def test_a_page_can_be_said_in_other_words(shelves: Shelves) -> None:
    await shelves.dataset("Photos")
    page = (await shelves.datasets.page(shelves.owner, ALL)).map(lambda dataset: dataset.slug)
    assert page.items == ("photos",)
