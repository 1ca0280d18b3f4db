"""Models over HTTP: the one that serves clicks, and detectors that were imported meanwhile."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from aiohttp import FormData

from avala_edge.api.schemas.models import ModelCard, ModelPage
from avala_edge.assembly import Site, open_site
from avala_edge.cli import main
from avala_edge.config import Config
from tests.api.conftest import EDGE, Client, Connect
from tests.unit.detectors.conftest import TWO_CATS_AND_A_DOG
from tests.unit.detectors.graphs import write_constant
from tests.unit.promptables.memories import GRAPHS, write_remembering
from tests.unit.promptables.pairs import DIALECTS, write_pair


def import_pets(site: Site, folder: Path) -> None:
    source = write_constant(folder / "pets.onnx", {"o": TWO_CATS_AND_A_DOG})
    (folder / "labels.txt").write_text("cat\ndog\n")
    words = ["models", "import", str(source), "--labels", str(folder / "labels.txt"), "--license", "MIT", "--yes"]
    with pytest.raises(SystemExit) as ended:
        main([*words, "--data-dir", str(site.config.data_dir)])
    assert not ended.value.code


async def test_imported_detectors_are_listed_behind_the_model_for_clicks(
    client: Client, site: Site, tmp_path: Path
) -> None:
    import_pets(site, tmp_path)  # while the server runs
    page = await (await client.get(f"{EDGE}/models/")).json()
    ModelPage.model_validate(page)
    promptable, detector = page["results"]
    assert (promptable["kind"], promptable["active"]) == ("promptable", True)
    assert len(detector.pop("digest")) == 64
    assert detector == {
        "kind": "detector",
        "name": "pets",
        "family": "yolov8",
        "labels": ["cat", "dog"],
        "score_threshold": 0.25,
        "damage": None,
        "license": "MIT",
        "source": "pets.onnx",
    }
    (site.config.data_dir / "models" / "pets" / "manifest.json").write_text("{")
    page = await (await client.get(f"{EDGE}/models/")).json()
    ModelPage.model_validate(page)
    assert "manifest.json" in page["results"][1]["damage"]


async def test_models_need_a_key_that_may_read_them(connect: Connect, site: Site, stranger: Client) -> None:
    assert (await stranger.get(f"{EDGE}/models/")).status == 401
    _, secret = await site.keys.create("narrow", scopes=("images.read",))
    assert (await (await connect(secret)).get(f"{EDGE}/models/")).status == 403


def pair_of(folder: Path) -> FormData:
    """Encoder and decoder as a browser sends them."""
    write_pair(folder, DIALECTS["segment-anything"])
    form = FormData()
    for part in ("encoder", "decoder"):
        form.add_field(part, (folder / f"{part}.onnx").read_bytes(), filename=f"vit_b.{part}.onnx")
    return form


async def test_a_pair_is_imported_activated_and_taken_away(client: Client, site: Site, tmp_path: Path) -> None:
    answer = await client.post(f"{EDGE}/models/import/?name=toy&license=MIT", data=pair_of(tmp_path / "pair"))
    assert answer.status == 201, await answer.text()
    card = await answer.json()
    ModelCard.model_validate(card)
    assert (card["name"], card["kind"], card["active"], card["license"]) == ("toy", "promptable", False, "MIT")
    assert [path.name for path in (site.config.data_dir / "models").iterdir()] == ["toy"]
    again = await client.post(f"{EDGE}/models/import/?name=toy", data=pair_of(tmp_path / "pair"))
    assert (again.status, "already" in await again.text()) == (422, True)

    begun = await client.post(f"{EDGE}/models/toy/activate/")
    assert (begun.status, (await begun.json())["activation"]) == (202, {"state": "running", "reason": None})
    assert (await client.post(f"{EDGE}/models/toy/activate/")).status == 503  # one at a time
    assert (await client.post(f"{EDGE}/models/avala-mini/activate/")).status == 202  # serves already
    async with asyncio.timeout(120):
        while True:
            card = await (await client.get(f"{EDGE}/models/toy/")).json()
            if card["activation"]["state"] != "running":
                break
            await asyncio.sleep(0.1)
    assert card["activation"] == {"state": "done", "reason": None}
    assert site.promptables.active() == "toy"  # a server starts again with it; this site is still the old one
    assert (await client.delete(f"{EDGE}/models/toy/")).status == 409
    site.promptables.activate("avala-mini")
    assert (await client.delete(f"{EDGE}/models/toy/")).status == 204
    assert (await client.get(f"{EDGE}/models/toy/")).status == 404
    assert (await client.delete(f"{EDGE}/models/avala-mini/")).status == 409


async def test_a_memory_comes_with_its_pair(client: Client, site: Site, tmp_path: Path) -> None:
    source, form, half = write_remembering(tmp_path / "four"), FormData(), FormData()
    for part in GRAPHS:
        form.add_field(part, (source / f"{part}.onnx").read_bytes(), filename=f"Colours.{part}.onnx")
        if part != "memory_encoder":
            half.add_field(part, (source / f"{part}.onnx").read_bytes(), filename=f"Colours.{part}.onnx")
    refused = await client.post(f"{EDGE}/models/import/?name=colours", data=half)
    assert (refused.status, "without memory_encoder.onnx" in await refused.text()) == (422, True)
    answer = await client.post(f"{EDGE}/models/import/?name=colours", data=form)
    assert answer.status == 201, await answer.text()
    found = site.promptables.get("colours").manifest
    assert found is not None
    assert found.wiring.memory is not None


async def test_a_site_serves_the_model_that_is_active_or_says_why_not(config: Config, tmp_path: Path) -> None:
    async with open_site(config) as site:
        import_pair_into(site.config.data_dir, tmp_path / "toy")
        site.promptables.activate("toy")
    async with open_site(config) as site:
        served, *others = await site.models()
        assert (served["name"], served["active"], site.model_damage) == ("toy", True, None)
        assert [each["name"] for each in others] == ["avala-mini"]
    with (config.data_dir / "models" / "toy" / "decoder.onnx").open("ab") as stream:
        stream.write(b"\x00")
    async with open_site(config) as site:
        served, damaged = await site.models()
        assert (served["name"], damaged["name"]) == ("avala-mini", "toy")
        assert "sha256 differs" in str(damaged["damage"])
        assert "sha256 differs" in str(site.degraded())


def import_pair_into(data_dir: Path, folder: Path) -> None:
    write_pair(folder, DIALECTS["segment-anything"])
    with pytest.raises(SystemExit) as ended:
        main(["models", "import", str(folder), "--yes", "--data-dir", str(data_dir)])
    assert not ended.value.code


@pytest.mark.parametrize(
    ("form", "status", "words"),
    [
        ({"encoder": b"x"}, 422, "Send encoder and decoder"),
        ({"encoder": b"these are no weights", "decoder": b"nor these"}, 422, "no ONNX file"),
        ({"file": b"these are no weights"}, 422, "no ONNX file"),
        ({"encoder": b"x", "decoder": b"x", "weights": b"x"}, 422, "file name that the graph knows them by"),
    ],
)
async def test_what_is_no_model_is_refused_and_leaves_nothing(
    client: Client, site: Site, form: dict[str, bytes], status: int, words: str
) -> None:
    data = FormData()
    for name, value in form.items():
        data.add_field(name, value, filename="../outside" if name == "weights" else name)
    answer = await client.post(f"{EDGE}/models/import/", data=data)
    assert (answer.status, words in await answer.text()) == (status, True), await answer.text()
    twice = FormData()
    for _ in range(2):
        twice.add_field("weights", b"x", filename="beside")
    assert (await client.post(f"{EDGE}/models/import/", data=twice)).status == 422
    assert not list((site.config.data_dir / "models").iterdir())
    assert (await client.post(f"{EDGE}/models/import/", json={})).status == 415
    assert (await client.post(f"{EDGE}/models/import/?name=../x", data=data)).status == 422


async def test_only_who_may_changes_models(connect: Connect, site: Site) -> None:
    _, secret = await site.keys.create("annotator", role="annotator")
    annotator = await connect(secret)
    assert (await annotator.get(f"{EDGE}/models/avala-mini/")).status == 200
    assert (await annotator.post(f"{EDGE}/models/avala-mini/activate/")).status == 403
    assert (await annotator.delete(f"{EDGE}/models/avala-mini/")).status == 403
    assert (await annotator.post(f"{EDGE}/models/import/")).status == 403
