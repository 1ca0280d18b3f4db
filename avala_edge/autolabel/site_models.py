"""Every model that finds objects by itself, by name: those of this site and those that its people connected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from avala_edge.autolabel.connected import ConnectedModels
from avala_edge.autolabel.local_model import LocalModel
from avala_edge.autolabel.provider import Provider
from avala_edge.errors import NotFound
from avala_edge.models.detectors import Detectors
from avala_edge.store import PageOf, Principal, Providers

MOST_CONNECTED = 1000


class SiteModels:
    """Implements `order.KnownModels`."""

    def __init__(
        self, detectors: Detectors, builtin: Mapping[str, Provider], connected: ConnectedModels, rows: Providers
    ) -> None:
        """Know the installed detectors, `builtin` ones by their names, and the connected ones in `rows`."""
        self._detectors, self._builtin, self._connected, self._rows = detectors, builtin, connected, rows

    async def open(self, who: Principal, name: str, *, project: str | None = None) -> Provider:
        """See `run.Models.open`."""
        if name in self._builtin:
            return self._builtin[name]
        installed = await self._installed()
        if name in installed:
            return LocalModel(self._detectors, name)
        try:
            return await self._connected.open(who, name, project=project)
        except NotFound:
            known = ", ".join([*self._builtin, *installed])
            words = f"there is no model {name[:80]!r}; this server has {known}, and connected ones"
            raise NotFound(words, field="model") from None

    async def detectors(self, who: Principal, *, project: str) -> Sequence[str]:
        """See `order.KnownModels.detectors`: connected for the project alone, installed, connected for all."""
        rows = (await self._rows.page(who, PageOf(MOST_CONNECTED))).items
        usable = [row for row in rows if row.is_active and row.provider_type == "http"]
        own = [row.uid for row in usable if row.project == project]
        return [*own, *await self._installed(), *(row.uid for row in usable if row.project is None)]

    async def _installed(self) -> list[str]:
        return [each.name for each in await self._detectors.installed() if each.manifest is not None]
