from __future__ import annotations

import asyncio
import json
from typing import Any

import msgpack
import numpy as np
import pytest

from avala_edge.api.schemas.segment import SegmentAnswer
from avala_edge.assembly import Site
from avala_edge.geometry import Rle, decode_rle
from avala_edge.inference import Lane
from avala_edge.models import Embedding, Prepared, Prompt
from avala_edge.segment import BoxPrompt, Point, SegmentRequest
from avala_edge.store import Principal
from tests.api.conftest import EDGE, Client, Connect
from tests.api.photos import HEIGHT, INSIDE, WIDTH, photo, small_disc

SEGMENT = f"{EDGE}/segment/"


async def click(client: Client, uid: str, **fields: Any) -> dict[str, Any]:
    answer = await client.post(SEGMENT, json={"image": uid, "points": [INSIDE], **fields})
    assert answer.status == 200, await answer.text()
    body: dict[str, Any] = await answer.json()
    return body


async def test_a_click_answers_what_the_schema_says(client: Client, uid: str) -> None:
    body = await click(client, uid, formats=["polygon", "rle", "png", "bbox"])
    SegmentAnswer.model_validate(body)
    (mask,) = body["masks"]
    assert body["cache"] == "miss"
    assert mask["rle"]["size"] == [HEIGHT, WIDTH]
    assert 0 < mask["area"] <= WIDTH * HEIGHT
    assert mask["polygon"]["polygons"]
    assert (await click(client, uid))["cache"] == "hit"


async def test_only_the_formats_asked_for(client: Client, uid: str) -> None:
    (mask,) = (await click(client, uid, formats=["rle"]))["masks"]
    assert "rle" in mask
    assert "polygon" not in mask
    assert "png" not in mask


async def test_a_box_is_a_prompt(client: Client, uid: str) -> None:
    box = {"x": 65.0, "y": 25.0, "width": 110.0, "height": 110.0}
    answer = await client.post(SEGMENT, json={"image": uid, "box": box})
    assert answer.status == 200, await answer.text()


async def test_multimask_gives_three_best_first(client: Client, uid: str) -> None:
    scores = [mask["score"] for mask in (await click(client, uid, multimask=True))["masks"]]
    assert len(scores) == 3
    assert scores == sorted(scores, reverse=True)


async def test_a_lone_click_is_answered_by_the_likeliest_of_what_it_may_mean(site: Site, uid: str) -> None:
    embedding, chosen = await site.sight.embedding(await site.images.get(uid), Lane.CLICK), set()
    for x, y in ((x, y) for x in range(20, WIDTH, 60) for y in range(20, HEIGHT, 40)):
        prompt = Prompt.in_image([(x, y, 1)], None, height=HEIGHT, width=WIDTH)
        one, three = [
            await site.model.decode(embedding, prompt, multimask=multimask, lane=Lane.CLICK)
            for multimask in (False, True)
        ]
        best = int(three.scores.argmax())
        assert np.array_equal(one.masks[0], three.masks[best])
        assert one.scores[0] == three.scores[best]
        chosen.add(best)
    assert {0, 1} <= chosen, "the photo as it is, and at half the size"


async def test_refinement_with_the_token_of_an_earlier_answer(client: Client, uid: str) -> None:
    token = (await click(client, uid))["masks"][0]["mask"]
    refined = await click(client, uid, mask=token, points=[INSIDE, {"x": 10.5, "y": 10.5, "label": 0}])
    assert refined["masks"][0]["mask"] != token


async def disc(client: Client, width: int = 800, height: int = 600) -> str:
    answer = await client.post(f"{EDGE}/images/", data=small_disc(width, height), headers={"Content-Type": "image/png"})
    return str((await answer.json())["uid"])


async def test_a_small_object_is_looked_at_closer(client: Client, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site.segment._sight, "_patience_s", 30.0)
    uid = await disc(client)
    inside, outside = {"x": 150.5, "y": 150.5, "label": 1}, {"x": 190.5, "y": 150.5, "label": 0}
    first = await click(client, uid, points=[inside])
    assert first["cache"] == "miss"
    second = await click(client, uid, points=[inside, outside], mask=first["masks"][0]["mask"])
    third = await click(client, uid, points=[inside, outside], mask=second["masks"][0]["mask"])
    assert second["cache"] == third["cache"] == "hit"
    for found in (first, second, third):
        assert on_disc(found, 800, 600) > 0.8


async def test_a_click_on_something_small_is_looked_at_closer_at_once_unless_others_wait(
    client: Client, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site.segment._sight, "_patience_s", 30.0)
    uid, inside = await disc(client), {"x": 150.5, "y": 150.5, "label": 1}
    with monkeypatch.context() as under_load:
        under_load.setattr(site.segment._sight, "_busy", lambda: True)
        await click(client, uid, points=[inside])
        assert (await click(client, uid, points=[inside]))["timings_ms"]["encode"] == 0
    for multimask in (False, True):
        found = await click(client, uid, points=[inside], multimask=multimask)
        assert found["cache"] == ("hit" if multimask else "miss")
        assert len(found["masks"]) == (3 if multimask else 1)
        assert on_disc(found, 800, 600) > 0.8
    large = await click(client, uid, points=[{"x": 600.5, "y": 400.5, "label": 1}])  # the ground
    assert large["cache"] == "hit"


def on_disc(body: dict[str, Any], width: int = 4000, height: int = 3000) -> float:
    """IoU of the likeliest mask with the disc of `small_disc`."""
    disc = np.hypot(*(np.mgrid[:height, :width] + 0.5 - 150.5)) < 20
    rle = body["masks"][0]["rle"]
    mask = decode_rle(Rle(*rle["size"], rle["counts"].encode())).astype(bool)
    return float((mask & disc).sum() / (mask | disc).sum())


@pytest.mark.parametrize("multimask", [False, True])
async def test_a_first_click_means_something_on_the_screen(
    client: Client, site: Site, multimask: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site.segment._sight, "_patience_s", 30.0)
    uid, inside = await disc(client, 4000, 3000), {"x": 150.5, "y": 150.5, "label": 1}
    seen = {"x": 60.0, "y": 70.0, "width": 240.0, "height": 160.0}
    first = await click(client, uid, points=[inside], looking_at=seen, multimask=multimask)
    assert first["cache"] == "miss"
    assert on_disc(first) > 0.8
    panned = {"x": 62.0, "y": 71.0, "width": 240.0, "height": 160.0}
    again = await click(client, uid, points=[inside], looking_at=panned, multimask=multimask)
    assert again["cache"] == "hit"  # a little to the side is the same view
    assert again["masks"][0]["rle"] == first["masks"][0]["rle"]
    refined = await click(client, uid, points=[inside], mask=first["masks"][0]["mask"])
    assert on_disc(refined) > 0.8


async def test_what_is_larger_than_the_screen_is_answered_from_all_of_the_photo(client: Client, uid: str) -> None:
    inside = {"x": 100.0, "y": 70.0, "width": 40.0, "height": 30.0}  # of the disc
    whole, near = await click(client, uid), await click(client, uid, looking_at=inside)
    assert near["masks"][0]["rle"] == whole["masks"][0]["rle"]


async def test_a_hovering_pointer_waits_for_no_closer_look(client: Client, site: Site) -> None:
    uid = await disc(client, 4000, 3000)
    who = Principal("hover", "hover", "owner")
    seen = BoxPrompt(60.0, 70.0, 240.0, 160.0)
    request = SegmentRequest(uid, points=(Point(150.5, 150.5),), looking_at=seen)
    await site.segment.segment(request, who, ahead=False)  # of all the photo; begins the closer view
    await asyncio.gather(*site.segment._sight._begun)
    answer = await site.segment.segment(request, who, ahead=False)
    assert answer.cache == "hit"
    assert answer.masks[0].area < 3000


@pytest.mark.parametrize(
    ("shown", "status"),
    [
        ({"x": 500.0, "y": 0.0, "width": 10.0, "height": 10.0}, 422),
        ({"x": 0.0, "y": 0.0, "width": 0.0, "height": 10.0}, 422),
        ([0, 0, 10, 10], 422),
    ],
)
async def test_a_screen_without_the_photo_is_refused(client: Client, uid: str, shown: Any, status: int) -> None:
    answer = await client.post(SEGMENT, json={"image": uid, "points": [INSIDE], "looking_at": shown})
    assert answer.status == status, await answer.text()
    assert "looking_at" in await answer.text()


async def test_under_load_nobody_waits_for_a_closer_look(
    client: Client, site: Site, uid: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def encoding(box: dict[str, float]) -> float:
        answer = await client.post(SEGMENT, json={"image": uid, "box": box})
        return float((await answer.json())["timings_ms"]["encode"])

    await click(client, uid)
    monkeypatch.setattr(site.segment._sight, "_patience_s", 30.0)
    assert await encoding({"x": 100.0, "y": 60.0, "width": 30.0, "height": 30.0}) > 0
    monkeypatch.setattr(site.segment._sight, "_busy", lambda: True)
    assert await encoding({"x": 10.0, "y": 10.0, "width": 30.0, "height": 30.0}) == 0
    assert await encoding({"x": 100.0, "y": 60.0, "width": 30.0, "height": 30.0}) == 0  # ready: no reason to wait


async def test_nobody_waits_long_for_a_closer_look(
    client: Client, site: Site, uid: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await click(client, uid)
    gate = asyncio.Event()
    encode = site.model.encode

    async def slowly(prepared: Prepared, *, lane: Lane) -> Embedding:
        await gate.wait()
        return await encode(prepared, lane=lane)

    monkeypatch.setattr(site.model, "encode", slowly)
    monkeypatch.setattr(site.segment._sight, "_patience_s", 0.05)
    body = {"image": uid, "box": {"x": 100.0, "y": 60.0, "width": 30.0, "height": 30.0}}
    whole = await (await client.post(SEGMENT, json=body)).json()
    assert whole["timings_ms"]["encode"] == 0
    gate.set()
    monkeypatch.setattr(site.segment._sight, "_patience_s", 30.0)
    closer = await (await client.post(SEGMENT, json=body)).json()
    assert closer["cache"] in ("joined", "hit")  # the encode that was begun, and not another one


async def test_large_answers_are_compressed_for_those_who_take_it(client: Client, uid: str) -> None:
    body = {"image": uid, "points": [INSIDE], "multimask": True, "tolerance": 0.0}
    plain = await client.post(SEGMENT, json=body, headers={"Accept-Encoding": "identity"})
    packed = await client.post(SEGMENT, json=body, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert int(packed.headers["Content-Length"]) < int(plain.headers["Content-Length"]) / 2
    assert len((await packed.json())["masks"]) == 3


async def test_messagepack_says_the_same(client: Client, uid: str) -> None:
    await click(client, uid)
    body = {"image": uid, "points": [INSIDE], "formats": ["polygon", "rle", "png", "bbox"]}
    in_json = await (await client.post(SEGMENT, json=body)).json()
    answer = await client.post(SEGMENT, json=body, headers={"Accept": "application/msgpack"})
    assert answer.content_type == "application/msgpack"
    packed = msgpack.unpackb(await answer.read())
    for said in (in_json, packed):
        del said["timings_ms"]
        for mask in said["masks"]:
            del mask["mask"]
    assert packed == in_json


BAD: dict[str, tuple[dict[str, Any], int, str | None]] = {
    "no prompt": ({}, 422, "body"),
    "empty points": ({"points": []}, 422, "body"),
    "point left of the image": ({"points": [{"x": -1.0, "y": 5.0, "label": 1}]}, 422, "points.0"),
    "point below the image": ({"points": [{"x": 5.0, "y": 160.5, "label": 1}]}, 422, "points.0"),
    "65 points": ({"points": [INSIDE] * 65}, 422, "points"),
    "text for a number": ({"points": [{"x": "1", "y": 1, "label": 1}]}, 422, "points.0.x"),
    "label 2": ({"points": [{"x": 1, "y": 1, "label": 2}]}, 422, "points.0.label"),
    "negative box": ({"box": {"x": 50, "y": 50, "width": -10, "height": 10}}, 422, "box.width"),
    "empty box": ({"box": {"x": 50, "y": 50, "width": 10, "height": 0}}, 422, "box.height"),
    "box outside the image": ({"box": {"x": 500, "y": 500, "width": 10, "height": 10}}, 422, "box"),
    "unknown field": ({"points": [INSIDE], "colour": "red"}, 422, "colour"),
    "unknown nested field": ({"points": [{**INSIDE, "z": 1}]}, 422, "points.0.z"),
    "unknown format": ({"points": [INSIDE], "formats": ["svg"]}, 422, "formats.0"),
    "no format": ({"points": [INSIDE], "formats": []}, 422, "formats"),
    "unknown image": ({"points": [INSIDE], "image": "sha256:" + "0" * 64}, 404, "image"),
    "a path for an image": ({"points": [INSIDE], "image": "sha256:../../../../etc/passwd"}, 404, "image"),
    "unknown model": ({"points": [INSIDE], "model": "nobody"}, 404, "model"),
    "unknown mask token": ({"points": [INSIDE], "mask": "x" * 22}, 422, "mask"),
    "negative tolerance": ({"points": [INSIDE], "tolerance": -1}, 422, "tolerance"),
}


@pytest.mark.parametrize("name", BAD)
async def test_a_bad_prompt_is_refused_and_does_no_damage(client: Client, uid: str, name: str) -> None:
    fields, status, field = BAD[name]
    answer = await client.post(SEGMENT, json={"image": uid, **fields})
    body = await answer.json()
    assert (answer.status, body.get("field")) == (status, field), body
    assert body["detail"]
    assert "Traceback" not in json.dumps(body)
    await click(client, uid)


BROKEN = {
    "malformed": (b'{"image": ', 400),
    "empty": (b"", 400),
    "a list": (b"[]", 422),
    "not UTF-8": (b"\xff\xfe\xff", 400),
    "nested too deeply": (b"[" * 100_000, 400),
    "NaN": (b'{"image": "%s", "points": [{"x": NaN, "y": 1, "label": 1}]}', 400),
    "Infinity": (b'{"image": "%s", "points": [{"x": -Infinity, "y": 1, "label": 1}]}', 400),
    "a number beyond floats": (b'{"image": "%s", "points": [{"x": 1e999, "y": 1, "label": 1}]}', 422),
    "an endless integer": (b'{"image": "%s", "points": [{"x": ' + b"9" * 5000 + b', "y": 1, "label": 1}]}', 400),
    "a huge integer": (b'{"image": "%s", "points": [{"x": ' + b"9" * 400 + b', "y": 1, "label": 1}]}', 422),
    "half a surrogate": (b'{"image": "%s", "\\ud800": 1}', 422),
    "larger than the limit": (b" " * (256 * 1024 + 1), 413),
}


@pytest.mark.parametrize("name", BROKEN)
async def test_a_broken_body_is_refused_and_does_no_damage(client: Client, uid: str, name: str) -> None:
    data, status = BROKEN[name]
    answer = await client.post(SEGMENT, data=data.replace(b"%s", uid.encode()))
    assert answer.status == status, await answer.text()
    assert (await answer.json())["code"]
    await click(client, uid)


async def test_a_token_is_good_for_its_image_only(client: Client, uid: str) -> None:
    other = (await (await client.post(f"{EDGE}/images/", data=photo(shift=9))).json())["uid"]
    token = (await click(client, other))["masks"][0]["mask"]
    answer = await client.post(SEGMENT, json={"image": uid, "points": [INSIDE], "mask": token})
    assert answer.status == 422
    assert (await answer.json())["code"] == "token_refused"
    await click(client, other, mask=token)


async def test_a_token_is_good_for_its_principal_only(client: Client, connect: Connect, site: Site, uid: str) -> None:
    token = (await click(client, uid))["masks"][0]["mask"]
    other = await connect((await site.keys.create("somebody else"))[1])
    answer = await other.post(SEGMENT, json={"image": uid, "points": [INSIDE], "mask": token})
    assert answer.status == 422
    assert (await answer.json())["code"] == "token_refused"
    await click(other, uid)
    await click(client, uid, mask=token)
