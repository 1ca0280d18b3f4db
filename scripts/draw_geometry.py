#!/usr/bin/env python3
"""Draw the pictures of docs/reference/geometry.md with the code that they explain: draw_geometry.py [FOLDER]."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from avala_edge import geometry as g

SIDE, ZOOM = 96, 3
INK, FILL, PAPER, MARK, LOST = (24, 24, 27), (147, 197, 253), (250, 250, 249), (220, 38, 38), (229, 231, 235)


def sample() -> NDArray[np.float32]:
    """Logits `[24, 24]` of a blob with a hole, a dent and a few islands."""
    yy, xx = np.mgrid[:24, :24]
    blob = 7 - np.hypot(yy - 11, xx - 11)
    hole = np.hypot(yy - 12, xx - 9) - 2.4
    small_hole = np.hypot(yy - 8.2, xx - 14) - 0.9
    logits = np.minimum(np.minimum(blob, hole * 2), small_hole * 2)
    for y, x, r in ((4.0, 20.5, 1.6), (20.0, 19.5, 0.9), (20.5, 4.0, 1.2)):
        logits = np.maximum(logits, r - np.hypot(yy - y, xx - x))
    return (logits + np.random.default_rng(4).normal(size=logits.shape) * 0.35).astype(np.float32)


def panel(mask: g.Rle, before: g.Rle | None = None, points: Sequence[tuple[float, float]] = ()) -> Image.Image:
    """A mask as pixels; what `before` had and it has not is grey."""
    picture = np.empty((mask.height, mask.width, 3), np.uint8)
    picture[:] = PAPER
    if before is not None:
        picture[g.decode_rle(before).astype(bool)] = LOST
    picture[g.decode_rle(mask).astype(bool)] = FILL
    image = Image.fromarray(picture).resize((mask.width * ZOOM, mask.height * ZOOM), Image.Resampling.NEAREST)
    draw = ImageDraw.Draw(image)
    for x, y in points:
        draw.ellipse((x * ZOOM - 4, y * ZOOM - 4, x * ZOOM + 4, y * ZOOM + 4), fill=MARK)
    return image


def outlined(image: Image.Image, polygons: Sequence[g.Polygon]) -> Image.Image:
    """Rings and their vertices over a panel."""
    draw = ImageDraw.Draw(image)
    for polygon in polygons:
        for ring in (polygon.exterior, *polygon.holes):
            corners = [(float(x) * ZOOM, float(y) * ZOOM) for x, y in ring]
            draw.line([*corners, corners[0]], fill=INK, width=2)
            for x, y in corners:
                draw.rectangle((x - 2, y - 2, x + 2, y + 2), fill=MARK)
    return image


def row(folder: Path, name: str, panels: Sequence[tuple[str, Image.Image]]) -> None:
    """Panels side by side with their captions."""
    gap, caption = 12, 22
    width, height = panels[0][1].size
    sheet = Image.new("RGB", (len(panels) * (width + gap) - gap, height + caption), (255, 255, 255))
    draw = ImageDraw.Draw(sheet)
    for i, (text, image) in enumerate(panels):
        sheet.paste(image, (i * (width + gap), caption))
        draw.text((i * (width + gap) + 2, 4), text, fill=INK, font_size=13)
    sheet.save(folder / f"{name}.png", optimize=True)


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent / "docs" / "geometry"
    folder.mkdir(parents=True, exist_ok=True)
    logits, frame = sample(), g.Frame.whole(SIDE, SIDE, 24.0, 24.0)

    def shape(**options: float) -> g.Outline:
        return g.outline(logits, frame, g.OutlineOptions(**options))  # type: ignore[arg-type]

    whole = shape().rle
    assert whole is not None
    drawn = []
    for text, options in (
        ("tolerance 0", {"tolerance_px": 0}),
        ("tolerance 0.5", {"tolerance_px": 0.5}),
        ("tolerance 2", {"tolerance_px": 2}),
        ("max_points 40", {"max_points": 40}),
    ):
        found = shape(**options)
        assert found.polygons is not None
        count = sum(len(ring) for p in found.polygons for ring in (p.exterior, *p.holes))
        drawn.append((f"{text}: {count} points, IoU {found.polygon_iou:.3f}", outlined(panel(whole), found.polygons)))
    row(folder, "outline", drawn)
    row(
        folder,
        "clean",
        [
            ("the mask", panel(whole)),
            ("fill_holes 60", panel(g.fill_holes(whole, area_px2=60))),
            ("drop_islands 90", panel(g.drop_islands(whole, area_px2=90), whole)),
            ("keep_largest", panel(g.keep_largest(whole), whole)),
            ("keep_under a click", panel(g.keep_under(whole, [(82.5, 16.5)]), whole, [(82.5, 16.5)])),
        ],
    )
    row(
        folder,
        "morph",
        [
            ("the mask", panel(whole)),
            ("grow 3 px", panel(g.grow(whole, radius_px=3))),
            ("shrink 3 px", panel(g.shrink(whole, radius_px=3), whole)),
            ("smooth 4 px", panel(g.smooth(whole, radius_px=4), whole)),
        ],
    )
    yy, xx = np.mgrid[:SIDE, :SIDE]
    other = g.encode_mask((np.hypot(yy - 60, xx - 64) < 22).astype(np.uint8))
    row(
        folder,
        "booleans",
        [
            ("a", panel(whole)),
            ("b", panel(other)),
            ("unite", panel(g.unite(whole, other))),
            ("intersect", panel(g.intersect(whole, other), g.unite(whole, other))),
            ("subtract", panel(g.subtract(whole, other), whole)),
            ("exclusive", panel(g.exclusive(whole, other), g.unite(whole, other))),
        ],
    )
    seed = g.logits_from_mask(other, frame, cells_height=24, cells_width=24)
    again = g.outline(seed, frame, g.OutlineOptions()).rle
    assert again is not None
    scale = np.clip((seed + 10) / 20 * 255, 0, 255).astype(np.uint8)
    grey = Image.fromarray(scale).convert("RGB").resize((SIDE * ZOOM, SIDE * ZOOM), Image.Resampling.NEAREST)
    row(folder, "seed", [("a mask", panel(other)), ("logits_from_mask, 24²", grey), ("and back", panel(again))])


if __name__ == "__main__":
    main()
