"""Calls that many tests of projects make."""

from __future__ import annotations

from typing import Any

from aiohttp import FormData
from aiohttp.test_utils import TestClient
from yarl import URL

from tests.api.photos import photo

Client = TestClient[Any, Any]
EDGE = "/api/edge/v1"
BOX = {"x": 1.0, "y": 2.0, "width": 30.0, "height": 40.0}
CAR = {"name": "car", "attributes": [{"name": "occluded", "type": "checkbox"}]}


def files(*named: tuple[str, str]) -> FormData:
    form = FormData(quote_fields=False)
    for name, kind in named:
        form.add_field("file", photo(kind), filename=name)
    return form


async def said(client: Client, method: str, path: str, status: int, **how: Any) -> Any:
    answer = await client.request(
        method, str(URL(path).relative()) if path.startswith("http") else f"{EDGE}/{path}", **how
    )
    text = await answer.text()
    assert answer.status == status, text
    return await answer.json() if text else None


async def drawn(client: Client, item: str, project: str, status: int = 201, **more: Any) -> Any:
    body = {"project": project, "type": "bounding_box", "geometry": BOX, **more}
    return await said(client, "POST", f"items/{item}/annotations/", status, json=body)
