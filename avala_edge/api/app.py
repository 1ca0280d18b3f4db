"""The application: middlewares, routes, the page. Nothing else happens here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from avala_edge.api.auth import authenticate
from avala_edge.api.errors import answer_errors
from avala_edge.api.forwarded import believe_proxies
from avala_edge.api.health import healthz, readyz
from avala_edge.api.limits import expect_body, limit_time
from avala_edge.api.observe import count_answer, get_metrics, time_requests
from avala_edge.api.openapi import get_openapi
from avala_edge.api.operation import BY_HANDLER, Operation
from avala_edge.api.rate import RATES, RateLimits
from avala_edge.api.routes import OPERATIONS
from avala_edge.api.site_key import SITE
from avala_edge.api.sockets import SOCKETS, Sockets, close_sockets
from avala_edge.api.throttle import SIGN_INS, SignInThrottle
from avala_edge.api.uploads import say_protocol
from avala_edge.api.web_client import asset, docs_redirect, index

if TYPE_CHECKING:
    from avala_edge.assembly import Site


def make_app(site: Site) -> web.Application:
    """Build the application around an open site; who opened the site closes it."""
    app = web.Application(
        middlewares=[time_requests, answer_errors, *believe_proxies(site.config), limit_time, authenticate]
    )
    app.on_response_prepare.append(count_answer)
    app.on_response_prepare.append(say_protocol)
    app[SITE] = site
    app[BY_HANDLER] = {operation.handler: operation for operation in OPERATIONS}
    app[SOCKETS] = Sockets(site.config)
    app.on_shutdown.append(close_sockets)
    app[SIGN_INS] = SignInThrottle()
    app[RATES] = RateLimits(site.config.requests_per_minute)
    for operation in OPERATIONS:
        _add(app, operation)
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    app.router.add_get("/metrics", get_metrics)
    app.router.add_get("/openapi.json", get_openapi)
    app.router.add_get("/", index)
    app.router.add_get("/docs", docs_redirect)
    app.router.add_get("/{path:(?!api/|v1/|invocations$|ping$).+}", asset)
    return app


def _add(app: web.Application, operation: Operation) -> None:
    methods = ("GET", "HEAD") if operation.method == "GET" and not operation.stays_open else (operation.method,)
    resource = app.router.add_resource(operation.path)
    for method in methods:
        resource.add_route(method, operation.handler, expect_handler=expect_body)
