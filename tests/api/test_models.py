"""Models over HTTP: the one that serves clicks, and detectors that were imported meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest

from avala_edge.api.schemas.catalog import ModelPage
from avala_edge.assembly import Site
from avala_edge.cli import main
from tests.api.conftest import EDGE, Client, Connect
from tests.unit.detectors.conftest import TWO_CATS_AND_A_DOG
from tests.unit.detectors.graphs import write_constant


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
