"""Folders of photos that are frames: which there are, which of their files are frames, in what order."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from avala_edge.errors import EdgeError
from avala_edge.imaging import sniff

HERE = "."


def folders_of(names: Sequence[str]) -> list[str]:
    """Return the folders that files (by their paths) are in, sorted; `.` is where the paths begin."""
    return sorted({name.rpartition("/")[0] or HERE for name in names})


def sequence_key(root: str, below: str) -> str:
    """Return the key of the sequence of a folder: its path, beginning with the name of the imported one."""
    return root if below == HERE else f"{root}/{below}"


def frame_files(names: Sequence[str], head: Callable[[str], bytes]) -> list[str]:
    """Return those files that begin as photos do, in the order in which people count: `2.jpg` before `10.jpg`."""
    return sorted((name for name in names if _is_photo(name, head)), key=_counted)


def _is_photo(name: str, head: Callable[[str], bytes]) -> bool:
    try:
        sniff(head(name))
    except EdgeError:
        return False
    return True


def _counted(name: str) -> list[tuple[int, int, str]]:
    parts = re.findall(r"\d+|\D+", name.casefold())
    return [(0, int(part), part) if part.isdecimal() else (1, 0, part) for part in parts]
