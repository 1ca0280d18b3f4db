"""What is written about our own client is true: its tutorial runs, its reference names everything."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from avala_edge import client
from avala_edge.client.calls import Resource, call, series
from avala_edge.client.clients import Calls
from avala_edge.imaging import demo_photos
from tests.api.photos import photo
from tests.tls.process import init, serving

DOCS = Path(__file__).parents[2] / "docs"
README = DOCS.parent / "README.md"
REFERENCE = (DOCS / "reference" / "client.md").read_text()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, str]]]:
    """A folder with the photos that the tutorial speaks of, and its environment."""
    folder = tmp_path_factory.mktemp("desk")
    (flower,) = [each.path for each in demo_photos() if each.name == "flower"]
    (folder / "photo.jpg").write_bytes(flower.read_bytes())
    (folder / "large.jpg").write_bytes(flower.read_bytes())
    for name in ("photos", "roots/street"):
        (folder / name).mkdir(parents=True)
        for number in range(3):
            (folder / name / f"{name[-1]}{number}.jpg").write_bytes(photo("JPEG", shift=number))
    authority = init(folder / "data")
    with serving(folder / "data", AVALA_EDGE_IMPORT_ROOTS=str(folder / "roots")) as server:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("AVALA")}
        said = {"AVALA_EDGE_KEY": server.key, "AVALA_EDGE_URL": server.base, "SSL_CERT_FILE": str(authority)}
        yield folder, {**kept, **said, "XDG_STATE_HOME": str(folder / "state")}


def run_blocks(page: Path, desk: tuple[Path, dict[str, str]], containing: str = "") -> str:
    blocks = re.findall(r"```python\n(.*?)```", page.read_text(), re.DOTALL)
    script = "\n".join(block for block in blocks if containing in block)
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=desk[0], env=desk[1], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_tutorial_runs(desk: tuple[Path, dict[str, str]]) -> None:
    said = run_blocks(DOCS / "client.md", desk)
    for words in (
        "were overtaken",
        "s2.jpg added",
        "done=3",
        "annotation.created",
        "{'draft': 1}",
        "completed JobCounts(total=4, done=",
        "Vehicles 1",
    ):
        assert words in said, said


def test_the_example_of_the_readme_runs(desk: tuple[Path, dict[str, str]]) -> None:
    assert "exterior" in run_blocks(README, desk, "avala_edge.client")


def test_every_public_name_is_in_the_reference() -> None:
    assert [name for name in client.__all__ if f"`{name}`" not in REFERENCE] == []


def calls() -> list[str]:
    found = []
    for kind, prefix in [(Calls, ""), *((each, f"{each.__name__.lower()}.") for each in Resource.__subclasses__())]:
        if prefix != "calls.":
            found += [prefix + name for name, value in vars(kind).items() if isinstance(value, call | series)]
    return found


def test_every_call_is_in_the_reference() -> None:
    assert len(calls()) > 25
    assert [name for name in calls() if f"| `{name}(" not in REFERENCE] == []


def test_every_prompt_field_is_in_the_reference() -> None:
    assert [name for name in client.Prompt.__dataclass_fields__ if f"`{name}`" not in REFERENCE] == []
