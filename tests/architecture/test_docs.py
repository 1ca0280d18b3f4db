"""Documentation that cannot rot: routes, commands, settings and the README's commands exist and are named."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from avala_edge.api.routes import OPERATIONS
from avala_edge.settings import SETTINGS

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
README = (ROOT / "README.md").read_text()
REFERENCE = "".join(p.read_text() for p in sorted((ROOT / "docs").rglob("*.md")))


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda o: f"{o.method} {o.path}")
def test_every_route_is_in_the_reference(operation: object) -> None:
    assert f"`{operation.method} {operation.path}`" in REFERENCE  # type: ignore[attr-defined]


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda s: s.name)
def test_every_setting_is_in_the_reference(setting: object) -> None:
    assert f"`{setting.env}`" in REFERENCE  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "command",
    [
        "",
        "serve",
        "worker",
        "segment",
        "keys",
        "tls",
        "tls init",
        "tls show",
        "keys create",
        "keys list",
        "keys revoke",
        "providers",
        "providers create",
        "providers list",
        "providers test",
        "providers remove",
        "backup",
        "backup create",
        "backup verify",
        "backup restore",
        "warm-up",
        "import",
        "evaluate",
        "evaluate prompts",
        "bench",
        "bench click",
        "bench first-click",
        "bench load",
        "bench soak",
        "bench store",
        "bench sweep",
    ],
)
def test_every_command_explains_itself(command: str) -> None:
    done = subprocess.run([BIN / "avala-edge", *command.split(), "--help"], capture_output=True, text=True)
    assert done.returncode == 0
    assert len(done.stdout) > 200


def test_make_targets_named_in_the_readme_exist() -> None:
    named = set(re.findall(r"\bmake ([a-z-]+)", README))
    assert {"run", "test"} <= named
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert named <= targets


def test_key_and_tls_commands_of_the_readme_run(tmp_path: Path) -> None:
    commands = [line for line in README.splitlines() if re.match(r"avala-edge (keys|tls) ", line)]
    assert len(commands) == 3
    for line in commands:
        words = [str(BIN / "avala-edge"), *shlex.split(line, comments=True)[1:]]
        environment = {**os.environ, "AVALA_EDGE_DATA_DIR": str(tmp_path / "data")}
        done = subprocess.run(words, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


def test_segment_commands_of_the_readme_run(tmp_path: Path) -> None:
    lines = [line for line in README.splitlines() if line.startswith("avala-edge segment ")]
    assert lines
    from avala_edge.imaging import demo_photos

    (photo,) = [p.path for p in demo_photos() if p.name == "flower"]
    (tmp_path / "photo.jpg").write_bytes(photo.read_bytes())
    for line in lines:
        command = [str(BIN / "avala-edge"), *line.split()[1:]]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["segment", "absent.jpg", "--point", "1,1"], "absent.jpg"),
        (["segment", __file__, "--point", "1,1"], "file"),
        (["segment", __file__, "--point", "one"], "--point"),
        (["segment", __file__, "--box", "1,2,3"], "--box"),
        (["evaluate", "prompts", "--images", ".", "--panoptic", ".", "--annotations", "absent.json"], "absent.json"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(arguments: list[str], word: str) -> None:
    done = subprocess.run([BIN / "avala-edge", *arguments], capture_output=True, text=True)
    assert done.returncode == 2
    assert word in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
