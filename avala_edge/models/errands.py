"""Imports and activations that a server does while it serves: one at a time, in a process of their own.

That process is the command `avala-edge models …`: a graph that nobody has vouched for can crash, hang or eat memory
there, and what is measured there gives way to everybody's clicks.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from avala_edge.errors import Busy, InvalidInput, ModelUnavailable

NICE = 10
LONGEST_S = 3600.0
MOST_OUTPUT = 1024 * 1024
_LINE = "avala-edge: "


@dataclass(frozen=True)
class Errand:
    """What is being done to a model, or was last: `state` is running, done or refused; `reason` says why."""

    model: str
    state: str
    reason: str | None = None


class ModelErrands:
    """Those of one site. Belongs to one event loop."""

    def __init__(self, data_dir: Path, environment: Mapping[str, str]) -> None:
        """Work on `data_dir`; the process gets that environment."""
        self._data_dir, self._environment = data_dir, dict(environment)
        self._working = asyncio.Lock()
        self._activating: asyncio.Task[None] | None = None
        self.activation: Errand | None = None

    async def add(self, source: Path, options: Sequence[str]) -> str:
        """Import a model from a file or folder; return its name.

        Raises:
            InvalidInput: it is refused, with the reason.
            Busy: another model is being imported or activated.
        """
        self._refuse_second()
        async with self._working:
            said = await self._run("import", str(source), "--yes", *options)
        return said.split(maxsplit=1)[0]

    def activate(self, name: str) -> None:
        """Begin to check a model and to let it serve clicks; `activation` says how that goes.

        Raises:
            Busy: another model is being imported or activated.
        """
        self._refuse_second()
        self.activation = Errand(name, "running")
        self._activating = asyncio.get_running_loop().create_task(self._activate(name))

    def _refuse_second(self) -> None:
        running = self._activating is not None and not self._activating.done()
        if self._working.locked() or running:
            raise Busy("another model is being imported or activated; try again when that is done")

    async def _activate(self, name: str) -> None:
        try:
            async with self._working:
                await self._run("activate", name)
        except (InvalidInput, ModelUnavailable) as error:
            self.activation = Errand(name, "refused", error.message)
        else:
            self.activation = Errand(name, "done")

    async def _run(self, *words: str) -> str:
        """Run the command; return what it printed."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "avala_edge",
            "models",
            *words,
            "--data-dir",
            str(self._data_dir),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=self._environment,
            start_new_session=True,
        )
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, process.pid, NICE)
        try:
            async with asyncio.timeout(LONGEST_S):
                out, err = await process.communicate()
        except TimeoutError:
            raise ModelUnavailable(f"it took longer than {LONGEST_S:g} s") from None
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, 9)  # with the test run that it may have begun
            await process.wait()
        if process.returncode == 0:
            return out[:MOST_OUTPUT].decode(errors="replace")
        lines = err[-MOST_OUTPUT:].decode(errors="replace").strip().splitlines() or [f"exit code {process.returncode}"]
        field, colon, reason = lines[-1].removeprefix(_LINE).partition(": ")
        if process.returncode != 2 or not lines[-1].startswith(_LINE):
            raise ModelUnavailable(lines[-1][:300])
        known = bool(colon) and " " not in field
        raise InvalidInput(reason if known else lines[-1].removeprefix(_LINE), field="file" if known else None)

    async def close(self) -> None:
        """End what runs; what is not done by then is not done."""
        if self._activating is not None:
            self._activating.cancel()
            await asyncio.gather(self._activating, return_exceptions=True)
