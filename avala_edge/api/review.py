"""Reviews over HTTP: decisions one by one and in bulk, undone, the queue, samples, what confidence is worth."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from aiohttp import web

from avala_edge.api.annotation import ANNOTATION_BYTES, annotation_to_wire, changed_geometry
from avala_edge.api.auth import principal_of
from avala_edge.api.limits import read_json, read_query
from avala_edge.api.messages import json_answer, page
from avala_edge.api.pages import page_answer
from avala_edge.api.preconditions import fresh, tagged, version_asked
from avala_edge.api.schemas.moments import say_moment
from avala_edge.api.schemas.review import (
    BulkBody,
    QualityQuery,
    QueueQuery,
    ReliabilityQuery,
    ReviewBody,
    SampleBody,
    UndoBody,
)
from avala_edge.api.site_key import SITE
from avala_edge.errors import InvalidInput
from avala_edge.review import Estimate, bins, stratified, threshold
from avala_edge.store import Label, Sample, SampleOutcome

if TYPE_CHECKING:
    from avala_edge.assembly import Site
    from avala_edge.store import Principal

BULK_BYTES = 256 * 1024
NOVELTY_OF = 500  # annotations whose looks are compared


async def review_annotation(request: web.Request) -> web.Response:
    """Accept or reject an annotation, changed before if the body says so; If-Match is honoured when it is there."""
    site, who, uid = request.app[SITE], principal_of(request), request.match_info["uid"]
    body = await read_json(request, ReviewBody, least_cap=ANNOTATION_BYTES)
    changes = {name: value for name, value in body.changes("label").items() if name not in ("decision", "comment")}
    changes |= await changed_geometry(site, who, uid, body.type, body.geometry)
    with fresh(annotation_to_wire):
        done = await site.reviews.decide(
            who, uid, body.decision, comment=body.comment, version=version_asked(request), changes=changes
        )
    return tagged({**annotation_to_wire(done.annotation), "undo": done.undo}, done.annotation.version)


async def review_bulk(request: web.Request) -> web.Response:
    """Accept or reject all that a filter means, or say how many that are."""
    site, who, project = request.app[SITE], principal_of(request), request.match_info["uid"]
    body = await read_json(request, BulkBody, least_cap=BULK_BYTES)
    if body.dry_run:
        done = await site.bulk_reviews.count(who, project, body.filter.wanted)
    else:
        done = await site.bulk_reviews.decide(who, project, body.filter.wanted, body.decision, body.comment)
    return json_answer(vars(done))


async def undo_review(request: web.Request) -> web.Response:
    """Take a decision back."""
    body = await read_json(request, UndoBody)
    done = await request.app[SITE].bulk_reviews.undo(principal_of(request), request.match_info["uid"], body.undo)
    return json_answer(vars(done))


async def review_queue(request: web.Request) -> web.Response:
    """Answer with what to review next."""
    site, who, project = request.app[SITE], principal_of(request), request.match_info["uid"]
    query = read_query(request, QueueQuery)
    if query.order == "novelty":
        names = await _by_novelty(site, who, project, query)
    elif query.sample is None:
        rows = await site.review_queue.page(who, project, query.wanted, query.order, query.page)
        return page_answer(request, rows, annotation_to_wire)
    elif query.sample.isascii() and query.sample.isdigit() and len(query.sample) < 10:
        _, members = await site.review_queue.lottery(who, project, query.wanted, int(query.sample), salt=project)
        names = [name for name, _ in members]
    else:
        _, outcomes = await site.review_queue.sample(who, project, query.sample)
        names = [each.annotation for each in outcomes if each.decision is None]
    found = await site.review_queue.of_uids(who, project, names[: query.limit])
    return json_answer(page([annotation_to_wire(each) for each in found], next_=None))


async def _by_novelty(site: Site, who: Principal, project: str, query: QueueQuery) -> list[str]:
    """Return the uids of what is least like anything reviewed, of some that are drawn from all by lot."""
    if query.cursor is not None or query.sample is not None:
        name = "cursor" if query.cursor is not None else "sample"
        raise InvalidInput(f"order=novelty is one page; ask again without {name}", field=name)
    _, drawn = await site.review_queue.lottery(who, project, query.wanted, NOVELTY_OF, salt=project)
    return await site.novelty.order(await site.projects.get(who, project), [name for name, _ in drawn])


async def draw_sample(request: web.Request) -> web.Response:
    """Draw a sample to judge predictions by, and keep it."""
    site, who, project = request.app[SITE], principal_of(request), request.match_info["uid"]
    body = await read_json(request, SampleBody, least_cap=BULK_BYTES)
    made = await site.review_queue.draw(who, project, body.filter.wanted, body.size)
    return await _say_sample(request, made.uid, status=201)


async def get_sample(request: web.Request) -> web.Response:
    """Answer with what a sample says so far."""
    return await _say_sample(request, request.match_info["sample"])


async def _say_sample(request: web.Request, uid: str, *, status: int = 200) -> web.Response:
    site, who, project = request.app[SITE], principal_of(request), request.match_info["uid"]
    labels = (await site.projects.get(who, project)).labels
    sample, outcomes = await site.review_queue.sample(who, project, uid)
    return json_answer(sample_to_wire(sample, outcomes, labels), status=status)


async def get_reliability(request: web.Request) -> web.Response:
    """Answer what confidence is worth, and from where on to trust it."""
    query = read_query(request, ReliabilityQuery)
    found = await request.app[SITE].review_figures.verdicts(
        principal_of(request), request.match_info["uid"], model=query.model, label=query.label, by_hand=query.by_hand
    )
    rows, best = bins(found), threshold(found, query.target)
    body = {
        "decided": sum(each.accepted + each.modified + each.rejected for each in rows),
        "bins": [
            {
                "confidence": [each.low, each.high],
                **{name: getattr(each, name) for name in ("accepted", "modified", "rejected")},
                "as_is": estimate_to_wire(each.as_is),
            }
            for each in rows
        ],
        "threshold": None if best is None else {**vars(best), "as_is": estimate_to_wire(best.as_is)},
    }
    return json_answer(body)


async def list_findings(request: web.Request) -> web.Response:
    """Answer with what is wrong, item by item; a page may have few findings or none and still have a next one."""
    site, who = request.app[SITE], principal_of(request)
    query = read_query(request, QualityQuery)
    project = await site.projects.get(who, request.match_info["uid"])
    look = site.quality_checks.by_models if query.asks_models else site.quality_checks.shapes
    rows = await look(who, project, query.page, kind=query.kind)
    return page_answer(request, rows, lambda pair: {**vars(pair[1]), "item": pair[0]})


def estimate_to_wire(found: Estimate) -> dict[str, Any]:
    """Say an estimate in the fields of `schemas.projects.EstimateBody`."""
    said = {name: getattr(found, name) for name in ("rate", "low", "high")}
    return {**{name: None if each is None else round(each, 4) for name, each in said.items()}, "decided": found.decided}


def sample_to_wire(sample: Sample, outcomes: list[SampleOutcome], labels: tuple[Label, ...]) -> dict[str, Any]:
    """Say a sample in the fields of `schemas.review.SampleAnswer`."""
    names = {label.id: label.name for label in labels}
    counted: list[Counter[str]] = [Counter() for _ in sample.strata]
    for each in outcomes:
        if each.decision is not None:
            accepted = "modified" if each.is_modified else "accepted"
            counted[each.stratum]["rejected" if each.decision == "reject" else accepted] += 1
    pairs = list(zip(sample.strata, counted, strict=True))
    strata = [
        {
            "model": stratum.model or None,
            "label": None if stratum.label_id is None else names.get(stratum.label_id),
            "confidence": None if stratum.tenth is None else [stratum.tenth / 10, (stratum.tenth + 1) / 10],
            "size": stratum.size,
            "sampled": stratum.sampled,
            "decided": count.total(),
            **{name: count[name] for name in ("accepted", "modified", "rejected")},
        }
        for stratum, count in pairs
    ]
    as_is = stratified([(stratum.size, count.total(), count["accepted"]) for stratum, count in pairs])
    either = [(each.size, count.total(), count["accepted"] + count["modified"]) for each, count in pairs]
    return {
        "uid": sample.uid,
        "filter": sample.filter.to_json(),
        "size": len(outcomes),
        "stands_for": sum(stratum.size for stratum in sample.strata),
        "decided": as_is.decided,
        "as_is": estimate_to_wire(as_is),
        "accepted": estimate_to_wire(stratified(either)),
        "strata": strata,
        "created_at": say_moment(sample.created_at),
    }
