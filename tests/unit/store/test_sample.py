"""The made-up project that `bench store` measures has what its filters are named for, counted as the store counts."""

from __future__ import annotations

from collections import Counter

from avala_edge.bench.store import FILTERS, fill_site
from avala_edge.store import Accounts, Database, Items
from avala_edge.store.sample import RARE_ITEMS
from tests.databases import rows
from tests.unit.store.shelves import ALL

ITEMS, EACH = 300, 10


async def test_a_sample_has_what_is_rare_and_what_is_not(database: Database) -> None:
    await Accounts(database).open()
    _, project = await fill_site(database, ITEMS, EACH)
    found = {
        name: len((await Items(database).project_page(project.id, ALL, **asked)).items)
        for name, asked in FILTERS.items()
    }
    assert found.pop("") == ITEMS
    assert found.pop("nothing") == 0
    assert {count for name, count in found.items() if name.startswith("rare")} == {RARE_ITEMS}
    assert min(count for name, count in found.items() if not name.startswith("rare")) > ITEMS // 4


async def test_a_sample_is_counted(database: Database) -> None:
    await Accounts(database).open()
    _, project = await fill_site(database, ITEMS, EACH)
    kept = rows(database.url)
    drawn = kept["annotations"]
    kinds = Counter((row["state"], row["source"], row["model"], row["label_id"]) for row in drawn)
    counted = {
        (row["state"], row["source"], row["model"], row["label_id"]): row["count"] for row in kept["annotation_counts"]
    }
    assert counted == kinds
    on_items = Counter((row["item_id"], row["state"]) for row in drawn)
    for task in kept["tasks"]:
        if task["project_id"] == project.id:
            for state in ("draft", "accepted", "rejected"):
                assert task[f"{state}_count"] == on_items[task["item_id"], state]
