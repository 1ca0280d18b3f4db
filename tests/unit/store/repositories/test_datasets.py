from __future__ import annotations

import pytest

from avala_edge.errors import Conflict, InvalidInput, NotFound
from tests.unit.store.shelves import ALL, Shelves


async def test_a_dataset_is_found_by_uid_and_by_address(shelves: Shelves) -> None:
    made = await shelves.datasets.create(
        shelves.owner, name="Street Scenes — 2026!", visibility="public", metadata={"city": "Köln"}
    )
    assert (made.slug, made.owner_name, made.status, made.item_count) == ("street-scenes-2026", "local", "created", 0)
    assert made.metadata == {"city": "Köln"}
    assert await shelves.datasets.get(shelves.owner, made.uid) == made
    assert await shelves.datasets.get(shelves.owner, owner="local", slug=made.slug) == made
    for wrong in ({"uid": "none"}, {"owner": "local", "slug": "none"}, {"owner": "none", "slug": made.slug}):
        with pytest.raises(NotFound):
            await shelves.datasets.get(shelves.owner, **wrong)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"data_type": "lidar"}, "data_type"),
        ({"visibility": "secret"}, "visibility"),
        ({"slug": "Ä"}, "slug"),
        ({"slug": ""}, "slug"),
        ({"slug": "-a"}, "slug"),
        ({"slug": "a\n"}, "slug"),
        ({"slug": "a" * 101}, "slug"),
        ({"slug": "list"}, "slug"),
    ],
)
async def test_a_value_that_is_none_is_named(shelves: Shelves, values: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        await shelves.datasets.create(shelves.owner, name="Photos", **values)  # type: ignore[arg-type]
    assert refusal.value.field == field
    assert (await shelves.datasets.page(shelves.owner, ALL)).items == ()


async def test_a_slug_is_taken_once_and_free_again(shelves: Shelves) -> None:
    made = await shelves.dataset("Photos")
    with pytest.raises(Conflict, match="local/photos"):
        await shelves.dataset("Photos")
    await shelves.datasets.delete(shelves.owner, made.uid)
    again = await shelves.dataset("Photos")
    assert (again.slug, again.uid != made.uid) == ("photos", True)
    await shelves.datasets.delete(shelves.owner, again.uid)
    assert (await shelves.dataset("Photos")).slug == "photos"


async def test_a_name_without_letters_has_a_slug_too(shelves: Shelves) -> None:
    assert (await shelves.dataset("日本")).slug.startswith("dataset-")


async def test_datasets_are_listed_and_filtered(shelves: Shelves) -> None:
    for name, data_type, visibility in (("One", "image", "private"), ("Two 100%", "video", "public")):
        await shelves.datasets.create(shelves.owner, name=name, data_type=data_type, visibility=visibility)

    async def names(**filters: str) -> list[str]:
        return [dataset.name for dataset in (await shelves.datasets.page(shelves.owner, ALL, **filters)).items]

    assert await names() == ["One", "Two 100%"]
    assert await names(data_type="video") == await names(visibility="public") == ["Two 100%"]
    assert await names(name="oNE") == ["One"]
    assert await names(name="%") == ["Two 100%"]
    assert await names(name="_") == []
    assert await names(status="creating") == []


async def test_a_dataset_changes(shelves: Shelves) -> None:
    made = await shelves.dataset("Photos")
    changed = await shelves.datasets.change(shelves.owner, made.uid, name="Pictures", metadata={"a": [1, None]})
    assert (changed.name, changed.slug, changed.metadata) == ("Pictures", "photos", {"a": [1, None]})
    assert changed.updated_at > made.updated_at
    assert changed.created_at == made.created_at
    assert await shelves.datasets.get(shelves.owner, made.uid) == changed
    with pytest.raises(InvalidInput) as refusal:
        await shelves.datasets.change(shelves.owner, made.uid, visibility="secret")
    assert refusal.value.field == "visibility"
    with pytest.raises(NotFound):
        await shelves.datasets.change(shelves.owner, "none", name="x")


async def test_a_dataset_of_a_project_stays(shelves: Shelves) -> None:
    dataset = await shelves.dataset("Photos", 1)
    project = await shelves.project(dataset, name="Cats")
    with pytest.raises(Conflict, match="Cats"):
        await shelves.datasets.delete(shelves.owner, dataset.uid)
    await shelves.projects.delete(shelves.owner, project.uid)
    [item] = (await shelves.items.page(shelves.owner, dataset.uid, ALL)).items
    await shelves.datasets.delete(shelves.owner, dataset.uid)
    for ask in (
        shelves.datasets.get(shelves.owner, dataset.uid),
        shelves.datasets.delete(shelves.owner, dataset.uid),
        shelves.items.page(shelves.owner, dataset.uid, ALL),
        shelves.items.get(shelves.owner, item.uid),
    ):
        with pytest.raises(NotFound):
            await ask
    assert (await shelves.datasets.page(shelves.owner, ALL)).items == ()


async def test_the_organization_counts(shelves: Shelves) -> None:
    await shelves.work()
    await shelves.person("ann")
    await shelves.datasets.delete(shelves.owner, (await shelves.dataset("Gone")).uid)
    site = await shelves.accounts.organization()
    assert (site.slug, site.member_count, site.dataset_count, site.project_count) == ("local", 2, 1, 1)
    assert [user.username for user in (await shelves.accounts.page(ALL)).items] == ["olga", "ann"]
    assert (await shelves.accounts.user(shelves.owner)).role == "owner"
