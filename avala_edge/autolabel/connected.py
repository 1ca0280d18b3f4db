"""Models elsewhere that people connected: from a row of the store to a model that can be asked."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from avala_edge.autolabel.connection import read_connection
from avala_edge.autolabel.endpoint import Endpoint
from avala_edge.autolabel.http_provider import HttpProvider
from avala_edge.autolabel.kserve_provider import KServeProvider
from avala_edge.autolabel.provider import Ask, Provider
from avala_edge.errors import Conflict, EdgeError
from avala_edge.imaging import ImageLimits, Pixels, decode
from avala_edge.outbound import Outbound
from avala_edge.store import ImageRecord, Principal, Providers
from avala_edge.store import Provider as ProviderRow

MOST_NAME = 100  # characters of what annotations say of their model
TEST_TIMEOUT_S = 20.0  # who presses the button waits for it
# 8 x 8 grey pixels
TEST_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAAAAADhZOFXAAAAEElEQVR42mNsYIAAJgaKGAAmCACQtTEKkQAAAABJRU5ErkJggg=="
)


@dataclass(frozen=True)
class Tried:
    """How a test of a connection went."""

    success: bool
    message: str


class ConnectedModels:
    """Those of the store, by uid or name."""

    def __init__(self, rows: Providers, outbound: Outbound) -> None:
        """Know those in `rows`; call them by way of `outbound`."""
        self._rows, self._outbound = rows, outbound

    async def find(self, who: Principal, name: str, *, project: str | None = None) -> Provider | None:
        """Return a connected model by uid or name; None when there is none that `who` may see and `project` may use.

        Raises:
            Conflict: it is switched off, several have that name, or it cannot be called.
            Forbidden: the operator did not allow its host.
            InvalidInput: its configuration cannot be used.
        """
        usable = [row for row in await self._rows.find(who, name) if row.project in (None, project)]
        if not usable:
            return None
        if len(usable) > 1:
            raise Conflict(f"several connected models are named {name[:80]!r}; say the uid of one", field="model")
        (row,) = usable
        if not row.is_active:
            raise Conflict(f"the connected model {row.name[:80]!r} is switched off", field="model")
        return self.connect(row)

    async def uids(self, who: Principal, *, project: str) -> tuple[list[str], list[str]]:
        """Return the models that a project may use and that are switched on: its own, and those of all projects."""
        rows = await self._rows.usable(who, project)
        return [row.uid for row in rows if row.project], [row.uid for row in rows if not row.project]

    def connect(self, row: ProviderRow) -> HttpProvider | KServeProvider:
        """Return the model that a row describes; nothing is called yet. Raises as `find` does."""
        if row.provider_type != "http":
            raise Conflict(
                "This server calls providers of type http. It does not sign requests for Amazon SageMaker; a container "
                "of yours that answers POST /invocations is of type http with config.protocol: sagemaker."
            )
        connection = read_connection(row.config)
        self._outbound.check(connection.url)
        name, endpoint = row.name[:MOST_NAME], Endpoint(connection, self._outbound)
        if connection.served is not None:
            return KServeProvider(name, connection.served, endpoint)
        return HttpProvider(name, connection, endpoint)

    async def test(self, row: ProviderRow) -> Tried:
        """Send a tiny picture on the way that every picture goes, and say what came of it."""
        try:
            read = await self.connect(row).read(_TestPicture(), Ask(), test=True, most_s=TEST_TIMEOUT_S)
        except EdgeError as error:
            return Tried(False, error.message)
        count = f"{read.given} prediction{'' if read.given == 1 else 's'}"
        losses = f" Left out: {read.losses()}." if read.left_out else ""
        return Tried(True, f"The endpoint answered with {count}.{losses}")


class _TestPicture:
    """A tiny grey picture."""

    def __init__(self) -> None:
        self._pixels = decode(TEST_PNG, ImageLimits())
        self.record = ImageRecord("sha256:test", 8, 8, "PNG", "image/png", self._pixels.sha256(), len(TEST_PNG))

    async def content(self) -> bytes:
        return TEST_PNG

    async def pixels(self, *, least_side: int | None = None) -> Pixels:
        return self._pixels
