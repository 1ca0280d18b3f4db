"""Work on a model that nobody has vouched for, in a process of its own: it may crash, hang or eat memory there."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from avala_edge.errors import ModelUnavailable

MOST_ANSWER = 1024 * 1024
MOST_REASON = 1000  # letters of why a model is refused

B = TypeVar("B", bound=BaseModel)


def run_apart(module: str, *words: str, answer: type[B], timeout_s: float) -> B:
    """Run `python -m module words…` and return what it printed, as JSON of that model. Blocks.

    Raises:
        ModelUnavailable: it crashed, took too long or printed something else, with the reason.
    """
    command = [sys.executable, "-m", module, *words]
    try:
        done = subprocess.run(command, capture_output=True, timeout=timeout_s, stdin=subprocess.DEVNULL, check=False)
    except subprocess.TimeoutExpired:
        raise ModelUnavailable(f"the test run took longer than {timeout_s:g} s") from None
    if done.returncode < 0:
        raise ModelUnavailable(f"the test run crashed (signal {-done.returncode})")
    try:
        return answer.model_validate_json(done.stdout[:MOST_ANSWER])
    except ValidationError:
        last = done.stderr.decode(errors="replace").strip().splitlines() or [f"exit code {done.returncode}"]
        raise ModelUnavailable(f"the test run failed: {last[-1][:300]}") from None


def die_first() -> None:
    """Let the system end this process first when memory runs out, not a server beside it."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
