"""`avala-edge bench` on a real server process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from avala_edge.inference import REFERENCE

BENCH = [str(Path(sys.executable).parent / "avala-edge"), "bench"]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "AVALA_EDGE_ENGINE": REFERENCE}  # engines are measured elsewhere
    return subprocess.run([*BENCH, *arguments], capture_output=True, text=True, timeout=120, env=environment)


def test_load_reports_what_annotators_got(tmp_path: Path) -> None:
    page, everything = tmp_path / "load.html", tmp_path / "load.json"
    for report in (page, everything):
        done = run("load", "--annotators", "3", "--seconds", "3", "--think", "0.1", "--report", str(report))
        assert done.returncode == 0, done.stderr
    rows = {line.split()[0]: line.split() for line in done.stdout.splitlines()}
    assert all(len(row) == 6 for row in rows.values())
    assert int(rows["load_all"][3]) > 5
    assert float(rows["load_errors"][1]) == 0
    assert float(rows["load_memory"][1]) > 50
    said = json.loads(everything.read_text())
    assert said["plan"]["annotators"] == 3
    assert len(said["times"]["click"]) + len(said["times"].get("first_click", [])) > 0
    assert "<svg" in page.read_text()
    assert "http" not in page.read_text()  # nothing is loaded from anywhere


def test_bad_targets_are_named(tmp_path: Path) -> None:
    assert "--images" in run("load", "--images", str(tmp_path / "none")).stderr
    refused = run("load", "--url", "http://127.0.0.1:9", "--key", "avk_x", "--seconds", "1")
    assert refused.returncode == 2
    assert refused.stderr.startswith("avala-edge: --url")
    assert "Traceback" not in refused.stderr
