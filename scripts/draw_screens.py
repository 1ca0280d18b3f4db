"""Makes the pictures of docs/web/ from those that tests/e2e/test_accessibility.py left in artifacts/."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parents[1]
SCREENS = ("projects", "items", "item", "timeline", "review", "auto-label", "activity", "settings", "project-settings")

if __name__ == "__main__":
    (ROOT / "docs/web").mkdir(exist_ok=True)
    for screen in SCREENS:
        for scheme in ("light", "dark"):
            with Image.open(ROOT / f"artifacts/{screen}-{scheme}.png") as picture:
                picture.convert("RGB").save(ROOT / f"docs/web/{screen}-{scheme}.jpg", quality=80, optimize=True)
