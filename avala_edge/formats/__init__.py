"""Pure codecs: what we know of an annotation ↔ the words of other formats."""

from __future__ import annotations
