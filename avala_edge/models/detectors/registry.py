"""The detectors that can be asked: loaded when first asked, a few at a time, let go of when nobody asks."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from avala_edge.errors import ModelUnavailable
from avala_edge.inference import Engine, Runtime, Scheduler, Work
from avala_edge.models.detectors.detector import Detector
from avala_edge.models.detectors.library import Library
from avala_edge.models.detectors.manifest import DetectorManifest
from avala_edge.models.shelf import Installed

MOST_LOADED = 2
IDLE_S = 600.0


class _Held:
    """A loaded detector and how many ask it just now."""

    def __init__(self, detector: Detector) -> None:
        self.detector, self.users = detector, 0
        self.idle: asyncio.TimerHandle | None = None


class Detectors:
    """Those of a library, on one runtime. Belongs to one event loop."""

    def __init__(
        self,
        library: Library,
        runtime: Runtime,
        engine: Engine,
        cpu: Scheduler,
        *,
        most_loaded: int = MOST_LOADED,
        idle_s: float = IDLE_S,
    ) -> None:
        """Hold at most `most_loaded` in memory beside those in use, each until nobody asked for `idle_s`."""
        self.library, self.runtime = library, runtime
        self._engine, self._cpu = engine, cpu
        self._most_loaded, self._idle_s = most_loaded, idle_s
        self._held: OrderedDict[str, _Held] = OrderedDict()  # by what the runtime calls it; least recently used first
        self._opening = asyncio.Lock()

    async def installed(self) -> list[Installed[DetectorManifest]]:
        """Return all that are on the disk now."""
        return await asyncio.to_thread(self.library.list)

    async def manifest(self, name: str) -> DetectorManifest:
        """Return what a detector is, without loading it.

        Raises:
            NotFound: there is none.
            ModelUnavailable: it is damaged.
        """
        found = await asyncio.to_thread(self.library.get, name)
        if found.manifest is None:
            raise ModelUnavailable(found.damage)
        return found.manifest

    @property
    def loaded(self) -> list[str]:
        """Names of those in memory, the least recently used first."""
        return [held.detector.manifest.name for held in self._held.values()]

    @asynccontextmanager
    async def using(self, name: str) -> AsyncIterator[Detector]:
        """Give a detector, in memory while the block runs.

        Raises:
            NotFound: there is none.
            ModelUnavailable: it is damaged or cannot be loaded.
            Busy: the batch queue is full.
        """
        held = await self._hold(await self.manifest(name))
        try:
            yield held.detector
        finally:
            held.users -= 1
            self._rest(held)

    async def _hold(self, manifest: DetectorManifest) -> _Held:
        """Return a loaded detector with one user more."""
        key = f"{manifest.name} {hashlib.sha256(manifest.model_dump_json().encode()).hexdigest()}"
        async with self._opening:
            held = self._held.get(key)
            if held is None:
                held = self._held[key] = await self._open(manifest, key)
            held.users += 1
            if held.idle is not None:
                held.idle.cancel()
                held.idle = None
            self._held.move_to_end(key)
            self._make_room()
            return held

    async def _open(self, manifest: DetectorManifest, key: str) -> _Held:
        checked = await asyncio.to_thread(self.library.verify, manifest.name)
        if checked != manifest:
            raise ModelUnavailable(f"{manifest.name} is being replaced; try again in a moment")
        path = self.library.folder(manifest.name) / manifest.file.path
        await self.runtime.load(key, path, self._engine, work=Work.BATCH)
        return _Held(Detector(manifest, self.runtime, self._cpu, loaded_as=key))

    def _make_room(self) -> None:
        for key, held in list(self._held.items()):
            if len(self._held) <= self._most_loaded:
                return
            if not held.users:
                self._let_go(key)

    def _rest(self, held: _Held) -> None:
        """Begin to count idle time; make room that could not be made while it was in use."""
        if held.users:
            return
        self._make_room()
        key = held.detector.loaded_as
        if key in self._held:
            held.idle = asyncio.get_running_loop().call_later(self._idle_s, self._let_go, key)

    def _let_go(self, key: str) -> None:
        held = self._held.pop(key)
        if held.idle is not None:
            held.idle.cancel()
        self.runtime.unload(key)

    async def close(self) -> None:
        """Let go of all."""
        for key in list(self._held):
            self._let_go(key)
