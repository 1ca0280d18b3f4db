"""Every model that finds objects by itself, by name: those of this site and those that its people connected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from avala_edge.autolabel.connected import ConnectedModels
from avala_edge.autolabel.local_model import LocalModel
from avala_edge.autolabel.provider import Provider
from avala_edge.errors import NotFound
from avala_edge.models.detectors import Detectors
from avala_edge.store import Principal

MOST_CONNECTED = 1000


class SiteModels:
    """Implements `order.KnownModels`."""

    def __init__(self, detectors: Detectors, builtin: Mapping[str, Provider], connected: ConnectedModels) -> None:
        """Know the installed detectors, `builtin` ones by their names, and the connected ones."""
        self._detectors, self._builtin, self._connected = detectors, builtin, connected

    async def open(self, who: Principal, name: str, *, project: str | None = None) -> Provider:
        """See `run.Models.open`; a model of this site comes before a connected one of the same name."""
        if (local := await self.local(name)) is not None:
            return local
        if (found := await self._connected.find(who, name, project=project)) is not None:
            return found
        known = ", ".join(await self.names())
        raise NotFound(f"there is no model {name[:80]!r}; this server has {known}", field="model")

    async def local(self, name: str) -> Provider | None:
        """Return a model of this site, None when none has that name."""
        if name in self._builtin:
            return self._builtin[name]
        return LocalModel(self._detectors, name) if name in await self._installed() else None

    async def first_detector(self) -> Provider | None:
        """Return an installed detector, None when there is none."""
        installed = await self._installed()
        return LocalModel(self._detectors, installed[0]) if installed else None

    async def digest(self, name: str) -> str:
        """Return the digest of an installed detector's file; raises `NotFound`."""
        return (await self._detectors.manifest(name)).digest

    async def names(self) -> list[str]:
        """Return the names of this site's models."""
        return [*self._builtin, *await self._installed()]

    async def detectors(self, who: Principal, *, project: str) -> Sequence[str]:
        """See `order.KnownModels.detectors`."""
        own, others = await self._connected.uids(who, project=project)
        return [*own, *await self._installed(), *others]

    async def _installed(self) -> list[str]:
        return [each.name for each in await self._detectors.installed() if each.manifest is not None]
