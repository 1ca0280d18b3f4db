"""`avala-edge import` against a real server process."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from avala_edge.store import Database, Datasets, Principal, database_url
from tests.api.photos import photo
from tests.e2e.conftest import start, stop

COMMAND = [str(Path(sys.executable).parent / "avala-edge"), "import"]


async def new_dataset(data_dir: Path) -> str:
    database = Database(database_url("", data_dir))
    try:
        return (await Datasets(database).create(Principal("test", "test", "owner"), name="Streets")).uid
    finally:
        await database.close()


def test_it_takes_in_what_is_new_and_names_what_it_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "photos"
    root.mkdir()
    (root / "a.png").write_bytes(photo())
    (root / "notes.txt").write_text("no photo")
    monkeypatch.setenv("AVALA_EDGE_IMPORT_ROOTS", str(root))
    server = start(tmp_path / "data")
    dataset = asyncio.run(new_dataset(tmp_path / "data"))

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*COMMAND, "--server", server.base, *arguments],
            capture_output=True,
            text=True,
            timeout=120,
            env={**os.environ, "AVALA_EDGE_KEY": server.key},
            stdin=subprocess.DEVNULL,
        )

    try:
        first = run(str(root), "--dataset", dataset)
        assert first.returncode == 0, first.stderr
        assert "completed: 1 taken in, 1 known already or no photos, 0 failed, of 2" in first.stdout
        assert "notes.txt: The file is text" in first.stderr
        (root / "b.png").write_bytes(photo(shift=1))
        assert "1 taken in, 1 known" in run(str(root), "--dataset", dataset, "--pattern", "*.PNG").stdout
        outside = run("/etc", "--dataset", dataset)
        assert (outside.returncode, "AVALA_EDGE_IMPORT_ROOTS" in outside.stderr) == (2, True)
    finally:
        assert stop(server) == 0
