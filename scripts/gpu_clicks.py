#!/usr/bin/env python3
"""Clicks on a photo through a running server, as rows: name value unit n p50 p95.

With `--triton PORT` also how many bytes the server sent to Triton for a click whose embedding is there, as the kernel
counts them (`ss`). The server is AVALA_EDGE_URL, the key AVALA_EDGE_KEY.
"""

from __future__ import annotations

import argparse
import re
import subprocess
from pathlib import Path
from time import perf_counter

from avala_edge.bench.rows import Row
from avala_edge.client import Client, Prompt


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("photo", type=Path)
    arguments.add_argument("--clicks", type=int, default=200)
    arguments.add_argument("--triton", type=int, help="port that the server reaches Triton at")
    given = arguments.parse_args()
    client = Client()
    began = perf_counter()
    photo = client.images.add(given.photo, embed=True)
    client.segment(Prompt(image=photo.uid, points=[(photo.width / 2, photo.height / 2)]))
    first = perf_counter() - began
    before, seconds = sent_bytes(given.triton), []
    for number in range(given.clicks):
        x, y = photo.width * (0.2 + 0.6 * number / given.clicks), photo.height * (0.3 + 0.4 * (number % 7) / 7)
        began = perf_counter()
        client.segment(Prompt(image=photo.uid, points=[(x, y)]))
        seconds.append(perf_counter() - began)
    after = sent_bytes(given.triton)
    print(Row.of_seconds("gpu_upload_encode_click", [first]))
    print(Row.of_seconds("gpu_warm_click", seconds))
    if given.triton is not None:
        print(Row.of("gpu_click_bytes_to_triton", [(after - before) / given.clicks], "B"))


def sent_bytes(port: int | None) -> int:
    """Return what all connections to a port have sent, acknowledgements aside."""
    if port is None:
        return 0
    said = subprocess.run(
        ["ss", "-tinH", "state", "established", f"( dport = :{port} )"], capture_output=True, text=True, check=True
    )
    return sum(map(int, re.findall(r"\bbytes_sent:(\d+)", said.stdout)))


if __name__ == "__main__":
    main()
