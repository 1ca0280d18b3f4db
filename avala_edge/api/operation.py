"""`Operation`: a row of the route table; routing, authentication, limits and `/openapi.json` all read it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiohttp import web
from pydantic import BaseModel

from avala_edge.api.permissions import Permission

if TYPE_CHECKING:
    from avala_edge.config import Config

EDGE = "/api/edge/v1"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Body = type[BaseModel] | str | None
BY_HANDLER: web.AppKey[Mapping[Handler, Operation]] = web.AppKey("operations")


@dataclass(frozen=True)
class Socket:
    """What goes over a WebSocket: models of the client's messages and of the server's."""

    receives: type[BaseModel]
    sends: tuple[type[BaseModel], ...]


@dataclass(frozen=True)
class Operation:
    """One method on one path.

    Attributes:
        method: GET, POST, PUT, PATCH, DELETE or OPTIONS; a GET answers HEAD too, but for sockets and events.
        path: aiohttp path, `{name}` for a variable part.
        handler: what answers.
        summary: one line for the API page.
        answers: status → model of the JSON body, media types for bytes (joined by ", "), or None for no body.
        takes: model of the JSON body, or None.
        uploads: media types of a body that is a file.
        most_bytes: what such a body may have, where that is more than a photo's.
        query: model of the query string.
        headers: name → meaning of headers that it reads.
        public: answers without a key.
        public_if: answers without a key on a site configured so.
        socket: for a GET that becomes a WebSocket, what is said on it.
        events: for a GET that answers with server-sent events, name → model of its data.
        refuses: statuses of errors beyond those that every call may have.
        needs: the permission for it; None: any key will do, or none when it is public.
        for_servers: other servers ask it: the key may also come in Authorization or X-API-Key.
    """

    method: str
    path: str
    handler: Handler
    summary: str
    answers: Mapping[int, Body]
    takes: type[BaseModel] | None = None
    uploads: tuple[str, ...] = ()
    most_bytes: int = 0
    query: type[BaseModel] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    public: bool = False
    public_if: Callable[[Config], bool] | None = None
    socket: Socket | None = None
    events: Mapping[str, type[BaseModel]] | None = None
    refuses: tuple[int, ...] = ()
    needs: Permission | None = None
    for_servers: bool = False

    @property
    def stays_open(self) -> bool:
        """Whether an answer lasts as long as the client likes."""
        return self.socket is not None or self.events is not None

    def is_public(self, config: Config) -> bool:
        """Say whether this site answers it without a key."""
        return self.public or (self.public_if is not None and self.public_if(config))


def operation_of(request: web.Request) -> Operation | None:
    """Return the row that a request met, None for the page and for no such path."""
    return request.app[BY_HANDLER].get(request.match_info.handler)
