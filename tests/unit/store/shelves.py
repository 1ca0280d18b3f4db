"""All repositories over one database, and the few things that most tests of them begin with."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from avala_edge.store import (
    Accounts,
    Activity,
    Annotation,
    Annotations,
    Blobs,
    Database,
    Dataset,
    Datasets,
    ImageRecord,
    Images,
    Item,
    Items,
    Keys,
    LabelSpec,
    NewAnnotation,
    NewItem,
    Page,
    PageOf,
    Principal,
    Project,
    Projects,
    Tasks,
)

BOX = {"x": 1, "y": 2, "width": 3, "height": 4}
ALL = PageOf(limit=1000)


def record_of(data: bytes) -> ImageRecord:
    sha = hashlib.sha256(data).hexdigest()
    return ImageRecord(f"sha256:{sha}", 40, 30, "PNG", "image/png", sha, len(data))


def box(label: str | None = None, *, uid: str | None = None, **values: object) -> NewAnnotation:
    return NewAnnotation("bounding_box", BOX, label, uid=uid, **values)  # type: ignore[arg-type]


@dataclass
class Shelves:
    """What a site has of the store; `owner` is the first to come."""

    database: Database
    accounts: Accounts
    keys: Keys
    images: Images
    datasets: Datasets
    items: Items
    projects: Projects
    annotations: Annotations
    tasks: Tasks
    activity: Activity
    owner: Principal

    @classmethod
    async def open(cls, database: Database, folder: Path) -> Shelves:
        accounts, keys = Accounts(database), Keys(database)
        await accounts.open()
        _, secret = await keys.create("Olga")
        owner = keys.check(secret)
        assert owner is not None
        return cls(
            database,
            accounts,
            keys,
            Images(database, Blobs(folder)),
            Datasets(database),
            Items(database),
            Projects(database),
            Annotations(database),
            Tasks(database),
            Activity(database),
            owner,
        )

    async def person(self, name: str, role: str = "annotator") -> Principal:
        found = self.keys.check((await self.keys.create(name, role, username=name))[1])
        assert found is not None
        return found

    async def image(self, word: str) -> str:
        data = word.encode()
        await self.images.add(record_of(data), data)
        return record_of(data).uid

    async def dataset(self, name: str, items: int = 0, who: Principal | None = None) -> Dataset:
        made = await self.datasets.create(who or self.owner, name=name)
        await self.fill(made, items)
        return await self.datasets.get(self.owner, made.uid)

    async def fill(self, dataset: Dataset, items: int, start: int = 0) -> list[Item]:
        new = [NewItem(await self.image(f"photo {n}"), f"{n}.png") for n in range(start, start + items)]
        return [item for item, _ in await self.items.add(self.owner, dataset.uid, new)]

    async def project(
        self, *datasets: Dataset, labels: tuple[str, ...] = ("cat", "dog"), name: str = "P", **values: object
    ) -> Project:
        uids = [dataset.uid for dataset in datasets]
        specs = [LabelSpec(label) for label in labels]
        return await self.projects.create(self.owner, name=name, dataset_uids=uids, labels=specs, **values)

    async def work(self, items: int = 1) -> tuple[Project, list[Item]]:
        """Make a project over one dataset with some items."""
        dataset = await self.dataset("Photos", items)
        project = await self.project(dataset)
        return project, list((await self.items.page(self.owner, dataset.uid, ALL)).items)

    async def draw(self, item: Item, project: Project, new: NewAnnotation | None = None) -> Annotation:
        [(made, is_new)] = await self.annotations.add(self.owner, item.uid, project.uid, [new or box("cat")])
        assert is_new
        return made


async def every_page(ask: object, limit: int) -> list[object]:
    """Read a list to its end, `limit` rows at a time."""
    found: list[object] = []
    cursor = None
    while True:
        page: Page[object] = await ask(PageOf(limit, cursor))  # type: ignore[operator]
        found += page.items
        assert len(page.items) <= limit
        if (cursor := page.next_cursor) is None:
            return found
