"""Every call × every role × a key's scopes × a project that is not theirs, against the permission table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import uuid4

import pytest

from avala_edge.api.operation import Operation
from avala_edge.api.permissions import PERMISSIONS, ROLE_MAY, check_scopes, may
from avala_edge.api.routes import OPERATIONS
from avala_edge.assembly import Site
from avala_edge.errors import InvalidInput
from avala_edge.store import ROLES, NewAnnotation, NewItem, Principal
from tests.api.conftest import EDGE, Client, Connect
from tests.api.photos import photo

KEYED = [row for row in OPERATIONS if not row.public]
# Any key may ask who it is and sign out.
NEEDS_NOTHING = {("GET", f"{EDGE}/session/"), ("DELETE", f"{EDGE}/session/"), ("GET", "/api/v1/users/me/")}
# Found by the hash of their bytes, by the model, by the job or by whose upload it is; they belong to no project.
OF_NO_PROJECT = re.compile(
    r"/(uploads|images|embeddings|jobs|segment|demo|models|session|keys|metrics|organizations)(/|$)"
)


@dataclass(frozen=True)
class Theirs:
    """Uids of things in a project for members only, by the path that they appear in."""

    project: str
    dataset: str
    item: str
    annotation: str

    def path(self, row: Operation) -> str:
        path = row.path.replace("{owner}/{slug}", "local/secret").replace("{slug}", "local")
        path = path.replace("{item_uid}", self.item)
        for part in ("project", "dataset", "item", "annotation"):
            path = path.replace(f"/{part}s/{{uid}}", f"/{part}s/{getattr(self, part)}")
        return re.sub(r"{\w+}", str(uuid4()), path)


@pytest.fixture
async def theirs(site: Site, key: str) -> Theirs:
    boss = site.keys.first()
    dataset = await site.datasets.create(boss, name="secret")
    record, _ = await site.intake.add(photo())
    [(item, _)] = await site.items.add(boss, dataset.uid, [NewItem(record.uid, "a.png")])
    project = await site.projects.create(boss, name="secret", dataset_uids=[dataset.uid], members_only=True)
    box = {"x": 1.0, "y": 1.0, "width": 2.0, "height": 2.0}
    [(drawn, _)] = await site.annotations.add(boss, item.uid, project.uid, [NewAnnotation("bounding_box", box)])
    return Theirs(project.uid, dataset.uid, item.uid, drawn.uid)


def test_every_call_but_the_public_ones_names_its_permission() -> None:
    assert {(row.method, row.path) for row in KEYED if row.needs is None} == NEEDS_NOTHING
    assert {row.needs for row in KEYED if row.needs} <= PERMISSIONS


def test_the_table_of_roles() -> None:
    assert set(ROLE_MAY) == set(ROLES)
    assert ROLE_MAY["annotator"] < ROLE_MAY["reviewer"] < ROLE_MAY["admin"] == ROLE_MAY["owner"] == PERMISSIONS
    limited = Principal("k", "k", "owner", scopes=("datasets.read",))
    assert [name for name in sorted(PERMISSIONS) if may(limited, name)] == ["datasets.read"]
    assert not may(Principal("k", "k", "annotator", scopes=("projects.write",)), "projects.write")
    with pytest.raises(InvalidInput, match=r"datasets\.reed"):
        check_scopes(["datasets.reed"])


@pytest.mark.parametrize("role", ROLES)
async def test_each_role_meets_403_where_the_table_says_so_and_404_in_projects_of_others(
    role: str, site: Site, connect: Connect, theirs: Theirs
) -> None:
    client = await connect((await site.keys.create(f"a {role}", role=role))[1])
    for row in KEYED:
        allowed = row.needs is None or row.needs in ROLE_MAY[role]
        status, said = await _ask(client, row, theirs)
        assert (status == 403) == (not allowed), f"{role} {row.method} {row.path}: {status} {said}"
        hidden = role in ("annotator", "reviewer") and _is_of_a_project(row)
        if allowed and hidden and row.method != "PATCH":
            assert status in (404, 422), f"{role} {row.method} {row.path}: {status} {said}"
    for row in KEYED:  # what is hidden is in no list either
        if row.method == "GET" and "{" not in row.path and not row.stays_open and row.needs in ROLE_MAY[role]:
            text = await (await client.get(row.path)).text()
            if role in ("annotator", "reviewer"):
                assert theirs.project not in text, row.path
                assert theirs.annotation not in text, row.path


async def test_no_key_is_401_and_a_key_for_something_else_403(site: Site, connect: Connect, stranger: Client) -> None:
    nobody = Theirs(*(str(uuid4()) for _ in range(4)))
    limited = {
        scope: await connect((await site.keys.create(f"only {scope}", scopes=(scope,)))[1])
        for scope in ("models.read", "tasks.read")
    }
    for row in KEYED:
        where = f"{row.method} {row.path}"
        assert (await _ask(stranger, row, nobody))[0] == 401, where
        if row.needs is not None:
            other = next(client for scope, client in limited.items() if scope != row.needs)
            assert (await _ask(other, row, nobody))[0] == 403, where


async def test_members_see_what_is_for_members(site: Site, connect: Connect, theirs: Theirs) -> None:
    client = await connect((await site.keys.create("anna", role="annotator", username="anna"))[1])
    assert (await client.get(f"{EDGE}/items/{theirs.item}/")).status == 404
    await site.projects.change(site.keys.first(), theirs.project, members=["anna"])
    assert (await client.get(f"{EDGE}/items/{theirs.item}/")).status == 200
    assert (await client.get(f"{EDGE}/projects/{theirs.project}/")).status == 200


def _is_of_a_project(row: Operation) -> bool:
    return "{" in row.path and not OF_NO_PROJECT.search(row.path)


async def _ask(client: Client, row: Operation, theirs: Theirs) -> tuple[int, str]:
    headers = {"If-Match": '"1"'}
    body = {"json": {"name": "x", "project": theirs.project}} if row.takes else {}
    async with client.request(row.method, theirs.path(row), headers=headers, **body) as answer:
        return answer.status, "" if answer.status == 101 or row.events else (await answer.text())[:200]
