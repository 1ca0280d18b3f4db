#!/usr/bin/env python3
"""Lay a virtual environment over the one that runs this: `export_environment.py ENVIRONMENT`.

ENVIRONMENT then finds all that is installed here, editable packages too, and its `requirements.txt` names what the
extra `export` needs beside it.
"""

from __future__ import annotations

import sys
import sysconfig
import tomllib
from pathlib import Path

PROJECT = Path(__file__).parents[1] / "pyproject.toml"


def main() -> None:
    environment = Path(sys.argv[1]).resolve()
    here = sysconfig.get_path("purelib")
    there = sysconfig.get_path("purelib", vars={"base": str(environment)})
    # a folder that is added like this has its own .pth files read, by which editable packages are found
    (Path(there) / "layered.pth").write_text(f"import site; site.addsitedir({here!r})\n")
    extras = tomllib.loads(PROJECT.read_text())["project"]["optional-dependencies"]
    (environment / "requirements.txt").write_text("\n".join(extras["export"]) + "\n")


if __name__ == "__main__":
    main()
