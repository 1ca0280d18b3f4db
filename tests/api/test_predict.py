"""This server as a model for others: ways to send a picture and a key, what is answered, and that nothing is kept."""

from __future__ import annotations

import base64
import io
import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from aiohttp import FormData
from PIL import Image

from avala_edge.api.schemas.inference import PredictAnswer
from avala_edge.assembly import Site
from avala_edge.autolabel.answer_form import AnswerForm, Picture
from avala_edge.autolabel.prediction_wire import to_prediction
from avala_edge.autolabel.predictions import read_predictions
from avala_edge.autolabel.provider import Ask
from avala_edge.config import Config
from avala_edge.geometry import Polygon, rasterise_polygons
from avala_edge.models import Detection
from tests.api.conftest import Client, Connect
from tests.api.photos import HEIGHT, INSIDE, WIDTH, photo
from tests.unit.autolabel.hostile import hostile, whole

PREDICT = "/v1/predict"
BOX = {"x": 70, "y": 30, "width": 100, "height": 100}


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, request_deadline_s=600.0, image_targets=("localhost",))


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


async def ask(client: Client, path: str = PREDICT, **request: Any) -> PredictAnswer:
    answer = await client.post(path, **request)
    assert answer.status == 200, await answer.text()
    return PredictAnswer.model_validate(await answer.json())


def overlap(found: PredictAnswer) -> float:
    """IoU of the best answer's box with that of the disc."""
    best = found.predictions[0]
    wide = min(best.x + best.width, 171) - max(best.x, 70)
    high = min(best.y + best.height, 131) - max(best.y, 30)
    both = max(0, wide) * max(0, high)
    return both / (best.width * best.height + 101 * 101 - both)


async def test_a_prompt_is_answered_with_its_object(client: Client, site: Site) -> None:
    for prompt in ({"points": [INSIDE]}, {"box": BOX}, {"points": [INSIDE], "box": BOX}):
        found = await ask(client, json={"image": b64(photo()), **prompt})
        assert overlap(found) > 0.8
        assert (found.model.name, found.model.version) == ("avala-mini", site.model.manifest.version)
        assert found.image is not None
        assert (found.image.width, found.image.height) == (WIDTH, HEIGHT)


async def test_without_a_prompt_everything_is(client: Client) -> None:
    found = await ask(client, json={"image": b64(photo()), "confidence_threshold": 0.6})
    assert found.model.name == "avala-mini/everything"
    assert found.predictions
    assert all(each.confidence >= 0.6 and each.label is None for each in found.predictions)
    for model in ({"model_type": "sam3"}, {"model": "everything"}, {"model_type": "SAM"}):
        assert (await ask(client, json={"test": True, **model})).model == found.model


async def test_each_way_to_send_a_picture(client: Client) -> None:
    data, prompt = photo("JPEG"), {"points": [INSIDE]}
    first = await ask(client, json={"image": b64(data), **prompt})
    mime = base64.encodebytes(data).decode()  # with line breaks
    for body in (
        {"image": f"data:image/jpeg;base64,{b64(data)}"},
        {"image": mime},
        {"image": base64.urlsafe_b64encode(data).decode()},
        {"image_base64": b64(data), "image": None},
        {"data_url": f"data:image/jpeg;base64,{b64(data)}"},
        {"instances": [{"image": b64(data)}]},
        {"instances": [{"image": b64(data), "points": [INSIDE]}], "points": None, "something": "else"},
    ):
        assert (await ask(client, json={**prompt, **body})).predictions == first.predictions
    form = FormData({"points": json.dumps([INSIDE]), "labels": "a,b"})
    form.add_field("file", data, filename="a.jpg", content_type="image/jpeg")
    assert (await ask(client, data=form)).predictions == first.predictions
    for kind in ("image/jpeg", "application/octet-stream", "application/x-image"):
        found = await ask(
            client,
            f"{PREDICT}?test=true&confidence_threshold=0.9&labels=a,b",
            data=data,
            headers={"Content-Type": kind},
        )
        assert found.image == first.image


async def test_a_container_answers_the_same(client: Client, stranger: Client) -> None:
    answer = await stranger.get("/ping")
    assert (answer.status, await answer.read()) == (200, b"")
    body = {"image": b64(photo()), "points": [INSIDE]}
    one, other = await ask(client, json=body), await ask(client, "/invocations", json=body)
    assert one.predictions == other.predictions
    assert (await stranger.post("/invocations", json=body)).status == 401


async def test_ping_says_when_nothing_would_be_answered(stranger: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Site, "ready", lambda self: "loading")
    assert (await stranger.get("/ping")).status == 503


@pytest.mark.parametrize(
    "header",
    [
        {"X-Avala-Api-Key": "{key}"},
        {"X-API-Key": "{key}"},
        {"Authorization": "Bearer {key}"},
        {"Authorization": "bearer {key}"},
        {"Authorization": "{key}"},
        {"Authorization": "Basic {pair}"},
        {"Authorization": "Basic {alone}"},
    ],
)
async def test_each_way_to_send_a_key(stranger: Client, key: str, header: dict[str, str]) -> None:
    [(name, form)] = header.items()
    for secret, status in ((key, 200), (key[:-1], 401)):
        value = form.format(key=secret, pair=b64(f"avala:{secret}".encode()), alone=b64(f"{secret}:".encode()))
        answer = await stranger.post(PREDICT, json={"test": True}, headers={name: value})
        assert answer.status == status
        if status == 401:
            assert await answer.json() == {"detail": "Invalid API key.", "code": "unauthenticated"}


async def test_who_may_not(stranger: Client, connect: Connect, site: Site, key: str) -> None:
    answer = await stranger.post(PREDICT, json={"test": True})
    assert (answer.status, await answer.json()) == (
        401,
        {"detail": "Authentication credentials were not provided.", "code": "unauthenticated"},
    )
    for value in ("Basic !!!", "Basic /w==", "Bearer ", ""):
        assert (await stranger.post(PREDICT, json={"test": True}, headers={"Authorization": value})).status == 401
    elsewhere = {"Authorization": f"Bearer {key}"}  # a browser's Basic must open nothing else
    assert (await stranger.get("/api/edge/v1/models/", headers=elsewhere)).status == 401
    _, narrow = await site.keys.create("narrow", scopes=("images.read",))
    assert (await (await connect(narrow)).post(PREDICT, json={"test": True})).status == 403


async def test_a_test_is_answered_with_nothing(client: Client) -> None:
    found = await ask(client, json={"test": True})
    assert (found.predictions, found.image) == ([], None)
    found = await ask(client, json={"test": True, "image": b64(photo())})
    assert found.predictions == []
    assert found.image is not None
    assert (await ask(client, f"{PREDICT}?test=true", data=b"", headers={"Content-Type": "image/png"})).image is None


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({}, 400, "There is no picture"),
        ({"labels": ["a"]}, 400, "There is no picture"),
        ({"image": ""}, 400, "There is no picture"),
        ({"image": "no base64!"}, 422, "not Base64"),
        ({"image": b64(b"no picture")}, 422, "image"),
        ({"image": "data:image/png;base64"}, 422, "no data"),
        ({"image": 3}, 422, "image"),
        ({"test": True, "image": b64(b"no picture")}, 422, "image"),
        ({"image": b64(photo()), "model": "nothing"}, 404, "this server has everything"),
        ({"image": b64(photo()), "model_type": "yolo"}, 404, "yolo"),
        ({"image": b64(photo()), "confidence_threshold": 2}, 422, "confidence_threshold"),
        ({"image": b64(photo()), "labels": "car"}, 422, "labels"),
        ({"image": b64(photo()), "points": [{"x": 9999, "y": 1}]}, 422, "outside the image"),
        ({"image": b64(photo()), "points": [{"x": 1, "y": 1}] * 65}, 422, "points"),
        ({"image": b64(photo()), "box": {"x": 0, "y": 0, "width": -1, "height": 1}}, 422, "box"),
        ({"instances": []}, 422, "instances"),
        ({"instances": [{"image": "x"}, {"image": "y"}]}, 422, "instances"),
        ({"image_url": "http://169.254.169.254/a.png"}, 403, "AVALA_EDGE_IMAGE_TARGETS"),
        ({"url": "file:///etc/passwd"}, 422, "url must be an http or https address"),
        ({"image_url": "http://[::1"}, 422, "image_url must be"),
        ({"image_url": "http://localhost:1/a.png"}, 422, "cannot be reached"),
    ],
)
async def test_refusals(client: Client, body: dict[str, Any], status: int, words: str) -> None:
    answer = await client.post(PREDICT, json=body)
    text = await answer.text()
    assert (answer.status, words in text) == (status, True), text


async def test_bodies_that_are_none(client: Client) -> None:
    for data, kind, status in (
        (b"{", "application/json", 400),
        (b"[1]", "application/json", 422),
        (b"a=b", "application/x-www-form-urlencoded", 415),
        (b"", "image/png", 400),
        (b"x" * (9 * 1024 * 1024), "image/png", 413),
        (b" " * (12 * 1024 * 1024), "application/json", 413),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x", 400),
    ):
        answer = await client.post(PREDICT, data=io.BytesIO(data), headers={"Content-Type": kind})
        assert answer.status == status, await answer.text()


async def test_a_large_picture_in_base64_is_taken(client: Client) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (1600, 1600, 3), np.uint8)
    out = io.BytesIO()
    Image.fromarray(noise).save(out, "PNG")
    assert 7_500_000 < len(out.getvalue()) < 8 * 1024 * 1024
    assert (await ask(client, json={"test": True, "image": b64(out.getvalue())})).image is not None


async def test_a_picture_by_its_address(client: Client) -> None:
    async with hostile(whole(photo()), whole(b"x" * (9 * 1024 * 1024)), whole(b"", status="404 No")) as told:
        body = {"image_url": told.url, "points": [INSIDE]}
        assert overlap(await ask(client, json=body)) > 0.8
        assert told.asked[0].startswith(b"GET /predict HTTP/1.1")
        for words in ("larger than", "status 404"):
            answer = await client.post(PREDICT, json=body)
            assert (answer.status, words in await answer.text()) == (422, True)
    async with hostile(whole(b"", f"Location: {told.url}", status="302 Found")) as away:
        answer = await client.post(PREDICT, json={"image_url": away.url})
        assert (answer.status, "status 302" in await answer.text()) == (422, True)


async def test_nothing_is_kept(client: Client, site: Site) -> None:
    await ask(client, json={"image": b64(photo()), "points": [INSIDE]})
    assert await site.images.uids() == []
    (uid,) = {(await site.intake.add(photo()))[0].uid}
    await ask(client, json={"image": b64(photo()), "points": [INSIDE]})
    assert await site.images.uids() == [uid]  # what was kept before stays so
    assert (await site.images.get(uid)).uid == uid


def test_what_is_answered_is_read_back() -> None:
    ring = np.array([[10, 10], [40, 10], [40, 40], [10, 40]], float)
    hole = np.array([[20, 20], [20, 30], [30, 30], [30, 20]], float)
    far = Polygon(np.array([[50, 5], [58, 5], [58, 12]], float))
    for polygons, kind in (
        (None, "bounding_box"),
        ((Polygon(ring),), "polygon"),
        ((Polygon(ring, (hole,)),), "segmentation_mask"),
        ((Polygon(ring), far), "segmentation_mask"),
    ):
        said = to_prediction(Detection(0.5, (10, 10, 30, 30), "car", polygons), width=60, height=50)
        assert said["type"] == kind
        for only in ((), ("mask",), ("polygons", "mask")):  # each reader takes another of its forms
            data = json.dumps([{name: value for name, value in said.items() if name not in only}]).encode()
            ((found,), _, _) = vars(read_predictions(data, AnswerForm(), Picture.whole(60, 50), Ask())).values()
            assert (found.label, found.score) == ("car", 0.5)
            if polygons is None:
                assert (found.box, found.polygons) == ((10, 10, 30, 30), None)
            elif not only:
                painted = [rasterise_polygons(each, height=50, width=60) for each in (polygons, found.polygons)]
                assert (painted[0] == painted[1]).all()
