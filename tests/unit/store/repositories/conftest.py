from __future__ import annotations

from pathlib import Path

import pytest

from avala_edge.store import Database
from tests.unit.store.shelves import Shelves


@pytest.fixture
async def shelves(database: Database, tmp_path: Path) -> Shelves:
    return await Shelves.open(database, tmp_path)
