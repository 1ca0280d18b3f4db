"""One place where a Triton server may be: asked while it serves, watched, and checked again whenever it comes back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from avala_edge.breaker import Breaker
from avala_edge.errors import EdgeError, InvalidInput
from avala_edge.inference.engine import Engine
from avala_edge.inference.runtime import Resident, Tensors, Work
from avala_edge.inference.scheduler import Lane
from avala_edge.inference.triton.connection import BROKE, Connection
from avala_edge.inference.triton.contract import ABSENT, CLICK, DECODER, ENCODER, KEY, OTHERS, PROMPT, STATUS
from avala_edge.inference.triton.failure import EndpointFailed, Kind
from avala_edge.inference.triton.hysteresis import Hysteresis
from avala_edge.observability import TritonMetrics

POLL_S = 0.5
RISE, FALL = 2, 2  # polls
REST_S = 1.0  # after a late answer nobody waits for the next late one
RECHECK_S = 60.0  # what was refused may have been replaced without our noticing
GATE_S = 60.0  # deadline of a call while it is checked
LEAST_DEADLINE_S, MOST_DEADLINE_S = 2.0, 30.0
PATIENCE = 10.0  # times what a call took when nobody else asked

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Served:
    """The one model that endpoints are asked for: its digest, and the names by which runtimes know its parts."""

    digest: str
    encoder: str
    decoder: str


@dataclass(frozen=True)
class Admission:
    """What a check found: why an endpoint must not serve (None: it may), and seconds of an encode and of a decode."""

    refusal: str | None
    encode_s: float = 0.0
    decode_s: float = 0.0


State = Literal["down", "checked", "refused", "serves"]


class Endpoint:
    """A `Runtime` of one server, so that the parity gate can ask it as any other."""

    def __init__(self, address: str, served: Served, metrics: TritonMetrics) -> None:
        """Ask the server at `address`, host:port, for `served`."""
        self.address, self._served, self._metrics = address, served, metrics
        self._breaker = Breaker(REST_S)
        self._deadlines: dict[str, float] = {}
        self.connection: Connection | None = None
        self.state: State = "down"
        self.reason = "it was not reached yet"
        self.under_way = 0
        self._distrusted = asyncio.Event()
        metrics.up(address, serves=False)

    def may_be_asked(self) -> bool:
        """Whether to ask it now; who asks while it has been late asks for all."""
        return self.state == "serves" and self._breaker.may_try()

    async def load(self, name: str, path: Path, engine: Engine, *, work: Work) -> None:
        """See `Runtime.load`: a server has its models."""

    def unload(self, name: str) -> None:
        """See `Runtime.unload`: a server keeps its models."""

    async def close(self) -> None:
        """See `Runtime.close`; `supervise` ends the connection."""

    async def run(
        self, name: str, inputs: Tensors, *, lane: Lane, resident: Resident | None = None
    ) -> dict[str, NDArray[np.float32]]:
        """See `Runtime.run`; raises `EndpointFailed` where the server does not answer as it should."""
        priority = CLICK if lane is Lane.CLICK else OTHERS
        self.under_way += 1
        try:
            if name == self._served.encoder:
                return await self._call(ENCODER, inputs, priority)
            if resident is None or not resident.key:
                return await self._call(DECODER, {**inputs, **(resident.tensors if resident else {})}, priority)
            return await self._prompt(inputs, resident, priority)
        finally:
            self.under_way -= 1

    async def _prompt(self, inputs: Tensors, resident: Resident, priority: int) -> dict[str, NDArray[np.float32]]:
        """Ask by the embedding's key; send the embedding where the server says that it lacks it."""
        model = self._connected().models[PROMPT]
        key = np.frombuffer(bytes.fromhex(resident.key), np.uint8)
        sent = {KEY: key[None] if model.batched else key}
        # What is zeros and may be left out is left out: a mask to refine where there is none.
        sent |= {name: each for name, each in inputs.items() if not model.inputs[name].optional or each.any()}
        outputs = await self._call(PROMPT, sent, priority)
        if _status(outputs) == ABSENT:
            self._metrics.resent(self.address)
            outputs = await self._call(PROMPT, {**sent, **resident.tensors}, priority)
        if _status(outputs) == ABSENT:
            raise self._wrong("it lacks an embedding that it was just sent")
        outputs.pop(STATUS)
        return outputs

    async def _call(self, model: str, inputs: Tensors, priority: int) -> dict[str, NDArray[Any]]:
        connection, began = self._connected(), perf_counter()
        try:
            deadline_s = self._deadlines.get(model, GATE_S)
            outputs = await connection.infer(model, inputs, priority=priority, deadline_s=deadline_s)
            if not all(np.isfinite(each).all() for each in outputs.values() if each.dtype.kind == "f"):
                raise self._wrong("it answered with numbers that are not finite")
        except EndpointFailed as failed:
            self._metrics.failed(self.address, model, failed.kind.value)
            if failed.kind is Kind.LATE and self._breaker.failed():
                _log.warning("Triton at %s answers too late", self.address)
            raise
        except InvalidInput:
            raise
        except KeyError as error:
            raise self._wrong(f"it has no tensor {error}") from error
        self._breaker.worked()
        self._metrics.answered(self.address, model, perf_counter() - began)
        return outputs

    def _connected(self) -> Connection:
        if self.connection is None:
            raise EndpointFailed(Kind.LOST, self.reason)
        return self.connection

    def _wrong(self, reason: str) -> EndpointFailed:
        """Take the server out until it was checked again."""
        self._distrusted.set()
        self._set("refused", reason)
        return EndpointFailed(Kind.WRONG, reason)

    async def supervise(self, gate: Callable[[Endpoint], Awaitable[Admission]]) -> None:
        """Connect, have it checked by `gate`, let it serve while it is well; and again, until cancelled."""
        while True:
            try:
                await self._from_found_to_lost(gate)
            except EndpointFailed as failed:
                self._set("refused" if failed.kind is Kind.WRONG else "down", failed.reason)
            except Exception:  # whatever it is, it must not be the last look at this server
                _log.exception("Triton at %s cannot be watched", self.address)
                self._set("down", "it could not be watched; the log says why")
            await asyncio.sleep(POLL_S)

    async def _from_found_to_lost(self, gate: Callable[[Endpoint], Awaitable[Admission]]) -> None:
        connection, health = await Connection.open(self.address, self._served.digest), Hysteresis(rise=RISE, fall=FALL)
        try:
            while not health.note(good=True):
                await _happens(connection.lost, POLL_S)
                await connection.check(self._served.digest)
            self._distrusted.clear()
            self._deadlines.clear()
            self.connection = connection
            if self.state != "refused":  # what is known of it stays in sight until it is known better
                self._set("checked", "it is being checked")
            admission = await _checked(gate, self)
            if admission.refusal is not None:
                self._set("refused", admission.refusal)
                await _happens(connection.lost, RECHECK_S)
                return
            self._deadlines = {
                ENCODER: _deadline(admission.encode_s),
                DECODER: _deadline(admission.decode_s),
                PROMPT: _deadline(admission.decode_s),
            }
            self._breaker.worked()
            self._set("serves", "")
            await self._watch(connection, health)
        finally:
            self.connection = None
            if self.state in ("serves", "checked"):
                self._set("down", BROKE)
            await connection.close()

    async def _watch(self, connection: Connection, health: Hysteresis) -> None:
        while health.up:
            if await _happens(connection.lost, POLL_S):
                raise EndpointFailed(Kind.LOST, BROKE)
            if self._distrusted.is_set():
                await _happens(connection.lost, RECHECK_S)
                return
            try:
                await connection.check(self._served.digest)
            except EndpointFailed as failed:
                if failed.kind is Kind.WRONG or not health.note(good=False):
                    raise
            else:
                health.note(good=True)

    def _set(self, state: State, reason: str) -> None:
        if (state, reason) != (self.state, self.reason):
            says = {
                "down": (logging.WARNING, "does not serve"),
                "checked": (logging.INFO, "is there"),
                "refused": (logging.ERROR, "is refused"),
                "serves": (logging.INFO, "serves"),
            }
            level, word = says[state]
            _log.log(level, "Triton at %s %s%s", self.address, word, f": {reason}" if reason else "")
        self.state, self.reason = state, reason
        self._metrics.up(self.address, serves=state == "serves")


async def _checked(gate: Callable[[Endpoint], Awaitable[Admission]], endpoint: Endpoint) -> Admission:
    try:
        return await gate(endpoint)
    except EdgeError as error:
        return Admission(error.message)
    except EndpointFailed as failed:
        if failed.kind in (Kind.WRONG, Kind.REFUSED):
            return Admission(failed.reason)
        raise


async def _happens(event: asyncio.Event, within_s: float) -> bool:
    try:
        await asyncio.wait_for(event.wait(), within_s)
    except TimeoutError:
        return False
    return True


def _deadline(seconds: float) -> float:
    return min(max(PATIENCE * seconds, LEAST_DEADLINE_S), MOST_DEADLINE_S)


def _status(outputs: dict[str, NDArray[Any]]) -> int:
    return int(outputs[STATUS].ravel()[0])
