"""How agreement between annotators is to be counted in a project; nothing is counted yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from avala_edge.store.audit import Change, record
from avala_edge.store.database import Database
from avala_edge.store.principal import Principal
from avala_edge.store.projects import project_number
from avala_edge.store.tables import consensus_configs, tasks

DEFAULTS: Mapping[str, Any] = {"iou_threshold": 0.5, "min_agreement_ratio": 0.5, "min_annotations": 2}


@dataclass(frozen=True)
class ConsensusConfig:
    """From which overlap two outlines agree, and how many must; its uid is the project's."""

    uid: str
    iou_threshold: float
    min_agreement_ratio: float
    min_annotations: int
    created_at: datetime | None
    updated_at: datetime | None


class Consensus:
    """The settings of projects that who asks may see."""

    def __init__(self, database: Database) -> None:
        """Use `database`."""
        self._database = database

    async def config(self, who: Principal, project: str) -> ConsensusConfig:
        """Return a project's settings, the defaults when nobody has set any; raises `NotFound`."""
        async with self._database.read() as tx:
            found = await _one(tx, await project_number(tx, who, project))
        return found or ConsensusConfig(project, **DEFAULTS, created_at=None, updated_at=None)

    async def set_config(self, who: Principal, project: str, **values: Any) -> ConsensusConfig:
        """Change what is named; raises `NotFound`."""
        async with self._database.write() as tx:
            number = await project_number(tx, who, project)
            before = await _one(tx, number)
            if before is None:
                row = {**DEFAULTS, **values, "uid": project, "project_id": number}
                await tx.execute(insert(consensus_configs).values(row))
            elif values:
                mine = consensus_configs.c.project_id == number
                await tx.execute(update(consensus_configs).where(mine).values(**values))
            after = await _one(tx, number)
            assert after is not None  # noqa: S101 - it was just written
            if values:
                logs = None if before is None else _to_log(before), _to_log(after)
                await record(tx, who, Change("consensus.configured", "project", project, *logs, number))
        return after

    async def items(self, who: Principal, project: str) -> int:
        """Return how many items a project has; raises `NotFound`."""
        async with self._database.read() as tx:
            number = await project_number(tx, who, project)
            count = select(func.count()).select_from(tasks).where(tasks.c.project_id == number)
            return int((await tx.execute(count)).scalar_one())


async def _one(tx: AsyncConnection, number: int) -> ConsensusConfig | None:
    columns = (consensus_configs.c[name] for name in ConsensusConfig.__annotations__)
    row = (await tx.execute(select(*columns).where(consensus_configs.c.project_id == number))).one_or_none()
    return None if row is None else ConsensusConfig(*row)


def _to_log(config: ConsensusConfig) -> dict[str, Any]:
    words = asdict(config)
    return {name: words[name] for name in DEFAULTS}
