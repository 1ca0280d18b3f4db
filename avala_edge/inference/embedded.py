"""The embedded runtime: onnxruntime on this machine's CPU, with a fixed thread budget and no spinning threads."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from avala_edge.errors import InvalidInput, ModelUnavailable
from avala_edge.inference.runtime import Tensors
from avala_edge.inference.scheduler import Lane, Scheduler

NICE = 10  # of encoders: a decode that comes meanwhile gets most of the cores


class EmbeddedRuntime:
    """Two pieces of work at a time, each on the whole thread budget: one decode, and one encode that yields to it."""

    name = "onnxruntime"

    def __init__(self, *, threads: int, bound: int) -> None:
        """Use `threads` cores; refuse work when `bound` pieces of a kind wait."""
        self._threads = threads
        self.schedulers = {
            "decode": Scheduler("decode", threads=1, bound=bound),
            "encode": Scheduler("encode", threads=1, bound=bound, nice=NICE),
        }
        self._sessions: dict[str, tuple[ort.InferenceSession, Scheduler]] = {}

    async def load(self, name: str, path: Path, *, heavy: bool) -> None:
        """See `Runtime.load`."""
        scheduler = self.schedulers["encode" if heavy else "decode"]
        try:
            # On the scheduler's own thread, whose priority the session's threads inherit.
            session = await scheduler.run(partial(self._open, path), lane=Lane.CLICK)
        except Exception as error:  # onnxruntime's errors share no useful base class
            raise ModelUnavailable(
                f"model {name!r} at {path} cannot be loaded: {str(error).splitlines()[0]}"
            ) from error
        self._sessions[name] = (session, scheduler)

    def _open(self, path: Path) -> ort.InferenceSession:
        options = ort.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    async def run(self, name: str, inputs: Tensors, *, lane: Lane) -> dict[str, NDArray[np.float32]]:
        """See `Runtime.run`."""
        loaded = self._sessions.get(name)
        if loaded is None:
            raise ModelUnavailable(f"model {name!r} is not loaded; loaded are {sorted(self._sessions)}")
        session, scheduler = loaded
        for spec in session.get_inputs():
            given = inputs.get(spec.name)
            if given is None:
                raise InvalidInput(f"model {name!r} needs tensor {spec.name!r}; it got {sorted(inputs)}")
            fits = len(spec.shape) == given.ndim and all(
                not isinstance(want, int) or want == have for want, have in zip(spec.shape, given.shape, strict=True)
            )
            if not fits:
                raise InvalidInput(f"tensor {spec.name!r} of {name!r} must be {spec.shape}, got {list(given.shape)}")
        return await scheduler.run(partial(self._compute, session, inputs), lane=lane)

    @staticmethod
    def _compute(session: ort.InferenceSession, inputs: Tensors) -> dict[str, NDArray[np.float32]]:
        names = [output.name for output in session.get_outputs()]
        return dict(zip(names, session.run(names, dict(inputs)), strict=True))

    async def close(self) -> None:
        """See `Runtime.close`."""
        for scheduler in self.schedulers.values():
            await scheduler.close()
        self._sessions.clear()
