"""One film of each kind for all tests of videos."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.films import film
from tests.unit.imaging.video_kinds import KINDS


@pytest.fixture(scope="session")
def films(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    made: dict[str, Path] = {}

    def get(kind: str) -> Path:
        if kind not in made:
            name, how = KINDS[kind]
            made[kind] = film(tmp_path_factory.mktemp("film") / name, **how)
        return made[kind]

    return get
