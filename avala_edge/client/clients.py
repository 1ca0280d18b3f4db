"""The two clients: one that blocks, one that is awaited. What they can do is in the modules of the calls."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

from avala_edge.client.address import address_of
from avala_edge.client.annotations import Annotations
from avala_edge.client.awaiting import AwaitingWire
from avala_edge.client.blocking import BlockingWire
from avala_edge.client.calls import Resource, WireT, call, series
from avala_edge.client.exports import Exports
from avala_edge.client.images import Images
from avala_edge.client.items import Items
from avala_edge.client.jobs import Jobs
from avala_edge.client.projects import Projects
from avala_edge.client.prompts import Prompt
from avala_edge.client.records import Activity, SegmentAnswer
from avala_edge.client.reviews import Reviews
from avala_edge.client.sequences import Sequences
from avala_edge.client.sockets import AsyncSegmentSocket, SegmentSocket
from avala_edge.client.steps import Request, Series, Steps
from avala_edge.client.suggestions import Suggestions
from avala_edge.client.uploads import Uploads

TIMEOUT_S = 60.0  # longer than a server takes until it says that it cannot (AVALA_EDGE_REQUEST_DEADLINE_S)
PATIENCE_S = 30.0


class Calls(Resource[WireT]):
    """Everything that a client can ask for. A new kind of thing is a `Resource` in a module of its own, named here."""

    def __init__(self, wire: WireT) -> None:
        """Take the wire that carries everything out."""
        super().__init__(wire)
        self.images: Images[WireT] = Images(wire)
        self.projects: Projects[WireT] = Projects(wire)
        self.items: Items[WireT] = Items(wire)
        self.uploads: Uploads[WireT] = Uploads(wire)
        self.annotations: Annotations[WireT] = Annotations(wire)
        self.reviews: Reviews[WireT] = Reviews(wire)
        self.jobs: Jobs[WireT] = Jobs(wire)
        self.suggestions: Suggestions[WireT] = Suggestions(wire)
        self.exports: Exports[WireT] = Exports(wire)
        self.sequences: Sequences[WireT] = Sequences(wire)

    @property
    def base_url(self) -> str:
        """Where it calls, as in `https://edge.lan:8080`."""
        return self._wire.address.url

    @property
    def api_key(self) -> str:
        """The secret that it calls with."""
        return self._wire.address.key

    @call
    def segment(self, prompt: Prompt) -> Steps[SegmentAnswer]:
        """Return the masks for a prompt, best first."""
        request = Request("POST", "segment/", body=prompt.wire(), again=True)
        return (yield from self._send(request)).read(SegmentAnswer)

    @series
    def activity(self, *, project: str | None = None, job: str | None = None) -> Series[Activity]:
        """Give who changed what, the newest first."""
        return self._pages(Request("GET", "activity/", query={"project": project, "job": job}, again=True), Activity)


class Client(Calls[BlockingWire]):
    """Calls a server and waits for its answers; open until `close`, or inside `with`. Threads may share it."""

    def __init__(
        self,
        base_url: str | None = None,
        api_key: str | None = None,
        *,
        ca: Path | str | None = None,
        timeout_s: float = TIMEOUT_S,
        patience_s: float = PATIENCE_S,
    ) -> None:
        """Connect at the first call.

        Args:
            base_url: as in `https://edge.lan:8080`; default: AVALA_EDGE_URL, else `http://127.0.0.1:8080`.
            api_key: default: AVALA_EDGE_KEY, else AVALA_API_KEY.
            ca: a file of certificates to trust, such as the site's `ca.pem`, beside the system's or SSL_CERT_FILE's.
            timeout_s: longest silence of the server, in every call.
            patience_s: how long a call waits in all for a server that is busy (503) or has had enough (429).

        Raises:
            InvalidInput: no key, an address that is none or would take the key in the clear to another machine.
        """
        super().__init__(BlockingWire(address_of(base_url, api_key, ca), timeout_s, patience_s))

    def segment_socket(self) -> SegmentSocket:
        """Return a WebSocket for prompts, to be opened by `with`."""
        return SegmentSocket(self._wire.address, self._wire.timeout_s)

    def close(self) -> None:
        """Close the connections."""
        self._wire.close()

    def __enter__(self) -> Client:
        """Return the client."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        self.close()


class AsyncClient(Calls[AwaitingWire]):
    """The same for an event loop: calls are awaited, series read by `async for`; open until `close` or `async with`."""

    def __init__(
        self,
        base_url: str | None = None,
        api_key: str | None = None,
        *,
        ca: Path | str | None = None,
        timeout_s: float = TIMEOUT_S,
        patience_s: float = PATIENCE_S,
    ) -> None:
        """Connect at the first call; arguments and exceptions as of `Client`."""
        super().__init__(AwaitingWire(address_of(base_url, api_key, ca), timeout_s, patience_s))

    def segment_socket(self) -> AsyncSegmentSocket:
        """Return a WebSocket for prompts, to be opened by `async with`."""
        return AsyncSegmentSocket(self._wire.address, self._wire.timeout_s)

    async def close(self) -> None:
        """Close the connections."""
        await self._wire.close()

    async def __aenter__(self) -> AsyncClient:
        """Return the client."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        await self.close()
