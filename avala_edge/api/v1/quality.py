"""Quality targets and consensus in Avala's words."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from aiohttp import web

from avala_edge.api.auth import principal_of
from avala_edge.api.limits import read_json, read_query
from avala_edge.api.messages import json_answer, page
from avala_edge.api.pages import page_answer
from avala_edge.api.schemas.moments import say_moment
from avala_edge.api.schemas.v1.pages import V1PageQuery
from avala_edge.api.schemas.v1.quality import ConsensusConfigChange, NewQualityTarget, QualityTargetChange
from avala_edge.api.site_key import SITE

if TYPE_CHECKING:
    from avala_edge.store import ConsensusConfig, QualityTarget

NOT_YET = "This version does not compare annotators: every item has one set of annotations, and no score is counted."


async def list_targets(request: web.Request) -> web.Response:
    """Answer with a project's targets."""
    query = read_query(request, V1PageQuery)
    rows = await request.app[SITE].quality_targets.page(principal_of(request), request.match_info["uid"], query.page_of)
    return page_answer(request, rows, target_to_wire)


async def create_target(request: web.Request) -> web.Response:
    """Make a target."""
    body = await read_json(request, NewQualityTarget)
    values = {name: value for name, value in body.model_dump().items() if value is not None}
    made = await request.app[SITE].quality_targets.create(principal_of(request), request.match_info["uid"], **values)
    return json_answer(target_to_wire(made), status=201)


async def get_target(request: web.Request) -> web.Response:
    """Answer with the record."""
    return json_answer(target_to_wire(await request.app[SITE].quality_targets.get(*_named(request))))


async def change_target(request: web.Request) -> web.Response:
    """Change what the body names."""
    body = await read_json(request, QualityTargetChange)
    values = body.changes()
    return json_answer(target_to_wire(await request.app[SITE].quality_targets.change(*_named(request), **values)))


async def delete_target(request: web.Request) -> web.Response:
    """Take a target away."""
    await request.app[SITE].quality_targets.delete(*_named(request))
    return web.Response(status=204)


async def evaluate_targets(request: web.Request) -> web.Response:
    """Answer with what the active targets' figures are now, as a plain list."""
    who, project = principal_of(request), request.match_info["uid"]
    found = await request.app[SITE].quality_targets.evaluate(who, project)
    plain = ("uid", "name", "metric", "threshold", "operator", "is_breached", "severity")
    return json_answer(
        [{**{name: getattr(each, name) for name in plain}, "current_value": each.last_value or 0.0} for each in found]
    )


async def get_consensus(request: web.Request) -> web.Response:
    """Answer with zeros, and why."""
    items = await request.app[SITE].consensus.items(principal_of(request), request.match_info["uid"])
    scores = dict.fromkeys(("mean_score", "median_score", "min_score", "max_score"), 0.0)
    counts = {"total_items": items, "items_with_consensus": 0, "score_distribution": {}, "by_task_name": []}
    return json_answer({**scores, **counts, "message": NOT_YET})


async def list_scores(request: web.Request) -> web.Response:
    """Answer with no scores."""
    read_query(request, V1PageQuery)
    await request.app[SITE].projects.number(principal_of(request), request.match_info["uid"])
    return json_answer(page([]))


async def compute_consensus(request: web.Request) -> web.Response:
    """Say that nothing is counted."""
    await request.app[SITE].projects.number(principal_of(request), request.match_info["uid"])
    return json_answer({"status": "not_available", "message": NOT_YET})


async def get_consensus_config(request: web.Request) -> web.Response:
    """Answer with the settings."""
    found = await request.app[SITE].consensus.config(principal_of(request), request.match_info["uid"])
    return json_answer(config_to_wire(found))


async def set_consensus_config(request: web.Request) -> web.Response:
    """Change what the body names."""
    body = await read_json(request, ConsensusConfigChange)
    values = body.changes()
    who, project = principal_of(request), request.match_info["uid"]
    return json_answer(config_to_wire(await request.app[SITE].consensus.set_config(who, project, **values)))


def _named(request: web.Request) -> tuple[Any, str, str]:
    return principal_of(request), request.match_info["uid"], request.match_info["target"]


def target_to_wire(found: QualityTarget) -> dict[str, Any]:
    """Say a target in the fields of `schemas.v1.quality.QualityTargetAnswer`."""
    return _said(asdict(found))


def config_to_wire(found: ConsensusConfig) -> dict[str, Any]:
    """Say settings in the fields of `schemas.v1.quality.ConsensusConfigAnswer`."""
    return _said(asdict(found))


def _said(words: dict[str, Any]) -> dict[str, Any]:
    return {name: say_moment(value) if name.endswith("_at") else value for name, value in words.items() if name != "id"}
