"""Agents, as rows of the route table."""

from __future__ import annotations

from avala_edge.api.operation import Operation
from avala_edge.api.schemas.pages import PageAnswer
from avala_edge.api.schemas.v1.agents import (
    AgentAction,
    AgentAnswer,
    AgentChange,
    AgentTestAnswer,
    ExecutionAnswer,
    ExecutionsQuery,
    NewAgent,
)
from avala_edge.api.schemas.v1.pages import V1PageQuery
from avala_edge.api.v1 import agents

_ALL = "/api/v1/agents/"
_ONE = f"{_ALL}{{uid}}/"

AGENT_ROWS: tuple[Operation, ...] = (
    Operation(
        "GET",
        _ALL,
        agents.list_agents,
        "Agents",
        {200: PageAnswer[AgentAnswer]},
        needs="agents.read",
        query=V1PageQuery,
        refuses=(422, 503),
    ),
    Operation(
        "POST",
        _ALL,
        agents.register_agent,
        "Register an agent; yours of the same name and project is changed",
        {201: AgentAnswer},
        needs="agents.write",
        takes=NewAgent,
        refuses=(400, 404, 408, 413, 422, 503),
    ),
    Operation("GET", _ONE, agents.get_agent, "An agent", {200: AgentAnswer}, needs="agents.read", refuses=(404, 503)),
    Operation(
        "PATCH",
        _ONE,
        agents.change_agent,
        "Change an agent",
        {200: AgentAnswer},
        needs="agents.write",
        takes=AgentChange,
        refuses=(400, 404, 408, 413, 422, 503),
    ),
    Operation(
        "DELETE",
        _ONE,
        agents.delete_agent,
        "Forget an agent and what waits for it",
        {204: None},
        needs="agents.write",
        refuses=(404, 503),
    ),
    Operation(
        "POST",
        f"{_ONE}test/",
        agents.try_agent,
        "Whether an agent can be asked",
        {200: AgentTestAnswer},
        needs="agents.write",
        refuses=(404, 503),
    ),
    Operation(
        "GET",
        f"{_ONE}executions/",
        agents.list_executions,
        "What an agent is asked, the oldest first",
        {200: PageAnswer[ExecutionAnswer]},
        needs="agents.read",
        query=ExecutionsQuery,
        refuses=(404, 422, 503),
    ),
    Operation(
        "POST",
        "/api/v1/agent-actions/",
        agents.act,
        "What an agent decided: approve, reject, flag or skip",
        {200: ExecutionAnswer},
        needs="agents.write",
        takes=AgentAction,
        refuses=(400, 404, 408, 409, 413, 422, 503),
    ),
)
