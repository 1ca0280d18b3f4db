"""Folders of files that can be made again: how long a file was not used, and which go when there are too many."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path

TOUCH_S = 60.0  # a file's last use is known to about a minute

_log = logging.getLogger(__name__)


def mark_used(path: Path) -> None:
    """Note that a file is of use now; nothing is raised."""
    try:
        if time.time() - path.stat().st_mtime > TOUCH_S:
            os.utime(path)
    except OSError:
        return  # evicted meanwhile, or read-only: its age does not matter


def remove_file(path: Path) -> bool:
    """Remove a file, and say whether it could; nothing is raised."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        _log.warning("%s cannot be removed: %s", path, error.strerror)
        return False
    return True


def make_fit(paths: Iterable[Path], budget_bytes: int, remove: Callable[[Path], bool]) -> int:
    """Remove the longest unused files until they are a tenth below the budget; return how many bytes stay.

    `remove` says whether it could; nothing else goes after one that cannot.
    """
    entries = []
    for path in paths:
        try:
            status = path.stat()
        except OSError:
            continue  # removed by a neighbour
        entries.append((status.st_mtime, status.st_size, path))
    held = sum(size for _, size, _ in entries)
    if held <= budget_bytes:
        return held
    for _, size, path in sorted(entries):
        if not remove(path):
            break
        held -= size
        if held <= 0.9 * budget_bytes:
            break
    return held
