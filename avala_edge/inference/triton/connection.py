"""One Triton server over gRPC, from the moment that it is found ready until the connection breaks.

A connection that broke is never used again, so that whoever answers next is checked first. Nobody else sees the
library's own types.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import grpc
import numpy as np
from numpy.typing import NDArray
from tritonclient.grpc import InferInput, InferRequestedOutput
from tritonclient.grpc.aio import InferenceServerClient
from tritonclient.utils import InferenceServerException, np_to_triton_dtype, triton_to_np_dtype

from avala_edge.errors import InvalidInput
from avala_edge.inference.runtime import Tensors
from avala_edge.inference.triton.contract import DECODER, ENCODER, MODEL_DIGEST, PROMPT
from avala_edge.inference.triton.failure import EndpointFailed, Kind
from avala_edge.inference.triton.shared_memory import Slot, Slots

CONTROL_S = 2.0  # for what computes nothing
WORTH_SHARING = 4096  # bytes; what is smaller travels faster with the call
SLOTS = 16
BROKE = "the connection broke"
LARGEST_MESSAGE = 256 * 1024 * 1024
OPTIONS = (
    ("grpc.max_send_message_length", LARGEST_MESSAGE),
    ("grpc.max_receive_message_length", LARGEST_MESSAGE),
    ("grpc.use_local_subchannel_pool", 1),  # each channel its own connection
    ("grpc.enable_retries", 0),  # we know what may be tried again, and where
    ("grpc.enable_http_proxy", 0),
)


@dataclass(frozen=True)
class Declared:
    """A tensor as the server's configuration has it: dtype, and shape without its batch, -1 for any length."""

    dtype: str
    dims: tuple[int, ...]
    optional: bool = False

    def nbytes(self, batch: int) -> int | None:
        """Return how many bytes so many take at most, None where that is not known."""
        if -1 in self.dims:
            return None
        return int(np.prod(self.dims, dtype=np.int64)) * max(batch, 1) * np.dtype(self.dtype).itemsize


@dataclass(frozen=True)
class Model:
    """What the server says of one of its models."""

    digest: str
    batched: bool
    inputs: Mapping[str, Declared]
    outputs: Mapping[str, Declared]
    parameters: Mapping[str, str]

    def fitted(self, name: str, array: NDArray[Any]) -> NDArray[Any]:
        """Return an array as the server wants it; raises `InvalidInput` naming tensor and model."""
        declared = self.inputs[name]
        given = array
        if self.batched and array.ndim == 1 and declared.dims == (1,):
            given = array[:, None]  # a batch of single numbers
        shape = given.shape[1:] if self.batched else given.shape
        fits = len(shape) == len(declared.dims) and all(
            want in (-1, have) for want, have in zip(declared.dims, shape, strict=True)
        )
        if not fits or given.dtype != declared.dtype:
            raise InvalidInput(
                f"tensor {name!r} must be {declared.dtype} {list(declared.dims)}, got {array.dtype} {list(array.shape)}"
            )
        return np.ascontiguousarray(given)


class Connection:
    """Use `open`."""

    def __init__(self, address: str) -> None:
        """Connect on the first call: once for what is small, once for what is large and would be in its way."""
        self.address = address
        self._small, self._large = (InferenceServerClient(address, channel_args=OPTIONS) for _ in range(2))
        self._watches: list[asyncio.Task[None]] = []
        self._slots: Slots | None = None
        self.models: Mapping[str, Model] = {}
        self.lost = asyncio.Event()

    @classmethod
    async def open(cls, address: str, digest: str) -> Connection:
        """Connect to a server that is ready and has the three models of a manifest.

        Raises:
            EndpointFailed: it is not there, not ready, or serves something else.
        """
        connection = cls(address)
        try:
            await connection.check(digest)
            for client in (connection._small, connection._large):
                with connection._failing():
                    await client.is_server_live(client_timeout=CONTROL_S)
                watching = asyncio.get_running_loop().create_task(connection._watch(client))
                connection._watches.append(watching)
            await connection._share()
        except BaseException:
            await connection.close()
            raise
        return connection

    @contextlib.contextmanager
    def _failing(self) -> Iterator[None]:
        """Let whatever the library raises be an `EndpointFailed`."""
        try:
            yield
        except InferenceServerException as error:
            raise failure(error) from error
        except asyncio.CancelledError:
            # Also what gRPC raises in a call whose channel is closed: nobody cancelled the task then.
            task = asyncio.current_task()
            if not self.lost.is_set() or (task is not None and task.cancelling()):
                raise
            raise EndpointFailed(Kind.LOST, BROKE) from None

    async def check(self, digest: str) -> None:
        """See that the server is ready and has the right models; raises `EndpointFailed`."""
        with self._failing():
            if not await self._small.is_server_ready(client_timeout=CONTROL_S):
                raise EndpointFailed(Kind.LOST, "it is not ready")
            self.models = {name: await self._describe(name) for name in (ENCODER, DECODER, PROMPT)}
        for name, model in self.models.items():
            if model.digest != digest:
                of = model.digest[:12] or "no digest"
                raise EndpointFailed(Kind.WRONG, f"its {name} is of model {of}, not of {digest[:12]}")

    async def _describe(self, name: str) -> Model:
        answer = await self._small.get_model_config(name, client_timeout=CONTROL_S)
        config = answer.config
        parameters = {key: value.string_value for key, value in config.parameters.items()}
        return Model(
            digest=parameters.get(MODEL_DIGEST, ""),
            batched=config.max_batch_size > 0,
            inputs=_declared(config.input),
            outputs=_declared(config.output),
            parameters=parameters,
        )

    async def _watch(self, client: InferenceServerClient) -> None:
        """Notice when the connection breaks, even while nobody asks."""
        channel = client._channel  # the library has no word for it
        try:
            while channel.get_state() == grpc.ChannelConnectivity.READY:
                await channel.wait_for_state_change(grpc.ChannelConnectivity.READY)
        except grpc.aio.UsageError:
            pass  # we closed it
        finally:
            self.lost.set()

    async def _share(self) -> None:
        """Share memory with a server on this machine, where it takes it."""
        if not _is_here(self.address):
            return
        nbytes = max(_room(model) for model in self.models.values())
        slots = Slots(nbytes, SLOTS, self._register)
        try:
            slot = await slots.take()
        except InferenceServerException:
            slots.close()  # a container of its own has memory of its own
            return
        if slot is not None:
            slots.give_back(slot)
            self._slots = slots

    async def _register(self, name: str, key: str, nbytes: int) -> None:
        await self._large.register_system_shared_memory(name, key, nbytes, client_timeout=CONTROL_S)

    @property
    def shares_memory(self) -> bool:
        """Whether large tensors go through shared memory."""
        return self._slots is not None

    def stop_sharing(self) -> None:
        """Send tensors with the calls from now on; for comparison."""
        if self._slots is not None:
            self._slots.close()
            self._slots = None

    async def infer(self, name: str, inputs: Tensors, *, priority: int, deadline_s: float) -> dict[str, NDArray[Any]]:
        """Ask one of the models. Not to be cancelled: a slot is free again when the call has ended.

        Raises:
            InvalidInput: a tensor does not fit.
            EndpointFailed: it did not answer.
        """
        if self.lost.is_set():
            raise EndpointFailed(Kind.LOST, BROKE)
        model = self.models[name]
        fitted = {each: model.fitted(each, array) for each, array in inputs.items()}
        slot, ended = (await self._slot(), False)
        try:
            asked = [_asked(each, array, slot) for each, array in fitted.items()]
            batch = len(next(iter(fitted.values()))) if model.batched else 0
            placed = _placed(model, batch, slot)
            large = sum(array.nbytes for array in fitted.values()) > WORTH_SHARING
            client = self._large if large and slot is None else self._small
            with self._failing():
                result = await client.infer(
                    name,
                    asked,
                    outputs=[_wanted(each, place, slot) for each, place in placed.items()],
                    priority=priority,
                    timeout=int(deadline_s * 1e6),
                    client_timeout=deadline_s,
                )
            if slot is not None and self.lost.is_set():
                raise EndpointFailed(Kind.LOST, BROKE)  # and our hold on the memory may be gone
            ended = True
            return {each.name: _read(result, each, placed[each.name], slot) for each in result.get_response().outputs}
        except EndpointFailed as failed:
            ended = ended or failed.kind in (Kind.FULL, Kind.REFUSED)
            raise
        finally:
            if slot is not None and ended and self._slots is not None:
                self._slots.give_back(slot)

    async def _slot(self) -> Slot | None:
        if self._slots is None:
            return None
        with self._failing():
            return await self._slots.take()

    async def statistics(self, name: str) -> Any:
        """Return the server's own figures of a model (`ModelStatistics`)."""
        with self._failing():
            answer = await self._small.get_inference_statistics(name, client_timeout=CONTROL_S)
        return answer.model_stats[0]

    async def close(self) -> None:
        """End it."""
        self.lost.set()
        for client in (self._small, self._large):
            with contextlib.suppress(Exception):
                await client.close()
        if self._watches:
            await asyncio.wait(self._watches, timeout=CONTROL_S)  # the closed channels end them
        if self._slots is not None:
            self._slots.close()


def failure(error: InferenceServerException) -> EndpointFailed:
    """Sort the library's only kind of error."""
    status, message = str(error.status()), str(error.message())
    if "queue size" in message or "timeout expired" in message:
        return EndpointFailed(Kind.FULL, message)
    kinds = {
        "StatusCode.UNAVAILABLE": Kind.LOST,
        "StatusCode.CANCELLED": Kind.LOST,
        "StatusCode.DEADLINE_EXCEEDED": Kind.LATE,
    }
    first = (message.strip().splitlines() or [status])[0]
    return EndpointFailed(kinds.get(status, Kind.REFUSED), first)


def _declared(tensors: Any) -> dict[str, Declared]:
    return {
        each.name: Declared(
            np.dtype(triton_to_np_dtype(_wire_type(each.data_type))).name,
            tuple(each.dims),
            bool(getattr(each, "optional", False)),
        )
        for each in tensors
    }


def _wire_type(number: int) -> str:
    from tritonclient.grpc.model_config_pb2 import DataType

    return str(DataType.Name(number)).removeprefix("TYPE_").replace("STRING", "BYTES")


def _room(model: Model) -> int:
    """Return how many bytes a call of one has at most, as far as known."""
    sizes = [each.nbytes(1) or 0 for each in (*model.inputs.values(), *model.outputs.values())]
    return sum(sizes) + 64 * len(sizes) + WORTH_SHARING


def _asked(name: str, array: NDArray[Any], slot: Slot | None) -> InferInput:
    asked = InferInput(name, array.shape, np_to_triton_dtype(array.dtype))
    offset = slot.reserve(array.nbytes) if slot is not None and array.nbytes > WORTH_SHARING else None
    if slot is None or offset is None:
        asked.set_data_from_numpy(array)
    else:
        slot.write(offset, array)
        asked.set_shared_memory(slot.name, array.nbytes, offset)
    return asked


def _placed(model: Model, batch: int, slot: Slot | None) -> dict[str, tuple[int, int] | None]:
    """Return where each output goes: offset and bytes, None for with the answer."""
    placed: dict[str, tuple[int, int] | None] = {}
    for name, declared in model.outputs.items():
        nbytes = declared.nbytes(batch)
        offset = None
        if slot is not None and nbytes is not None and nbytes > WORTH_SHARING:
            offset = slot.reserve(nbytes)
        placed[name] = None if offset is None or nbytes is None else (offset, nbytes)
    return placed


def _wanted(name: str, place: tuple[int, int] | None, slot: Slot | None) -> InferRequestedOutput:
    wanted = InferRequestedOutput(name)
    if place is not None and slot is not None:
        wanted.set_shared_memory(slot.name, place[1], place[0])
    return wanted


def _read(result: Any, output: Any, place: tuple[int, int] | None, slot: Slot | None) -> NDArray[Any]:
    if place is None or slot is None:
        array: NDArray[Any] | None = result.as_numpy(output.name)
        if array is None:
            raise EndpointFailed(Kind.WRONG, f"it answered without {output.name!r}")
        return array
    shape, dtype = tuple(output.shape), np.dtype(triton_to_np_dtype(output.datatype))
    if min(shape, default=1) < 0 or int(np.prod(shape, dtype=np.int64)) * dtype.itemsize > place[1]:
        raise EndpointFailed(Kind.WRONG, f"it answered {output.name!r} in shape {list(shape)}")
    return slot.read(place[0], shape, dtype)


def _is_here(address: str) -> bool:
    host = address.rpartition(":")[0].strip("[]")
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
