"""Keys through the API: made, shown once, used, ended; nobody gives away more than they have."""

from __future__ import annotations

from typing import Any

import pytest

from avala_edge.assembly import Site
from avala_edge.store import Keys
from tests.api.conftest import EDGE, Client, Connect

KEYS = f"{EDGE}/keys/"


async def make(client: Client, status: int = 201, **body: Any) -> dict[str, Any]:
    answer = await client.post(KEYS, json=body)
    assert answer.status == status, await answer.text()
    assert answer.headers["Cache-Control"] == "no-store"
    return dict(await answer.json())


async def test_a_key_is_made_shown_once_used_and_ended(client: Client, connect: Connect) -> None:
    made = await make(client, name="Rita's laptop", role="reviewer", username="rita", expires_days=30)
    assert (made["username"], made["role"], made["state"], made["scopes"]) == ("rita", "reviewer", "active", [])
    assert made["expires_at"] > made["created_at"]
    listed = (await (await client.get(KEYS)).json())["results"]
    assert [each["uid"] for each in listed][-1] == made["uid"]
    assert all("secret" not in each for each in listed)
    rita = await connect(made["secret"])
    assert (await rita.get(f"{EDGE}/session/")).status == 200
    assert (await rita.get(KEYS)).status == 403
    assert (await client.delete(f"{KEYS}{made['uid']}/")).status == 204
    assert (await rita.get(f"{EDGE}/session/")).status == 401
    states = {each["uid"]: each["state"] for each in (await (await client.get(KEYS)).json())["results"]}
    assert states[made["uid"]] == "revoked"
    logged = (await (await client.get(f"{EDGE}/activity/")).json())["results"]
    assert [each["action"] for each in logged][:2] == ["key.revoked", "key.created"]
    assert made["secret"] not in str(logged)


async def test_the_last_key_of_an_owner_stays(site: Site, client: Client) -> None:
    answer = await client.delete(f"{KEYS}{site.keys.first().uid}/")
    assert (answer.status, "last active key" in (await answer.json())["detail"]) == (409, True)
    assert (await client.delete(f"{KEYS}key_0/")).status == 404


async def test_nobody_gives_away_more_than_they_have(site: Site, client: Client, connect: Connect) -> None:
    owner = site.keys.first().uid
    admin = await connect((await make(client, name="admin", role="admin"))["secret"])
    assert (await make(admin, name="other", role="annotator"))["role"] == "annotator"
    refused = await make(admin, 403, name="boss", role="owner")
    assert "owners" in refused["detail"]
    assert (await admin.delete(f"{KEYS}{owner}/")).status == 403

    made = await make(client, name="door", role="admin", scopes=["keys.manage", "projects.read"])
    door = await connect(made["secret"])
    assert (await make(door, name="reader", role="annotator", scopes=["projects.read"]))["scopes"] == ["projects.read"]
    assert "limited" in (await make(door, 403, name="all", role="annotator"))["detail"]
    assert "limited" in (await make(door, 403, name="more", role="admin", scopes=["webhooks.write"]))["detail"]
    all_of_it = [each.uid for each in await Keys.list(site.keys) if each.name == "admin"]
    assert (await door.delete(f"{KEYS}{all_of_it[0]}/")).status == 403


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": " "}, "name"),
        ({"name": "x", "role": "god"}, "role"),
        ({"name": "x", "scopes": ["everything"]}, "scopes"),
        ({"name": "x", "username": "No Spaces"}, "username"),
        ({"name": "x", "expires_days": 0}, "expires_days"),
        ({"name": "x", "more": 1}, "more"),
    ],
)
async def test_what_is_no_key_is_refused_with_the_field(client: Client, body: dict[str, Any], field: str) -> None:
    assert (await make(client, 422, **body))["field"].split(".")[0] == field
    assert len((await (await client.get(KEYS)).json())["results"]) == 1
