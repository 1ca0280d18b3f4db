"""PostgreSQL's own programs, pg_dump and pg_restore, of the version that fits. Blocks."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL

from avala_edge.errors import InvalidInput
from avala_edge.store.image_uids import sha_of

_NULL = "\\N"  # as COPY writes it
_DEBIAN = Path("/usr/lib/postgresql")  # every major version has a folder there, off the path
_QUEUE = "dbos"
_LONGEST_S = 24 * 3600.0
_LOCK_WAIT_MS = 60_000  # a migration that runs has so long to finish


def dump(url: URL, target: Path, *, snapshot: str, server: int) -> str:
    """Write the database as a transaction that exported `snapshot` sees it; return the program's name and version.

    Raises:
        InvalidInput: pg_dump is missing, older than the server, or fails.
    """
    program, version = _program("pg_dump", server)
    options = ["--format=custom", "--no-owner", "--no-privileges", f"--lock-wait-timeout={_LOCK_WAIT_MS}"]
    options.append(f"--exclude-schema={_QUEUE}")  # of who works now; it is filled again from our own rows
    with _connection(url) as where:
        _run([program, *options, f"--snapshot={snapshot}", f"--file={target}", f"--dbname={where}"])
    return f"pg_dump {version}"


def load(url: URL, source: Path, made_by: str) -> None:
    """Bring a dump, made by such a version, back into an empty database, all or nothing; raise `InvalidInput`."""
    program, _ = _program("pg_restore", major(made_by))
    options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    with _connection(url) as where:
        _run([program, *options, f"--dbname={where}", str(source)])


def photos_in(source: Path, made_by: str) -> dict[str, int]:
    """Return bytes by SHA-256 of the photos and videos in a dump, without any server; raise `InvalidInput`."""
    program, _ = _program("pg_restore", major(made_by))
    with tempfile.TemporaryFile("w+", encoding="utf-8") as script:
        _run([program, "--data-only", "--table=images", "--table=videos", "--file=-", str(source)], script.fileno())
        script.seek(0)
        photos: dict[str, int] = {}
        columns: list[str] = []
        for line in script:
            if begins := re.match(r"COPY \S+ \((.*)\) FROM stdin;", line):
                columns = begins[1].split(", ")
            elif line == "\\.\n":
                columns = []
            elif columns:
                row = dict(zip(columns, line.rstrip("\n").split("\t"), strict=True))
                if row.get("video", _NULL) == _NULL:  # a frame has no bytes of its own
                    photos[sha_of(row["uid"])] = int(row["bytes"])
    return photos


def _program(name: str, at_least: int) -> tuple[str, str]:
    """Return the oldest that is new enough, which says least that an old server does not know, and its version."""
    on_path = shutil.which(name)
    paths = [*([on_path] if on_path else []), *(str(path) for path in _DEBIAN.glob(f"*/bin/{name}"))]
    found = {path: _version(path) for path in paths}
    fitting = sorted((path for path in paths if major(found[path]) >= at_least), key=lambda path: major(found[path]))
    if fitting:
        return fitting[0], found[fitting[0]]
    if not found:
        raise InvalidInput(f"is not installed; Debian has it in postgresql-client-{at_least}", field=name)
    here = ", ".join(sorted(set(found.values())))
    raise InvalidInput(
        f"is {here} here, but PostgreSQL {at_least} needs {at_least} or newer (Debian: postgresql-client-{at_least})",
        field=name,
    )


def _version(program: str) -> str:
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=30, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return "0"
    found = re.search(r"\) (\d\S*)", said)
    return found[1] if found else "0"


def major(version: str) -> int:
    """Return the number before the dot of `15.18`, `17beta1`, `pg_dump 15.18`."""
    found = re.search(r"\d+", version)
    return int(found[0]) if found else 0


@contextmanager
def _connection(url: URL) -> Iterator[str]:
    """Give what leads libpq to a database; the password is in a file for us alone, not in the list of processes."""
    words = {"host": url.host, "port": url.port, "user": url.username, "dbname": url.database, **url.query}
    with tempfile.NamedTemporaryFile("w", prefix="avala-edge-", encoding="utf-8") as secret:
        if url.password is not None:
            plain = re.sub(r"([\\:])", r"\\\1", str(url.password))
            secret.write(f"*:*:*:*:{plain}\n")
            secret.flush()
            words["passfile"] = secret.name
        yield " ".join(f"{name}={_quoted(value)}" for name, value in words.items() if value is not None)


def _quoted(value: object) -> str:
    plain = ",".join(value) if isinstance(value, tuple) else str(value)
    return "'" + re.sub(r"(['\\])", r"\\\1", plain) + "'"


def _run(command: Sequence[str], output: int | None = None) -> None:
    name = Path(command[0]).name
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output if output is not None else subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            timeout=_LONGEST_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise InvalidInput(f"could not be run to its end: {error}", field=name) from error
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or [f"ended with {done.returncode}"]
        raise InvalidInput(next((line for line in lines if "error:" in line), lines[-1]), field=name)
