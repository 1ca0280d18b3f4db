"""Agents in Avala's words: registered, asked, and what they decide is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from avala_edge.api.auth import principal_of
from avala_edge.api.limits import read_json, read_query
from avala_edge.api.messages import json_answer
from avala_edge.api.pages import page_answer
from avala_edge.api.schemas.moments import say_moment
from avala_edge.api.schemas.v1.agents import AgentAction, AgentChange, ExecutionsQuery, NewAgent
from avala_edge.api.schemas.v1.pages import V1PageQuery
from avala_edge.api.site_key import SITE

if TYPE_CHECKING:
    from avala_edge.store import Agent, Execution


async def list_agents(request: web.Request) -> web.Response:
    """Answer with the agents."""
    query = read_query(request, V1PageQuery)
    rows = await request.app[SITE].agents.page(principal_of(request), query.page_of)
    return page_answer(request, rows, agent_to_wire)


async def register_agent(request: web.Request) -> web.Response:
    """Register an agent, or find it again."""
    body = await read_json(request, NewAgent)
    values = {name: value for name, value in body.model_dump().items() if value is not None}
    return json_answer(
        agent_to_wire(await request.app[SITE].agents.register(principal_of(request), **values)), status=201
    )


async def get_agent(request: web.Request) -> web.Response:
    """Answer with the record."""
    found = await request.app[SITE].agents.get(principal_of(request), request.match_info["uid"])
    return json_answer(agent_to_wire(found))


async def change_agent(request: web.Request) -> web.Response:
    """Change what the body names."""
    body = await read_json(request, AgentChange)
    values = body.changes("project", "callback_url")
    changed = await request.app[SITE].agents.change(principal_of(request), request.match_info["uid"], **values)
    return json_answer(agent_to_wire(changed))


async def delete_agent(request: web.Request) -> web.Response:
    """Forget an agent."""
    await request.app[SITE].agents.delete(principal_of(request), request.match_info["uid"])
    return web.Response(status=204)


async def try_agent(request: web.Request) -> web.Response:
    """Answer whether the agent can be asked; it is not, for it would act on what it is asked."""
    found = await request.app[SITE].agents.get(principal_of(request), request.match_info["uid"])
    waiting = found.stats.get("pending", 0)
    if not found.is_active:
        message = "The agent is not active."
    elif not found.events:
        message = "The agent asked for no events."
    else:
        message = f"The agent hears of {', '.join(found.events)} when it polls; {waiting} executions wait for it."
    return json_answer({"success": found.is_active and bool(found.events), "message": message})


async def list_executions(request: web.Request) -> web.Response:
    """Answer with what an agent is asked, the oldest first."""
    query = read_query(request, ExecutionsQuery)
    types = [part.strip() for part in (query.task_types or "").split(",") if part.strip()]
    rows = await request.app[SITE].executions.page(
        principal_of(request),
        request.match_info["uid"],
        query.page_of,
        status=query.status,
        project=query.project,
        task_types=types,
    )
    return page_answer(request, rows, execution_to_wire)


async def act(request: web.Request) -> web.Response:
    """Do what an agent decided."""
    body = await read_json(request, AgentAction)
    done = await request.app[SITE].executions.act(principal_of(request), body.execution, body.action, body.reason)
    return json_answer(execution_to_wire(done))


def agent_to_wire(found: Agent) -> dict[str, Any]:
    """Say an agent in the fields of `schemas.v1.agents.AgentAnswer`."""
    plain = ("uid", "name", "description", "events", "callback_url", "is_active", "project", "task_types")
    return {
        **{name: getattr(found, name) for name in plain},
        "execution_stats": found.stats,
        "created_at": say_moment(found.created_at),
        "updated_at": say_moment(found.updated_at),
    }


def execution_to_wire(found: Execution) -> dict[str, Any]:
    """Say an execution in the fields of `schemas.v1.agents.ExecutionAnswer`."""
    plain = ("uid", "event_type", "status", "action", "event_payload", "response_payload", "error_message")
    moments = ("started_at", "completed_at", "created_at", "updated_at")
    said = {name: getattr(found, name) for name in moments}
    return {
        **{name: getattr(found, name) for name in plain},
        "registration": found.agent,
        "task": found.event_payload.get("task_uid") or None,
        "result": found.event_payload.get("result_uid"),
        **{name: say_moment(moment) for name, moment in said.items()},
    }
