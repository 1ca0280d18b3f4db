"""What the store costs on a large project: pages of items by every filter, of tasks, a save, the log, reviews."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

from avala_edge.assembly import open_store
from avala_edge.bench.rows import Row
from avala_edge.config import Config
from avala_edge.store import (
    Activity,
    Annotations,
    BulkReviews,
    Database,
    Datasets,
    Items,
    Keys,
    LabelSpec,
    NewAnnotation,
    PageOf,
    Principal,
    Project,
    Projects,
    ReviewFilter,
    ReviewQueue,
    Tasks,
)
from avala_edge.store.pages import cursor_after
from avala_edge.store.review_queue import ORDERS
from avala_edge.store.sample import LABELS, count, fill

PAGE = 100
WARM_UPS = 3
BULK_ROUNDS = 3
FILTERS: dict[str, dict[str, str]] = {
    "": {},
    "label": {"label": "car"},
    "source": {"source": "auto_label"},
    "state": {"state": "draft"},
    "label_source": {"label": "car", "source": "auto_label"},
    "label_state": {"label": "car", "state": "draft"},
    "source_state": {"source": "auto_label", "state": "draft"},
    "label_source_state": {"label": "car", "source": "auto_label", "state": "draft"},
    "rare_label": {"label": "tram"},
    "rare_source": {"source": "imported"},
    "rare_state": {"state": "rejected"},
    "rare_label_source": {"label": "sign", "source": "auto_label"},
    "rare_label_state": {"label": "sign", "state": "draft"},
    "rare_source_state": {"source": "auto_label", "state": "accepted"},
    "rare_label_source_state": {"label": "sign", "source": "auto_label", "state": "draft"},
    "rare_empty": {"state": "empty"},
    "nothing": {"label": "car", "source": "propagated"},
}

Ask = Callable[[], Awaitable[object]]


async def measure_store(scratch: Path, *, items: int, annotations: int, repeats: int) -> list[Row]:
    """Fill a project in `scratch`, or in the database that is configured, and time what people wait for."""
    async with open_store(Config.from_environment(data_dir=scratch)) as database:
        began = perf_counter()
        who, project = await fill_site(database, items, max(1, annotations // items))
        filled = perf_counter() - began
        rows = [Row("store_fill", filled, "s", 1, filled, filled)]
        rows += await _item_pages(database, project, items, repeats)
        rows += await _task_pages(database, who, project, items, repeats)
        rows += await _the_rest(database, who, project, repeats)
        return rows + await _reviews(database, who, project, repeats)


async def fill_site(database: Database, items: int, each: int) -> tuple[Principal, Project]:
    """Make a project over `items` items with `each` annotations, as `store.sample` describes, and one that has none."""
    keys, projects = Keys(database), Projects(database)
    await keys.create("bench")
    who = keys.first()
    dataset = await Datasets(database).create(who, name="bench", slug="bench")
    project = await projects.create(who, name="bench", labels=[LabelSpec(name) for name in LABELS])
    labels = {label.name: label.id for label in project.labels}
    await fill(database, who, dataset.uid, project.id, labels, item_count=items, each=each)
    await projects.change(who, project.uid, dataset_uids=[dataset.uid])
    await projects.create(who, name="another over the same items", dataset_uids=[dataset.uid])
    await count(database, project.id)
    return who, project


async def _item_pages(database: Database, project: Project, items: int, repeats: int) -> list[Row]:
    """First, middle and last page, in one row by filter: what is slow at one of them shows in its p95."""
    page = partial(Items(database).project_page, project.id)
    first = (await page(PageOf(1))).items[0][0].id
    places = (None, cursor_after(first + items // 2), cursor_after(first + items - PAGE - 1))
    return [
        await _timed(
            f"store_item_page{name and f'_by_{name}'}",
            [partial(page, PageOf(PAGE, place), **asked) for place in places],
            repeats,
        )
        for name, asked in FILTERS.items()
    ]


async def _task_pages(database: Database, who: Principal, project: Project, items: int, repeats: int) -> list[Row]:
    page = partial(Tasks(database).page, who)
    filters: dict[str, dict[str, Any]] = {
        "": {},
        "_of_project": {"project": project.uid},
        "_by_status": {"status": "pending"},
        "_by_nothing": {"status": "completed"},
        "_of_project_by_status": {"project": project.uid, "status": "pending"},
        "_of_project_by_nothing": {"project": project.uid, "status": "completed"},
    }
    places = (None, cursor_after(items // 2), cursor_after(items - PAGE))
    return [
        await _timed(
            f"store_task_page{name}", [partial(page, PageOf(PAGE, place), **asked) for place in places], repeats
        )
        for name, asked in filters.items()
    ]


async def _the_rest(database: Database, who: Principal, project: Project, repeats: int) -> list[Row]:
    projects, drawn, log = Projects(database), Annotations(database), Activity(database)
    item = (await Items(database).project_page(project.id, PageOf(2))).items[1][0].uid
    box = NewAnnotation("bounding_box", {"x": 1.0, "y": 2.0, "width": 3.0, "height": 4.0}, label="car")

    async def progress() -> None:
        await projects.counts(project.id)
        await projects.task_counts(project.id)

    asked: dict[str, Ask] = {
        "store_project_progress": progress,
        "store_annotations_of_item": lambda: drawn.page(who, item, PageOf(PAGE)),
        "store_save_annotation": lambda: drawn.add(who, item, project.uid, [box]),
        "store_activity_page": lambda: log.page(who, PageOf(PAGE), project=project.uid),
        "store_activity_page_of_annotator": lambda: log.page(replace(who, role="annotator"), PageOf(PAGE)),
    }
    return [await _timed(name, [ask], repeats) for name, ask in asked.items()]


async def _reviews(database: Database, who: Principal, project: Project, repeats: int) -> list[Row]:
    """Pages of the queue; all drafts of one label decided at once, and that undone, thrice. The first row: how many."""
    queue, bulk, cars = ReviewQueue(database), BulkReviews(database), ReviewFilter(label="car")
    orders: dict[str, Ask] = {
        f"store_review_queue_by_{order}": partial(
            queue.page, who, project.uid, ReviewFilter(source="auto_label"), order, PageOf(PAGE)
        )
        for order in ORDERS
    }
    rows = [await _timed(name, [ask], repeats) for name, ask in orders.items()]
    many = (await bulk.count(who, project.uid, cars)).count
    decided, undone = [], []
    for _ in range(BULK_ROUNDS):
        began = perf_counter()
        done = await bulk.decide(who, project.uid, cars, "accept")
        decided.append(perf_counter() - began)
        began = perf_counter()
        await bulk.undo(who, project.uid, done.undo or "")
        undone.append(perf_counter() - began)
    return [
        *rows,
        Row("store_bulk_annotations", many, "annotations", 1, many, many),
        Row.of_seconds("store_bulk_decision", decided),
        Row.of_seconds("store_bulk_undo", undone),
    ]


async def _timed(name: str, asks: Sequence[Ask], repeats: int) -> Row:
    seconds = []
    for number in range(WARM_UPS + repeats):
        for ask in asks:
            began = perf_counter()
            await ask()
            if number >= WARM_UPS:
                seconds.append(perf_counter() - began)
    return Row.of_seconds(name, seconds)
