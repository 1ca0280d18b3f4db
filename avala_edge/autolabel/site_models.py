"""Every model that finds objects by itself, by name: those of this site and those that its people connected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from avala_edge.autolabel.local_model import LocalModel
from avala_edge.autolabel.provider import Provider
from avala_edge.errors import NotFound
from avala_edge.models.detectors import Detectors
from avala_edge.store import Principal


class SiteModels:
    """Implements `order.KnownModels`."""

    def __init__(self, detectors: Detectors, builtin: Mapping[str, Provider]) -> None:
        """Know the installed detectors, and `builtin` ones by their names."""
        self._detectors, self._builtin = detectors, builtin

    async def open(self, who: Principal, name: str, *, project: str | None = None) -> Provider:
        """See `run.Models.open`."""
        if name in self._builtin:
            return self._builtin[name]
        installed = [each.name for each in await self._detectors.installed() if each.manifest is not None]
        if name in installed:
            return LocalModel(self._detectors, name)
        known = ", ".join([*self._builtin, *installed])
        raise NotFound(f"there is no model {name[:80]!r}; this server has {known or 'none'}", field="model")

    async def detectors(self, who: Principal, *, project: str) -> Sequence[str]:
        """See `order.KnownModels.detectors`."""
        return [each.name for each in await self._detectors.installed() if each.manifest is not None]
