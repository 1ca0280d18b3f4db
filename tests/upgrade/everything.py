"""A site with one of everything, made through its doors; what no door makes yet is written as rows."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import FormData
from aiohttp.test_utils import TestClient
from sqlalchemy import func, insert, select, update
from yarl import URL

from avala_edge.assembly import Site
from avala_edge.store import PROBLEMS, TOOLS, Annotations, Database, Issues, NewAnnotation, Principal
from avala_edge.store.annotation_rows import SOURCES, STATES
from avala_edge.store.annotations import PREDICTED
from avala_edge.store.outbox import EVENTS
from avala_edge.store.tables import (
    datasets,
    exports,
    items,
    job_items,
    jobs,
    manual_uploads,
    new_uid,
    projects,
    sequences,
    tasks,
    uploads,
    users,
    webhook_deliveries,
    webhooks,
)
from tests.api.photos import photo

EDGE, V1 = "/api/edge/v1", "/api/v1"
NEVER = datetime(9000, 1, 1, tzinfo=UTC)  # what ends by itself must not have ended when a test reads it
BOX = {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}
HOLE = [[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]
POLYGON = {"polygons": [{"exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]], "holes": [HOLE]}]}
MASK = {"rle": {"size": [160, 240], "counts": "Xo0b1V_T1"}}  # a run of 50
ATTRIBUTES = [
    {"name": "occlusion", "type": "dropdown", "options": ["none", "some"]},
    {"name": "parked", "type": "checkbox"},
    {"name": "plate", "type": "text"},
    {"name": "doors", "type": "number"},
    {"name": "lights", "type": "multi_select", "options": ["left", "right"], "required": False},
]


@dataclass
class Doors:
    """A site as its clients see it, and the keys that were made."""

    site: Site
    client: TestClient[Any, Any]
    keys: dict[str, str] = field(default_factory=dict)

    async def ask(self, method: str, path: str, status: int = 200, *, who: str = "lead", **how: Any) -> Any:
        headers = {"X-Avala-Api-Key": self.keys[who], **how.pop("headers", {})}
        async with self.client.request(method, path, headers=headers, **how) as answer:
            text = await answer.text()
            assert answer.status == status, f"{method} {path}: {answer.status} {text}"
            return json.loads(text) if answer.content_type == "application/json" and text else dict(answer.headers)

    async def post(self, path: str, body: Any, status: int = 201, *, who: str = "lead") -> Any:
        return await self.ask("POST", path, status, who=who, json=body)

    async def change(self, uid: str, version: int, body: Any) -> Any:
        headers = {"If-Match": f'"{version}"'}
        return await self.ask("PATCH", f"{EDGE}/annotations/{uid}/", json=body, headers=headers)


async def write_what_listens(database: Database, who: Principal) -> None:
    """Webhooks, before anything happens: one hears everything, one is off, one is gone."""
    rows = [
        {"target_url": f"https://hooks.example/{name}", "events": list(EVENTS), "secret": f"whsec_{name}", **more}
        for name, more in {
            "all": {"is_active": True, "deleted_at": None},
            "off": {"is_active": False, "deleted_at": None},
            "gone": {"is_active": False, "deleted_at": datetime(2026, 1, 2, 3, 4, 5, 678_901, UTC)},
        }.items()
    ]
    async with database.write() as tx:
        await tx.execute(insert(webhooks), [{**row, "created_by": who.user_id} for row in rows])


async def make_everything(doors: Doors) -> None:
    """Do once whatever may be done."""
    await _people(doors)
    streets, shown = await _photos(doors)
    cars, secret = await _projects(doors, streets)
    agent = await doors.post(f"{V1}/agents/", _agent(cars))
    await _annotations(doors, cars, shown)
    await _decisions(doors, cars, shown[0], agent["uid"])
    await _secret_work(doors, secret)
    await _quality(doors, cars, shown)
    await _providers(doors, cars)
    await _uploads(doors, streets)
    await _export(doors, cars)


def _agent(project: str) -> dict[str, Any]:
    events = ["result.submitted", "result.accepted", "dataset.updated", "export.completed"]
    more = {"task_types": ["bounding_box", "polygon", "image-annotation"], "callback_url": "https://agent.example/"}
    return {"name": "judge", "description": "Looks twice.", "project": project, "events": events, **more}


async def _people(doors: Doors) -> None:
    keys, first = doors.site.keys, doors.site.keys.first()
    make = {
        "anna": {"role": "annotator", "username": "anna"},
        "rita": {"role": "reviewer", "username": "rita"},
        "adam": {"role": "admin", "username": "adam", "scopes": ("datasets.read", "projects.read", "tasks.read")},
        "later": {"role": "annotator", "username": "anna", "expires_at": NEVER},
        "ended": {"role": "annotator", "username": "olaf"},
    }
    for name, values in make.items():
        record, doors.keys[name] = await keys.create(f"key of {name}", by=first, **values)  # type: ignore[arg-type]
        if name == "ended":
            await keys.revoke(record.uid, by=first)


async def _photos(doors: Doors) -> tuple[dict[str, Any], list[str]]:
    streets = await doors.post(f"{V1}/datasets/", {"name": "Street scenes", "metadata": {"city": "Bern", "é": [1]}})
    form = FormData(quote_fields=False)
    for number, kind in enumerate(("PNG", "JPEG", "WEBP", "PNG", "PNG", "JPEG")):
        form.add_field("file", photo(kind, number), filename=f"street/{number:04}.{kind.lower()}")
    added = await doors.ask("POST", f"{EDGE}/datasets/{streets['uid']}/items/", 201, data=form)
    await doors.ask("POST", f"{EDGE}/images/", 201, data=photo("PNG", 30), headers={"Content-Type": "image/png"})
    await doors.site.datasets.change(doors.site.keys.first(), streets["uid"], visibility="unlisted")
    gone = await doors.post(f"{V1}/datasets/", {"name": "Mistake", "slug": "mistake"})
    await doors.site.datasets.delete(doors.site.keys.first(), gone["uid"])
    return streets, [row["item"]["uid"] for row in added["results"]]


async def _projects(doors: Doors, streets: dict[str, Any]) -> tuple[str, str]:
    body = {
        "name": "Cars",
        "description": "Every car.\nAlso parked ones: été, 車",
        "datasets": [streets["uid"]],
        "labels": [
            {"name": "car", "shortcut": "c", "color": "#4477aa", "attributes": ATTRIBUTES},
            {"name": "dog"},
            {"name": "lorry", "shortcut": "l"},
            {"name": "tram"},
        ],
    }
    cars = await doors.post(f"{EDGE}/projects/", body)
    for name, more in {"Paused": {"status": "paused"}, "Over": {}}.items():
        made = await doors.post(f"{EDGE}/projects/", {"name": name, "task_type": "video-annotation"})
        if more:
            await doors.ask("PATCH", f"{EDGE}/projects/{made['uid']}/", json=more)
        else:
            await doors.ask("DELETE", f"{EDGE}/projects/{made['uid']}/", 204)
    hidden = await doors.post(f"{V1}/datasets/", {"name": "Secret photos", "visibility": "private"})
    form = FormData(quote_fields=False)
    form.add_field("file", photo("PNG", 50), filename="secret.png")
    await doors.ask("POST", f"{EDGE}/datasets/{hidden['uid']}/items/", 201, data=form)
    body = {"name": "Secret", "datasets": [hidden["uid"]], "labels": [{"name": "face"}], "members_only": True}
    secret = await doors.post(f"{EDGE}/projects/", {**body, "members": ["rita"]})
    return cars["uid"], secret["uid"]


async def _annotations(doors: Doors, project: str, shown: list[str]) -> None:
    shapes = [("bounding_box", BOX), ("polygon", POLYGON), ("segmentation_mask", MASK)]
    said = {"occlusion": "some", "parked": True, "plate": "BE 1", "doors": 5, "lights": ["left"]}
    number = 0
    for source in SOURCES:
        for state in STATES:
            if source in PREDICTED and state != "draft":
                continue  # comes to be by a review
            kind, geometry = shapes[number % 3]
            label = ("car", "dog", "lorry", None)[number % 4]
            body = {"project": project, "type": kind, "geometry": geometry, "source": source, "state": state}
            body |= {"label": label, "attributes": said if label == "car" else {}, "track": f"track-{number}"}
            if source != "human":
                body |= {"confidence": number / 17, "model": "yolo" if number % 2 else "mini"}
            who = ("lead", "rita")[number % 2]
            if state == ("accepted" if source == "human" else "draft"):
                who = "anna"  # for whom it may only be what it is by itself
                del body["state"]
            path = f"{EDGE}/items/{shown[number % 3]}/annotations/"
            made = await doors.post(path, body, who=who)
            for version in range(1, 1 + number % 4):
                change = [{"geometry": geometry, "type": kind}, {"label": "dog", "attributes": {}}, {"track": None}]
                await doors.change(made["uid"], version, change[version - 1])
            number += 1
    mine = "0b0a0000-0000-4000-8000-000000000001"
    body = {"project": project, "type": "bounding_box", "geometry": BOX, "label": "tram", "uid": mine}
    await doors.post(f"{EDGE}/items/{shown[3]}/annotations/", body)
    gone = await doors.post(f"{EDGE}/items/{shown[4]}/annotations/", {**body, "uid": None})
    await doors.ask("DELETE", f"{EDGE}/annotations/{gone['uid']}/", 204, headers={"If-Match": '"1"'})
    labels = (await doors.ask("GET", f"{EDGE}/projects/{project}/"))["labels"]
    kept = [{**labels[0], "name": "motor car"}, *labels[1:3]]  # the tram is archived, for an annotation has it
    await doors.ask("PATCH", f"{EDGE}/projects/{project}/", json={"labels": kept})


async def _decisions(doors: Doors, project: str, item: str, agent: str) -> None:
    """A prediction of each kind for each answer, so that there are accepted and rejected ones too."""
    body = {"project": project, "type": "bounding_box", "geometry": BOX, "label": "dog", "confidence": 0.35}
    for source in PREDICTED:
        for action in ("approve", "reject", "flag", "skip", "too late"):
            drawn = await doors.post(f"{EDGE}/items/{item}/annotations/", {**body, "source": source, "model": "yolo"})
            asked = (await doors.ask("GET", f"{V1}/agents/{agent}/executions/?status=pending&limit=100"))["results"]
            [mine] = [row for row in asked if row["result"] == drawn["uid"] and row["event_type"] == "result.submitted"]
            said = {"execution": mine["uid"], "action": action, "reason": f"I {action} it."}
            if action == "too late":
                await doors.change(drawn["uid"], 1, {"confidence": 0.5})
                await doors.post(f"{V1}/agent-actions/", {**said, "action": "approve"}, 409, who="rita")
                continue
            await doors.post(f"{V1}/agent-actions/", said, 200, who="rita")


async def _secret_work(doors: Doors, project: str) -> None:
    [item] = (await doors.ask("GET", f"{EDGE}/projects/{project}/items/", who="rita"))["results"]
    body = {"project": project, "type": "polygon", "geometry": POLYGON, "label": "face"}
    await doors.post(f"{EDGE}/items/{item['uid']}/annotations/", body, who="rita")


async def _quality(doors: Doors, project: str, shown: list[str]) -> None:
    path = f"{V1}/projects/{project}/quality-targets/"
    target = {"name": "few rejected", "metric": "rejection_rate", "operator": "gt", "threshold": 0.1}
    await doors.post(path, {**target, "severity": "critical", "notify_emails": ["lead@example.org"]})
    await doors.post(path, {"name": "few issues", "metric": "issue_rate", "threshold": 0.9, "is_active": False})
    await doors.ask("POST", f"{path}evaluate/")
    config = {"iou_threshold": 0.625, "min_agreement_ratio": 0.75, "min_annotations": 3}
    await doors.ask("PUT", f"{V1}/projects/{project}/consensus/config/", json=config)
    [tool, *_] = await doors.ask("GET", f"{V1}/qc-available-tools/")
    issue = {"tool_uid": tool["uid"], "problem_uid": tool["problems"][0]["uid"], "project_uid": project}
    more = {
        "priority": "highest",
        "severity": "critical",
        "description": "The outline cuts the car.",
        "wrong_class": "dog",
        "correct_class": "car",
        "should_re_annotate": True,
        "should_delete": False,
        "frames_affected": "1-3",
        "coordinates": {"x": 1.25, "y": [2, None]},
        "query_params": {"zoom": 2},
    }
    path = f"{V1}/sequences/{shown[3]}/annotation-issues/"
    for values in (more, {}, {}):
        made = await doors.post(path, {**issue, **values}, who="rita")
    await doors.ask("DELETE", f"{path}{made['uid']}/", 204)
    made = await doors.post(path, issue)
    await doors.ask("PATCH", f"{path}{made['uid']}/", json={"status": "completed"})


async def _providers(doors: Doors, project: str) -> None:
    config = {
        "endpoint_url": "https://models.example/predict",
        "auth_type": "bearer",
        "auth_header": "sk-of-the-provider",
        "headers": {"X-Team": "streets"},
        "timeout": 12.5,
        "response_key": "data.boxes",
    }
    body = {"name": "detector", "provider_type": "http", "config": config, "project": project, "description": "Ours"}
    made = await doors.post(f"{V1}/inference-providers/", body)
    await doors.site.providers.tested(doors.site.keys.first(), made["uid"], success=True)
    config = {"endpoint_name": "cars", "region": "eu-central-1"}
    await doors.post(
        f"{V1}/inference-providers/",
        {"name": "cloud", "provider_type": "sagemaker", "config": config, "is_active": False},
    )


async def _uploads(doors: Doors, streets: dict[str, Any]) -> None:
    tus = {"Tus-Resumable": "1.0.0"}
    part = {**tus, "Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
    for name, data, sent in (("whole", photo("PNG", 60), 10**6), ("half", photo("PNG", 0), 200), ("no", b"text", 4)):
        said = {"filename": f"up/{name}.png", "dataset": streets["uid"], "metadata": json.dumps({"camera": name})}
        words = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in said.items())
        headers = {**tus, "Upload-Length": str(len(data)), "Upload-Metadata": words}
        at = (await doors.ask("POST", f"{EDGE}/uploads/", 201, headers=headers))["Location"]
        status = 422 if name == "no" else 204
        await doors.ask("PATCH", URL(at).path, status, data=data[:sent], headers=part)
    data = photo("JPEG", 62)
    body = {"dataset_name": "By hand", "file_path_in_dataset": "a/b.jpg", "content_length": len(data)}
    target = await doors.post(f"{V1}/datasets/manual-upload/file-upload-url/", body, 200)
    async with doors.client.put(URL(target["url"]).relative(), data=data) as answer:
        assert answer.status == 204


async def _export(doors: Doors, project: str) -> None:
    made = await doors.post(f"{V1}/exports/", {"project": project, "name": "for the archive"})
    while (await doors.site.exports.get(doors.site.keys.first(), made["uid"])).status == "requested":
        await doors.ask("GET", f"{V1}/exports/{made['uid']}/")


async def write_the_rest(database: Database, who: Principal) -> None:
    """Write what no door makes yet, and put off for ever what would end by itself."""
    async with database.write() as tx:
        dataset, cars = [
            (await tx.execute(select(table.c.id).where(table.c.name == name))).scalar_one()
            for table, name in ((datasets, "Street scenes"), (projects, "Cars"))
        ]
        film = {"dataset_id": dataset, "key": "drive.mp4", "status": "ready", "number_of_frames": 2}
        number = (await tx.execute(insert(sequences).values(film).returning(sequences.c.id))).scalar_one()
        shown = list((await tx.execute(select(items.c.id).order_by(items.c.id))).scalars())
        for index, item in enumerate(shown[4:6]):
            frame = {"sequence_id": number, "frame_index": index, "is_hidden": index == 1}
            await tx.execute(update(items).where(items.c.id == item).values(frame))
        for status, item in (("completed", shown[0]), ("pending", shown[1])):
            mine = (tasks.c.project_id == cars) & (tasks.c.item_id == item)
            await tx.execute(update(tasks).where(mine).values(status=status, assignee_id=who.user_id))
        await tx.execute(update(users).where(users.c.username == "anna").values(email="anna@example.org"))
        await tx.execute(update(users).where(users.c.username == "olaf").values(is_active=False))
        await _write_jobs(tx, cars, who.user_id)
        first = (await tx.execute(select(func.min(webhook_deliveries.c.id)))).scalar_one()
        answers = {
            first: {"status": "delivered", "attempts": 1, "response_status": 200, "response_body": "thanks"},
            first + 1: {"status": "failed", "attempts": 6, "response_status": 500, "next_retry_at": None},
            first + 2: {"attempts": 2, "next_retry_at": NEVER},
        }
        for delivery, values in answers.items():
            await tx.execute(update(webhook_deliveries).where(webhook_deliveries.c.id == delivery).values(**values))
        for table in (uploads, manual_uploads):
            await tx.execute(update(table).values(expires_at=NEVER))
        scope = (await tx.execute(select(exports.c.scope))).scalar_one()
        asked = {"name": "lost", "format": "avala-json-external", "scope": scope, "created_by": who.user_id}
        lost = {"status": "failed", "error_message": "The file could not be written: No space left on device."}
        await tx.execute(insert(exports).values(**asked, **lost))
        names = {
            "project": select(projects.c.uid).where(projects.c.id == cars),
            "job": select(jobs.c.uid).order_by(jobs.c.id).limit(1),
        }
        names |= {"item": select(items.c.uid).order_by(items.c.id).limit(1), "sequence": select(sequences.c.uid)}
        uids = {name: (await tx.execute(query)).scalar_one() for name, query in names.items()}
    predicted = NewAnnotation("bounding_box", BOX, "dog", source="auto_label", confidence=0.75, model="yolo")
    await Annotations(database).add(who, uids["item"], uids["project"], [predicted], job=uids["job"])
    await Issues(database).create(who, uids["sequence"], tool=next(iter(TOOLS)), problem=next(iter(PROBLEMS)))


async def _write_jobs(tx: Any, project: int, user: int) -> None:
    begun = datetime(2026, 2, 3, 4, 5, 6, 789_012, UTC)
    for status in ("completed", "failed", "cancelled"):
        row = {
            "uid": new_uid(),
            "kind": "auto_label",
            "project_id": project,
            "status": status,
            "options": {"provider": "detector", "threshold": 0.5},
            "summary": {"made": 7},
            "total_items": 3,
            "successful_items": 1,
            "failed_items": 1,
            "skipped_items": 1,
            "error_message": "one photo could not be read" if status == "completed" else None,
            "created_by": user,
            "started_at": begun,
            "completed_at": begun + timedelta(seconds=9),
        }
        number = (await tx.execute(insert(jobs).values(row).returning(jobs.c.id))).scalar_one()
        await tx.execute(
            insert(job_items),
            [
                {"job_id": number, "subject": "1", "status": "done", "error_code": None, "error_message": None},
                {"job_id": number, "subject": "2", "status": "failed", "error_code": "x", "error_message": "y"},
            ],
        )
