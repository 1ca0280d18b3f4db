"""Items and sequences of a dataset in Avala's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from avala_edge.api.auth import principal_of
from avala_edge.api.limits import read_query
from avala_edge.api.messages import json_answer
from avala_edge.api.pages import page_answer
from avala_edge.api.schemas.moments import say_moment
from avala_edge.api.schemas.v1.pages import V1PageQuery
from avala_edge.api.signed import content_url, preview_url
from avala_edge.api.site_key import SITE
from avala_edge.api.v1.datasets import named_dataset
from avala_edge.formats.avala import annotation_to_avala
from avala_edge.store import PageOf

if TYPE_CHECKING:
    from avala_edge.store import Annotation, Frame, Item, Sequence

MOST_ITEMS = 200  # each with its annotations


async def list_items_v1(request: web.Request) -> web.Response:
    """Answer with a dataset's items and their annotations."""
    site, query, who = request.app[SITE], read_query(request, V1PageQuery), principal_of(request)
    found = await named_dataset(request)
    rows = await site.items.page(who, found.uid, PageOf(min(query.limit, MOST_ITEMS), query.cursor))
    drawn = await site.annotations.of_items(who, [item.id for item in rows.items])
    return page_answer(request, rows, lambda item: item_to_wire(request, item, drawn[item.id]))


async def get_item_v1(request: web.Request) -> web.Response:
    """Answer with one item."""
    site, who = request.app[SITE], principal_of(request)
    found = await named_dataset(request)
    item = await site.items.get(who, request.match_info["item_uid"], dataset=found.uid)
    drawn = await site.annotations.of_items(who, [item.id])
    return json_answer(item_to_wire(request, item, drawn[item.id]))


async def list_sequences_v1(request: web.Request) -> web.Response:
    """Answer with a dataset's sequences, without their frames."""
    query, found = read_query(request, V1PageQuery), await named_dataset(request)
    sequences = request.app[SITE].sequences
    rows = await sequences.page(principal_of(request), found.uid, query.page_of)
    posters = await sequences.first_images(rows.items)
    return page_answer(request, rows, lambda each: _sequence_to_wire(request, each, posters.get(each.uid), None))


async def get_sequence_v1(request: web.Request) -> web.Response:
    """Answer with one sequence and its frames."""
    found = await named_dataset(request)
    sequence, frames = await request.app[SITE].sequences.get(
        principal_of(request), found.uid, request.match_info["sequence_uid"]
    )
    poster = frames[0].image if frames else None
    return json_answer(
        _sequence_to_wire(request, sequence, poster, [_frame_to_wire(request, frame) for frame in frames])
    )


def item_to_wire(request: web.Request, item: Item, drawn: list[Annotation]) -> dict[str, Any]:
    """Say an item in the fields of `schemas.v1.datasets.ItemAnswerV1`."""
    url, preview = content_url(request, item.image.uid), preview_url(request, item.image.uid)
    results = [annotation_to_avala(each) for each in drawn if each.state == "accepted"]
    drafts = [annotation_to_avala(each) for each in drawn if each.state == "draft"]
    plain = ("id", "uid", "key", "is_hidden", "dataset", "dataset_owner_name", "dataset_slug")
    image = {name: getattr(item.image, name) for name in ("width", "height", "format")}
    return {
        **{name: getattr(item, name) for name in plain},
        "url": url,
        "data_url": url,
        "thumbnails": [preview],
        "thumbnail_url": preview,
        "gpu_texture_url": None,
        "video_thumbnail": None,
        "metadata": {**item.metadata, **image},
        "annotations": {"results": results, "drafts": drafts},
        "annotations_count": len(results) + len(drafts),
        "export_snippet": {"annotations": results},
        "crop_data": None,
        "related_items": [],
        "related_sequence_uid": item.sequence,
        "status": "annotated" if results else "unlabeled",
        "created_at": say_moment(item.created_at),
        "updated_at": say_moment(item.updated_at),
    }


def _sequence_to_wire(
    request: web.Request, found: Sequence, poster: str | None, frames: list[dict[str, Any]] | None
) -> dict[str, Any]:
    return {
        **{name: getattr(found, name) for name in ("uid", "key", "status", "number_of_frames")},
        "is_hidden": False,
        "custom_uuid": None,
        "featured_image": None if poster is None else preview_url(request, poster),
        "frames": frames,
        "predefined_labels": [],
        "dataset_uid": found.dataset,
        "dataset_data_type": found.data_type,
        "created_at": say_moment(found.created_at),
        "updated_at": say_moment(found.updated_at),
    }


def _frame_to_wire(request: web.Request, frame: Frame) -> dict[str, Any]:
    image = {"image_url": content_url(request, frame.image), "width": frame.width, "height": frame.height}
    named = {"frame_index": frame.index, "key": frame.key, "item_uid": frame.item, "timestamp": frame.timestamp_s}
    return {**named, "images": [image]}
