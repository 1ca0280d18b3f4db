"""U+0000 is refused on both databases alike; PostgreSQL could not keep it."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.clients.conftest import Stage


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/agents/", {"name": "a\0b"}),
        ("/agents/", {"name": "a", "events": ["\0"]}),
        (
            "/inference-providers/",
            {"name": "n", "provider_type": "http", "config": {"endpoint_url": "http://h/", "a\0": 1}},
        ),
        ("/datasets/", {"name": "a\0b"}),
    ],
)
def test_in_a_body(workshop: Stage, path: str, body: dict[str, Any]) -> None:
    answer = httpx.post(workshop.base + path, json=body, headers={"X-Avala-Api-Key": workshop.key})
    assert answer.status_code == 422
    assert "U+0000" in answer.text


@pytest.mark.parametrize(
    ("path", "status"),
    [("/agents/%00/", 404), ("/exports/%00/", 404), ("/datasets/?name=%00", 422), ("/tasks/?project=%00", 422)],
)
def test_in_an_address(workshop: Stage, path: str, status: int) -> None:
    answer = httpx.get(workshop.base + path, headers={"X-Avala-Api-Key": workshop.key})
    assert answer.status_code == status
