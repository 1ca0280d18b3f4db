#!/usr/bin/env python3
"""What `gpu_check.sh` left in a folder, as report.json and report.md."""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path

VERSIONS = re.compile(r"^(?:avala-edge |tensorrt |/usr/lib).*", re.MULTILINE)
PLAN = re.compile(r"^(encoder|decoder): .*?/([^/ ]+\.plan) \((.*)\)$", re.MULTILINE)
LATENCY = re.compile(r"GPU Compute Time: .*?median = ([\d.]+) ms.*?percentile\(95%\) = ([\d.]+) ms")
PERF = re.compile(r"^Concurrency: (\d+), throughput: ([\d.]+) infer/sec, latency (\d+) usec", re.MULTILINE)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    for name in ("gpus", "model", "image"):
        arguments.add_argument(f"--{name}", required=True)
    given = arguments.parse_args()
    report = collect(given.folder) | {"gpus": given.gpus.splitlines(), "model": given.model, "image": given.image}
    (given.folder / "report.json").write_text(json.dumps(report, indent=2) + "\n")
    (given.folder / "report.md").write_text(written(report))


def collect(folder: Path) -> dict[str, object]:
    """Return what the logs say; a step that did not run is not in it."""

    def log(name: str) -> str:
        path = folder / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    steps = [line.split("\t") for line in (folder / "steps.tsv").read_text().splitlines()]
    trtexec = {part: LATENCY.search(log(f"trtexec-{part}")) for part in ("encoder", "decoder")}
    return {
        "steps": [{"name": name, "state": state, "seconds": int(seconds)} for name, state, seconds in steps],
        "versions": VERSIONS.findall(log("versions")),
        "plans": [{"part": p, "plan": plan, "figures": figures} for p, plan, figures in PLAN.findall(log("build"))],
        "trtexec_ms": {part: {"p50": float(m[1]), "p95": float(m[2])} for part, m in trtexec.items() if m},
        "perf_analyzer": {
            part: [
                {"concurrency": int(c), "per_second": float(rate), "p95_ms": int(us) / 1000}
                for c, rate, us in PERF.findall(log(f"perf-{part}"))
            ]
            for part in ("encoder", "decoder", "prompt")
        },
        "rows": (folder / "rows.txt").read_text().splitlines(),
    }


def written(report: dict[str, object]) -> str:
    """Return it for people."""
    lines = ["# GPU check", "", f"Model `{report['model']}`, image `{report['image']}`.", ""]
    lines += [f"- {line}" for line in (*report["gpus"], *report["versions"])]  # type: ignore[misc]
    lines += ["", "| step | state | seconds |", "| --- | --- | --- |"]
    lines += [f"| {s['name']} | {s['state']} | {s['seconds']} |" for s in report["steps"]]  # type: ignore[attr-defined]
    lines += ["", "## Plans, and how they answer", ""]
    lines += [f"- {p['part']}: `{p['plan']}`: {p['figures']}" for p in report["plans"]]  # type: ignore[attr-defined]
    lines += ["", "## Plans alone (trtexec, GPU compute)", "", "| part | p50 ms | p95 ms |", "| --- | --- | --- |"]
    trtexec = report["trtexec_ms"].items()  # type: ignore[attr-defined]
    lines += [f"| {part} | {ms['p50']:g} | {ms['p95']:g} |" for part, ms in trtexec]
    lines += [
        "",
        "## In Triton (perf_analyzer)",
        "",
        "| model | at once | a second | p95 ms |",
        "| --- | --- | --- | --- |",
    ]
    for part, rows in report["perf_analyzer"].items():  # type: ignore[attr-defined]
        lines += [f"| {part} | {r['concurrency']} | {r['per_second']:g} | {r['p95_ms']:g} |" for r in rows]
    lines += ["", "## Clicks", "", "```", *report["rows"], "```", ""]  # type: ignore[misc]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
