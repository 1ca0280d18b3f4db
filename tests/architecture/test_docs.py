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
from avala_edge.cli import main
from avala_edge.inference import REFERENCE as ENGINE
from avala_edge.settings import SETTINGS

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
ENVIRONMENT = {**os.environ, "AVALA_EDGE_ENGINE": ENGINE}  # engines are measured elsewhere
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
        "export",
        "import-annotations",
        "evaluate",
        "evaluate prompts",
        "evaluate detector",
        "evaluate suggestions",
        "train",
        "train head",
        "models",
        "models import",
        "models export",
        "models list",
        "models show",
        "models remove",
        "models verify",
        "models build-engine",
        "models fetch",
        "bench",
        "bench click",
        "bench detect",
        "bench first-click",
        "bench load",
        "bench soak",
        "bench store",
        "bench auto-label",
        "bench suggest",
        "bench sweep",
        "bench triton",
        "triton",
        "triton render",
        "triton serve",
    ],
)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*command.split(), "--help"])
    assert ended.value.code == 0
    assert len(capsys.readouterr().out) > 200


def test_make_targets_named_in_the_readme_exist() -> None:
    named = set(re.findall(r"\bmake ([a-z-]+)", README))
    assert {"run", "test"} <= named
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert named <= targets


def test_key_and_tls_commands_of_the_readme_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AVALA_EDGE_DATA_DIR", str(tmp_path / "data"))
    commands = [line for line in README.splitlines() if re.match(r"avala-edge (keys|tls) ", line)]
    assert len(commands) == 3
    for line in commands:
        with pytest.raises(SystemExit) as ended:
            main(shlex.split(line, comments=True)[1:])
        assert ended.value.code == 0


def test_segment_commands_of_the_readme_run(tmp_path: Path) -> None:
    lines = [line for line in README.splitlines() if line.startswith("avala-edge segment ")]
    assert lines
    from avala_edge.imaging import demo_photos

    (photo,) = [p.path for p in demo_photos() if p.name == "flower"]
    (tmp_path / "photo.jpg").write_bytes(photo.read_bytes())
    for line in lines:
        command = [str(BIN / "avala-edge"), *line.split()[1:]]
        done = subprocess.run(command, cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["segment", "absent.jpg", "--point", "1,1"], "absent.jpg"),
        (["segment", __file__, "--point", "1,1"], "file"),
        (["segment", __file__, "--point", "one"], "--point"),
        (["segment", __file__, "--box", "1,2,3"], "--box"),
        (["evaluate", "prompts", "--images", ".", "--panoptic", ".", "--annotations", "absent.json"], "absent.json"),
        (["evaluate", "detector", "absent.onnx", "--images", ".", "--annotations", "absent.json"], "absent.json"),
        (["evaluate", "suggestions", "--images", ".", "--annotations", "absent.json"], "absent.json"),
        (["models", "import", "absent.onnx", "--yes"], "absent.onnx"),
        (["models", "show", "absent"], "absent"),
        (["bench", "detect", "absent.onnx"], "absent.onnx"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(
    arguments: list[str], word: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AVALA_EDGE_ENGINE", ENGINE)
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (2, "")
    assert word in said.err
    assert len(said.err.strip().splitlines()) == 1
