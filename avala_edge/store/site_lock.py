"""Who is at a data directory: servers and commands together, or one restore alone."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from avala_edge.errors import InvalidInput
from avala_edge.store.files import open_folder

LOCK = "site.lock"
UNFINISHED = "unfinished-restore.json"


@contextmanager
def site_in_use(data_dir: Path) -> Iterator[None]:
    """Keep restores away from a data directory, made if need be.

    Raises:
        InvalidInput: a restore is at work there, or was not finished.
    """
    with _locked(data_dir, fcntl.LOCK_SH, f"a backup is being restored into {data_dir}; wait until it is done"):
        if (data_dir / UNFINISHED).exists():
            raise InvalidInput(
                f"a restore into {data_dir} was not finished; run the same `avala-edge backup restore` again",
                field="data_dir",
            )
        yield


@contextmanager
def site_alone(data_dir: Path) -> Iterator[None]:
    """Keep everybody else away from a data directory, made if need be; raise `InvalidInput` when somebody is there."""
    with _locked(data_dir, fcntl.LOCK_EX, f"a server or another command uses {data_dir}; stop it first"):
        yield


@contextmanager
def _locked(data_dir: Path, how: int, taken: str) -> Iterator[None]:
    path = open_folder(data_dir) / LOCK
    try:
        stream = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "rb")
    except OSError as error:
        raise InvalidInput(f"{path} cannot be opened: {error.strerror}", field="data_dir") from error
    with stream:
        try:
            fcntl.flock(stream, how | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InvalidInput(taken, field="data_dir") from None
        yield
