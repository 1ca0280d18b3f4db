"""What the store costs on a large project: pages of items, progress, a save, the log."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from time import perf_counter

from avala_edge.assembly import open_store
from avala_edge.bench.rows import Row
from avala_edge.config import Config
from avala_edge.store import Activity, Annotations, Datasets, Items, Keys, LabelSpec, NewAnnotation, PageOf, Projects
from avala_edge.store.pages import cursor_after
from avala_edge.store.sample import LABELS, fill

PAGE = 100


async def measure_store(scratch: Path, *, items: int, annotations: int, repeats: int) -> list[Row]:
    """Fill a project in `scratch`, or in the database that is configured, and time what people wait for."""
    rows: list[Row] = []
    async with open_store(Config.from_environment(data_dir=scratch)) as database:
        keys, projects, pages = Keys(database), Projects(database), Items(database)
        await keys.create("bench")
        who = keys.first()
        dataset = await Datasets(database).create(who, name="bench", slug="bench")
        project = await projects.create(who, name="bench", labels=[LabelSpec(name) for name in LABELS])
        labels = {label.name: label.id for label in project.labels}
        began = perf_counter()
        each = max(1, annotations // items)
        await fill(database, who, dataset.uid, project.id, labels, item_count=items, each=each)
        filled = perf_counter() - began
        rows.append(Row("store_fill", filled, "s", 1, filled, filled))
        await projects.change(who, project.uid, dataset_uids=[dataset.uid])

        async def timed(name: str, ask: Callable[[], Awaitable[object]]) -> None:
            seconds = []
            for number in range(repeats + 3):
                began = perf_counter()
                await ask()
                if number >= 3:
                    seconds.append(perf_counter() - began)
            rows.append(Row.of_seconds(name, seconds))

        first = (await pages.project_page(project.id, PageOf(1))).items[0][0]
        starts = {"first": None, "middle": cursor_after(first.id + items // 2), "last": cursor_after(items - PAGE)}
        for place, cursor in starts.items():
            await timed(f"store_item_page_{place}", partial(pages.project_page, project.id, PageOf(PAGE, cursor)))
        filters: dict[str, dict[str, str]] = {
            "label": {"label": "dog"},
            "state": {"state": "draft"},
            "label_source_state": {"label": "car", "source": "auto_label", "state": "rejected"},
            "empty": {"state": "empty"},
        }
        for name, asked in filters.items():
            await timed(f"store_item_page_by_{name}", partial(pages.project_page, project.id, PageOf(PAGE), **asked))

        async def progress() -> None:
            await projects.counts(project.id)
            await projects.task_counts(project.id)

        await timed("store_project_progress", progress)
        item, drawn = first.uid, Annotations(database)
        await timed("store_annotations_of_item", lambda: drawn.page(who, item, PageOf(PAGE)))
        box = NewAnnotation("bounding_box", {"x": 1.0, "y": 2.0, "width": 3.0, "height": 4.0}, label="car")
        await timed("store_save_annotation", lambda: drawn.add(who, item, project.uid, [box]))
        log = Activity(database)
        await timed("store_activity_page", lambda: log.page(who, PageOf(PAGE), project=project.uid))
    return rows
