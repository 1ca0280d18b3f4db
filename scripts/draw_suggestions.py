#!/usr/bin/env python3
"""Draw what `avala-edge evaluate suggestions` printed: draw_suggestions.py ROWS docs/suggestions.svg."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

WIDTH, HEIGHT, LEFT, TOP, SIDE = 820, 330, 60, 50, 220  # pixels; SIDE: height of a panel
PANEL = 300
INK, ACCENT, PALE, SECOND = "#333333", "#2266aa", "#bbbbbb", "#cc7733"
COUNTS = (1, 5, 20, 100)


def text(x: float, y: float, words: str, *, anchor: str = "middle", colour: str = INK, size: int = 13) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}" font-size="{size}">{words}</text>'


def curve(left: float, values: Sequence[float], colour: str, dash: str = "") -> list[str]:
    xs = [left + PANEL * (0.08 + 0.28 * place) for place in range(len(values))]
    points = [(x, TOP + SIDE * (1 - value)) for x, value in zip(xs, values, strict=True)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    drawn = [f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>']
    drawn += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in points]
    return drawn


def frame(left: float, title: str) -> list[str]:
    drawn = [text(left + PANEL / 2, TOP - 24, title, size=14)]
    for tenth in range(0, 11, 2):
        y = TOP + SIDE * (1 - tenth / 10)
        drawn.append(f'<line x1="{left}" y1="{y:.1f}" x2="{left + PANEL}" y2="{y:.1f}" stroke="#eeeeee"/>')
        drawn.append(text(left - 8, y + 4, f"{10 * tenth} %", anchor="end", size=11))
    return drawn


def draw(rows: dict[str, float]) -> str:
    drawn = frame(LEFT, "right label first, after n examples of each of 15 labels")
    for name, colour, words, dash in (
        ("suggest_top5", PALE, "among the first five", ""),
        ("suggest_top1", ACCENT, "first", ""),
        ("suggest_majority", SECOND, "always the same label", "5 4"),
    ):
        values = [rows[f"{name}_{count}"] for count in COUNTS]
        drawn += curve(LEFT, values, colour, dash)
        drawn.append(
            text(LEFT + PANEL * 0.93, TOP + SIDE * (1 - values[-1]) - 8, words, anchor="end", colour=INK, size=11)
        )
    for place, count in enumerate(COUNTS):
        drawn.append(text(LEFT + PANEL * (0.08 + 0.28 * place), TOP + SIDE + 20, str(count)))
    left = LEFT + PANEL + 110
    drawn += frame(left, "labels to correct, by round")
    for turn in range(3):
        for shift, name, colour in ((-28, "loop_majority", SECOND), (28, "loop_corrections", ACCENT)):
            share = rows[f"{name}_{turn}"] / 100
            x, y = left + PANEL * (0.18 + 0.32 * turn) + shift, TOP + SIDE * (1 - share)
            drawn.append(f'<rect x="{x - 24:.1f}" y="{y:.1f}" width="48" height="{SIDE * share:.1f}" fill="{colour}"/>')
            drawn.append(text(x, y - 5, f"{100 * share:.0f}", size=11))
        drawn.append(text(left + PANEL * (0.18 + 0.32 * turn), TOP + SIDE + 20, f"round {turn}"))
    drawn.append(text(left + PANEL / 2, TOP + SIDE + 42, "most frequent label", anchor="end", colour=SECOND, size=12))
    drawn.append(text(left + PANEL / 2 + 12, TOP + SIDE + 42, "suggestions", anchor="start", colour=ACCENT, size=12))
    body = "\n".join(drawn)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif">\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>\n{body}\n</svg>\n'
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=Path)
    parser.add_argument("to", type=Path)
    asked = parser.parse_args()
    lines = [line.split() for line in asked.rows.read_text().splitlines()]
    asked.to.write_text(draw({line[0]: float(line[1]) for line in lines if len(line) == 2}))


if __name__ == "__main__":
    main()
