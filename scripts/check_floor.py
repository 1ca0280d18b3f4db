#!/usr/bin/env python3
"""Fail when a row of `make evaluate` is below its floor: check_floor.py FILE (rows: name value)."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

FLOOR = {"box_miou": 0.62, "click5_miou": 0.64}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    rows = dict(
        line.split()[:2] for line in parser.parse_args().file.read_text().splitlines() if len(line.split()) == 2
    )
    low = [
        f"{name} is {rows.get(name, 'absent')}, floor {floor}"
        for name, floor in FLOOR.items()
        if float(rows.get(name, 0)) < floor
    ]
    print("; ".join(low) or "floors reached: " + ", ".join(f"{n} ≥ {f}" for n, f in FLOOR.items()))
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
