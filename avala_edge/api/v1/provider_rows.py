"""Inference providers, as rows of the route table."""

from __future__ import annotations

from avala_edge.api.operation import Operation
from avala_edge.api.schemas.pages import PageAnswer
from avala_edge.api.schemas.v1.pages import V1PageQuery
from avala_edge.api.schemas.v1.providers import NewProvider, ProviderAnswer, ProviderChange, ProviderTestAnswer
from avala_edge.api.v1 import providers

_ALL = "/api/v1/inference-providers/"
_ONE = f"{_ALL}{{uid}}/"

PROVIDER_ROWS: tuple[Operation, ...] = (
    Operation(
        "GET",
        _ALL,
        providers.list_providers,
        "Connected models",
        {200: PageAnswer[ProviderAnswer]},
        needs="providers.read",
        query=V1PageQuery,
        refuses=(422, 503),
    ),
    Operation(
        "POST",
        _ALL,
        providers.create_provider,
        "Connect a model",
        {201: ProviderAnswer},
        needs="providers.write",
        takes=NewProvider,
        refuses=(400, 404, 408, 413, 422, 503),
    ),
    Operation(
        "GET",
        _ONE,
        providers.get_provider,
        "A connected model",
        {200: ProviderAnswer},
        needs="providers.read",
        refuses=(404, 503),
    ),
    Operation(
        "PATCH",
        _ONE,
        providers.change_provider,
        "Change a connected model",
        {200: ProviderAnswer},
        needs="providers.write",
        takes=ProviderChange,
        refuses=(400, 404, 408, 413, 422, 503),
    ),
    Operation(
        "DELETE",
        _ONE,
        providers.delete_provider,
        "Forget a connected model",
        {204: None},
        needs="providers.write",
        refuses=(404, 503),
    ),
    Operation(
        "POST",
        f"{_ONE}test/",
        providers.try_provider,
        "Send a tiny picture to a connected model",
        {200: ProviderTestAnswer},
        needs="providers.write",
        refuses=(404, 503),
    ),
)
