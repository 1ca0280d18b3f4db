"""Datasets in Avala's words: listed, made, looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from avala_edge.api.auth import principal_of
from avala_edge.api.limits import read_json, read_query
from avala_edge.api.messages import json_answer
from avala_edge.api.pages import page_answer
from avala_edge.api.schemas.moments import say_moment
from avala_edge.api.schemas.v1.datasets import DatasetsQuery, NewDataset
from avala_edge.api.site_key import SITE
from avala_edge.errors import InvalidInput
from avala_edge.store import PageOf
from avala_edge.store.accounts import SLUG

if TYPE_CHECKING:
    from avala_edge.store import Dataset


MOST_TOLD = 1000  # sequences of a dataset whose health is asked


async def list_datasets_v1(request: web.Request) -> web.Response:
    """Answer with the datasets that the caller may see."""
    query = read_query(request, DatasetsQuery)
    asked = {name: getattr(query, name) for name in ("data_type", "name", "status", "visibility")}
    rows = await request.app[SITE].datasets.page(principal_of(request), query.page_of, **asked)
    return page_answer(request, rows, dataset_to_wire)


async def create_dataset_v1(request: web.Request) -> web.Response:
    """Make an empty dataset."""
    body = await read_json(request, NewDataset)
    if body.provider_config is not None:
        raise InvalidInput(
            "this server does not read from buckets; make the dataset without provider_config, then upload into it",
            field="provider_config",
        )
    check_owner(body.owner_name)
    named = {name: getattr(body, name) for name in ("name", "slug", "data_type", "visibility", "metadata")}
    made = await request.app[SITE].datasets.create(principal_of(request), **named)
    return json_answer(dataset_to_wire(made), status=201)


async def get_dataset_v1(request: web.Request) -> web.Response:
    """Answer with the record, by uid or by owner and slug."""
    return json_answer(dataset_to_wire(await named_dataset(request)))


async def get_health_v1(request: web.Request) -> web.Response:
    """Answer whether the dataset is whole."""
    site, found = request.app[SITE], await named_dataset(request)
    sequences, frames = await site.sequences.count(found.id)
    listed = await site.sequences.page(principal_of(request), found.uid, PageOf(MOST_TOLD))
    whole = found.status == "created"
    issues = [] if whole else [f"The dataset is {found.status}."]
    issues += [f"{each.key}: {each.detail or each.status}" for each in listed.items if each.status == "failed"]
    return json_answer(
        {
            "dataset_uid": found.uid,
            "dataset_slug": found.slug,
            "dataset_status": found.status,
            "data_type": found.data_type,
            "is_sequence": found.data_type == "video",
            "item_count": found.item_count,
            "sequence_count": sequences,
            "total_frames": frames,
            "last_updated_at": say_moment(found.updated_at),
            "sequences": [
                {"uid": each.uid, "key": each.key, "status": each.status, "frame_count": each.number_of_frames}
                for each in listed.items
            ],
            "ingest_ok": whole and all(each.status == "ready" for each in listed.items),
            "issues": issues,
        }
    )


def check_owner(name: str | None) -> None:
    """Raise `InvalidInput` for an owner that is not the site's organization."""
    if name not in (None, SLUG):
        raise InvalidInput(f"datasets of this site belong to {SLUG}", field="owner_name")


async def named_dataset(request: web.Request) -> Dataset:
    """Return the dataset that the path names; raise `NotFound`."""
    names = request.match_info
    return await request.app[SITE].datasets.get(
        principal_of(request), names.get("uid"), owner=names.get("owner"), slug=names.get("slug")
    )


def dataset_to_wire(found: Dataset) -> dict[str, Any]:
    """Say a dataset in the fields of `schemas.v1.datasets.DatasetAnswer`."""
    plain = ("uid", "name", "slug", "owner_name", "item_count", "status", "data_type", "visibility", "metadata")
    return {
        **{name: getattr(found, name) for name in plain},
        "is_sequence": found.data_type == "video",
        "predefined_labels": [],
        "created_at": say_moment(found.created_at),
        "updated_at": say_moment(found.updated_at),
    }
