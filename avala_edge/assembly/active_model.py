"""The model that serves clicks: the one that the operator chose, or, where that cannot serve, the one that ships."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass

from avala_edge.config import Config
from avala_edge.errors import InvalidInput, ModelUnavailable, NotFound
from avala_edge.inference import REFERENCE, Engine, Runtime
from avala_edge.inference.embedded import EmbeddedRuntime
from avala_edge.inference.engine import available
from avala_edge.models import Choice, PromptableModel, load_chosen
from avala_edge.models.compiled import CompiledFiles
from avala_edge.models.promptables import SHIPPED, Promptables, read_reference
from avala_edge.store import open_folder

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ActiveModel:
    """What serves clicks, on which engines; `chosen` is what the operator asked for, `damage` why that does not."""

    model: PromptableModel
    engines: Choice
    chosen: str
    damage: str | None = None


async def open_active(config: Config, runtime: Runtime, engines: Mapping[str, Engine], threads: int) -> ActiveModel:
    """Open the model that the operator chose, or the one that ships where that one is damaged, missing or refused.

    Raises:
        ModelUnavailable: no model can serve, with the reason.
        InvalidInput: a setting that cannot be had.
    """
    library = Promptables(config.data_dir)
    chosen = await asyncio.to_thread(library.active)
    try:
        return ActiveModel(*await _open(config, library, chosen, runtime, engines, threads), chosen)
    except (ModelUnavailable, NotFound) as error:
        if chosen == SHIPPED:
            raise
        _log.error("%s does not serve: %s; %s does instead", chosen, error.message, SHIPPED)
        opened = await _open(config, library, SHIPPED, runtime, engines, threads)
        return ActiveModel(*opened, chosen, error.message)


async def activate(config: Config, name: str) -> Choice:
    """Check a model's files, choose its engines through the parity gate, and let it serve clicks from now on.

    Raises:
        NotFound: there is none of that name.
        ModelUnavailable: it cannot serve, with the reason; what served goes on.
    """
    library = Promptables(config.data_dir)
    threads = threads_of(config)
    runtime = EmbeddedRuntime(threads=threads, bound=1)
    try:
        engines = await asyncio.to_thread(available, CompiledFiles(config.data_dir))
        _, choice = await _open(config, library, name, runtime, engines, threads)
    finally:
        await runtime.close()
    await asyncio.to_thread(library.activate, name)
    return choice


async def _open(
    config: Config, library: Promptables, name: str, runtime: Runtime, engines: Mapping[str, Engine], threads: int
) -> tuple[PromptableModel, Choice]:
    wanted = None if config.engine == "auto" else config.engine
    if wanted is not None and wanted not in engines:
        raise InvalidInput(
            f"AVALA_EDGE_ENGINE={wanted} is not to be had here; there are {', '.join(engines)} "
            "(OpenVINO comes with the extra `openvino`)",
            field="engine",
        )
    found = await asyncio.to_thread(library.get, name)
    if found.manifest is None:
        raise ModelUnavailable(found.damage)
    model = await asyncio.to_thread(PromptableModel.open, found.folder, runtime)
    record = config.data_dir if name == SHIPPED else found.folder
    choice = await load_chosen(
        model,
        engines,
        wanted=wanted,
        threads=threads,
        folder=await asyncio.to_thread(open_folder, record),
        kept=await asyncio.to_thread(read_reference, found.folder),
    )
    if model.memory is not None:
        await model.memory.load(engines[REFERENCE])
    return model, choice


def threads_of(config: Config) -> int:
    """Return how many cores this process may use."""
    return config.threads or len(os.sched_getaffinity(0))
