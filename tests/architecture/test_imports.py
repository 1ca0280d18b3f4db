"""Import rules that a linter cannot see: each module alone, nothing heavy, nothing at import time."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import avala_edge

ROOT = Path(__file__).parents[2]
EXPORT = "avala_edge.models.sam_export."  # what is in it needs torch
VIDEO = {  # what needs OpenCV, of the extra `video`; a server loads it with the first object that it carries
    *(f"avala_edge.video.{name}" for name in ("asking", "following", "identity", "motion", "propagate", "remembering")),
    "avala_edge.evaluate.propagation",
}
MODULES = sorted(
    m.name
    for m in pkgutil.walk_packages(avala_edge.__path__, "avala_edge.")
    if "_native" not in m.name and not m.name.startswith(EXPORT)
)


@pytest.mark.parametrize("extra", [set(), VIDEO])
def test_every_module_imports_without_the_training_libraries(extra: set[str]) -> None:
    modules = [name for name in MODULES if name not in VIDEO - extra]
    bad = {"torch", "torchvision", "segment_anything", "sam2", "hydra", "pycocotools", "skimage", "sklearn", "av"}
    bad |= set() if extra else {"cv2"}
    code = (
        "import importlib, sys\n"
        f"for name in {modules!r}: importlib.import_module(name)\n"
        f"bad = {bad!r} & set(sys.modules)\n"
        f"bad |= {{name for name in sys.modules if name.startswith({EXPORT!r})}}\n"
        "assert not bad, bad\n"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, cwd="/")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "name", ["avala_edge.cli", "avala_edge.client", "avala_edge.geometry", "avala_edge.segment", "avala_edge.api.app"]
)
def test_public_modules_import_alone(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", f"import {name}"], capture_output=True, text=True, cwd="/"
    )
    assert done.returncode == 0, done.stderr


def test_environment_is_read_in_config_only() -> None:
    readers = [
        p for p in (ROOT / "avala_edge").rglob("*.py") if "os.environ" in p.read_text() or "getenv" in p.read_text()
    ]
    assert [p.name for p in readers] == ["config.py"]


def test_no_file_over_400_lines_and_no_drawer_names() -> None:
    sources = [
        p
        for folder in ("avala_edge", "cpp", "scripts", "tests", "web/src")
        for p in (ROOT / folder).rglob("*")
        if p.suffix in {".py", ".pyi", ".cpp", ".h", ".ts", ".tsx"}
        and p.name != "schema.d.ts"  # generated, of no commit
    ]
    assert len(sources) > 100
    assert [str(p) for p in sources if len(p.read_text().splitlines()) > 400] == []
    assert [str(p) for p in sources if p.stem in {"utils", "helpers", "manager", "common", "misc"}] == []


def test_the_core_knows_no_python() -> None:
    for folder in ("include", "src"):
        for path in (ROOT / "cpp" / folder).rglob("*.*"):
            assert "pybind11" not in path.read_text(), path
