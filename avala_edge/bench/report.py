"""What a load run found, as JSON or as one self-contained page with plots."""

from __future__ import annotations

import html
import json
import math
import os
import platform
from dataclasses import asdict
from pathlib import Path

from avala_edge.bench.load import Plan, Seen, rows
from avala_edge.errors import InvalidInput
from avala_edge.store import writing_to

COLOURS = {"click": "#2563eb", "first_click": "#dc2626", "refine": "#059669", "box": "#d97706"}
WIDTH, HEIGHT = 760, 260

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>avala-edge load</title>
<style>body{{font:15px system-ui;margin:2rem auto;max-width:800px;color:#18181b}}
td,th{{padding:2px 12px 2px 0;text-align:right}}
td:first-child,th:first-child{{text-align:left}}svg{{background:#fafaf9}}</style>
<h1>avala-edge under load</h1><p>{what}</p><table><tr><th>row<th>value<th>unit<th>n<th>p50<th>p95</tr>{table}</table>
<h2>Answers over time (ms, logarithmic)</h2>{scatter}<p>{legend}</p>
<h2>Share of answers within a time</h2>{shares}</html>
"""


def write_report(path: Path, plan: Plan, seen: Seen) -> None:
    """Write `.html` or `.json`.

    Raises:
        InvalidInput: another ending, or a file that cannot be written.
    """
    machine: dict[str, object] = {
        "machine": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "plan": asdict(plan),
    }
    if path.suffix == ".json":
        text = json.dumps({**machine, "rows": [asdict(row) for row in rows(seen, "load")], **asdict(seen)})
    elif path.suffix == ".html":
        text = _page(machine, plan, seen)
    else:
        raise InvalidInput(f"{path} must end in .html or .json", field="--report")
    with writing_to(path, field="--report"):
        path.write_text(text)


def _page(machine: dict[str, object], plan: Plan, seen: Seen) -> str:
    what = (
        f"{plan.annotators} annotators, {plan.seconds:g} s, a pause of {plan.think_s:g} s in the mean, "
        f"{machine['cores']} cores ({machine['machine']})."
    )
    table = "".join(
        f"<tr><td>{r.name}<td>{r.value:.1f}<td>{r.unit}<td>{r.n}<td>{r.p50:.1f}<td>{r.p95:.1f}</tr>"
        for r in rows(seen, "load")
    )
    legend = " · ".join(f'<span style="color:{COLOURS[kind]}">{kind}</span>' for kind in seen.times)
    return PAGE.format(what=html.escape(what), table=table, scatter=_scatter(seen), legend=legend, shares=_shares(seen))


def _height(ms: float) -> float:
    """1 ms at the bottom, 10 s at the top."""
    return HEIGHT * (1 - min(max(math.log10(max(ms, 1.0)) / 4, 0.0), 1.0))


def _scatter(seen: Seen) -> str:
    end = max(seen.seconds, 1e-9)
    dots = "".join(
        f'<circle cx="{WIDTH * at / end:.1f}" cy="{_height(ms):.1f}" r="2" fill="{COLOURS[kind]}" opacity=".5"/>'
        for kind, times in seen.times.items()
        for at, ms in times
    )
    return f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" role="img">{_grid()}{dots}</svg>'


def _shares(seen: Seen) -> str:
    times = sorted(seen.all_times())
    points = " ".join(f"{WIDTH * i / max(1, len(times) - 1):.1f},{_height(ms):.1f}" for i, ms in enumerate(times))
    line = f'<polyline points="{points}" fill="none" stroke="#2563eb" stroke-width="2"/>'
    marks = "".join(
        f'<text x="{WIDTH * share - 30:.0f}" y="{HEIGHT - 6}" font-size="11">{share:.0%}</text>'
        for share in (0.5, 0.95)
    )
    return f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" role="img">{_grid()}{line}{marks}</svg>'


def _grid() -> str:
    return "".join(
        f'<line x1="0" x2="{WIDTH}" y1="{_height(ms)}" y2="{_height(ms)}" stroke="#e4e4e7"/>'
        f'<text x="4" y="{_height(ms) - 3}" font-size="11" fill="#71717a">{ms} ms</text>'
        for ms in (10, 30, 100, 300, 1000)
    )
