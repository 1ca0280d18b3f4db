"""Everything that a site answers about what is kept in it, and how one reading is compared with another."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from itertools import product
from typing import Any

from avala_edge.store.annotation_rows import SOURCES, STATES
from tests.upgrade.everything import EDGE, V1

Get = Callable[[str], Awaitable[Any]]
Read = Callable[..., Awaitable[list[dict[str, Any]]]]
# Addresses that are signed anew for a day, and what time alone changes.
PASSING = {
    *("url", "data_url", "thumbnails", "thumbnail_url", "image_url", "featured_image", "download_url"),
    *("mean_unresolved_issue_age_all", "mean_unresolved_issue_age_customer"),
}
FILLED = {"sequences", "featured_image"}  # of the health of a dataset, of a sequence: once always empty
MOST = "limit=1000"


async def read_everything(get: Get, *, names_only: bool = False) -> dict[str, Any]:
    """Return what is answered by path, or of rows their uids only.

    `get` returns the JSON of an answer, the SHA-256 of other bytes, or the status of a refusal.
    """
    found: dict[str, Any] = {}

    async def read(path: str, *, briefly: bool = names_only) -> list[dict[str, Any]]:
        answer = _steady(await get(path))
        rows = answer.get("results", []) if isinstance(answer, dict) else []
        found[path] = _names(answer) if briefly else answer
        return [row for row in rows if "uid" in row]

    for path in (f"{EDGE}/session/", f"{V1}/users/me/", f"{V1}/organizations/", f"{EDGE}/activity/?{MOST}"):
        await read(path)
    for project in await read(f"{EDGE}/projects/?{MOST}"):
        await _read_project(read, project)
        if not names_only:
            await _read_filtered(read, project)
    for dataset in await read(f"{V1}/datasets/?limit=200"):
        await _read_dataset(read, dataset)
    for task in await read(f"{V1}/tasks/?limit=200"):
        await read(f"{V1}/tasks/{task['uid']}/")
    for status in ("pending", "completed"):
        await read(f"{V1}/tasks/?status={status}", briefly=True)
    for name in ("inference-providers", "exports", "auto-label-jobs"):
        for row in await read(f"{V1}/{name}/?limit=200"):
            await read(f"{V1}/{name}/{row['uid']}/")
    for agent in await read(f"{V1}/agents/?limit=200"):
        await read(f"{V1}/agents/{agent['uid']}/")
        await read(f"{V1}/agents/{agent['uid']}/executions/?limit=200")
        for status in ("pending", "completed", "failed"):
            await read(f"{V1}/agents/{agent['uid']}/executions/?status={status}", briefly=True)
    await read(f"{V1}/datasets/manual-upload/quota/")
    return found


async def _read_project(read: Read, project: dict[str, Any]) -> None:
    at = f"{EDGE}/projects/{project['uid']}"
    await read(f"{at}/")
    await read(f"{at}/progress/")
    await read(f"{EDGE}/activity/?{MOST}&project={project['uid']}", briefly=True)
    shown = await read(f"{at}/items/?{MOST}")
    for item in shown:
        await read(f"{EDGE}/items/{item['uid']}/")
        await read(f"{EDGE}/images/{item['image']['uid']}/")
        await read(f"{EDGE}/images/{item['image']['uid']}/content")
        for drawn in await read(f"{EDGE}/items/{item['uid']}/annotations/?{MOST}"):
            await read(f"{EDGE}/annotations/{drawn['uid']}/")
            await read(f"{EDGE}/annotations/{drawn['uid']}/history/")
    for what in ("quality-targets", "consensus/config"):
        await read(f"{V1}/projects/{project['uid']}/{what}/")
    await read(f"{V1}/projects/{project['uid']}/")


async def _read_filtered(read: Read, project: dict[str, Any]) -> None:
    labels = ["", *(label["name"] for label in project["labels"]), "tram"]
    for label, source, state in product(labels, ["", *SOURCES], ["", *STATES, "empty"]):
        named = {"label": label, "source": source, "state": state}
        query = "&".join(f"{name}={value}" for name, value in named.items() if value)
        if query and not (state == "empty" and (label or source)):
            await read(f"{EDGE}/projects/{project['uid']}/items/?{query}", briefly=True)


async def _read_dataset(read: Read, dataset: dict[str, Any]) -> None:
    at = f"{V1}/datasets/{dataset['owner_name']}/{dataset['slug']}"
    for path in (f"{V1}/datasets/{dataset['uid']}/", f"{at}/", f"{at}/health/", f"{at}/items/?limit=200"):
        await read(path)
    for sequence in await read(f"{at}/sequences/?limit=200"):
        await read(f"{at}/sequences/{sequence['uid']}/")
    await read(f"{at}/annotation-issues/")
    await read(f"{at}/annotation-issues/metrics/")


def _steady(answer: Any) -> Any:
    if isinstance(answer, dict):
        kept = {name: _steady(value) for name, value in answer.items() if name not in PASSING}
        if isinstance(kept.get("counts"), list):  # of a project's progress, in no order
            kept["counts"].sort(key=str)
        return kept
    return [_steady(value) for value in answer] if isinstance(answer, list) else answer


def _names(answer: Any) -> Any:
    if isinstance(answer, dict) and "results" in answer:
        return [row.get("uid") for row in answer["results"]]
    return answer["uid"] if isinstance(answer, dict) and "uid" in answer else answer


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def missing(before: Any, after: Any, where: str = "") -> list[str]:
    """Say what of `before` is not in `after`; an answer may have got fields, a list may not have got rows."""
    if isinstance(before, dict) and isinstance(after, dict):
        said = [name for name in before if name not in FILLED or before[name] not in (None, [])]
        gone = [f"{where}: no {name}" for name in said if name not in after]
        kept = [name for name in said if name in after]
        return gone + [words for name in kept for words in missing(before[name], after[name], f"{where} {name}")]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        pairs = enumerate(zip(before, after, strict=True))
        return [words for place, (old, new) in pairs for words in missing(old, new, f"{where}[{place}]")]
    return [] if before == after else [f"{where}: {before!r} became {after!r}"]
