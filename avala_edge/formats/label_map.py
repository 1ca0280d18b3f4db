"""`labelmap.txt`: classes of Pascal VOC with their colours, a line each: `name:r,g,b:parts:actions`.

Source: Datumaro and CVAT ("Segmentation mask 1.1"); colours are those of VOC's own `VOClabelcolormap`.
"""

from __future__ import annotations

from collections.abc import Sequence

from avala_edge.errors import InvalidInput

BACKGROUND = "background"
VOID = (224, 224, 192)  # the edge of objects, of no class
MOST_COLOURS = 255  # 0 to 254; 255 is the edge

Colour = tuple[int, int, int]


def colour(number: int) -> Colour:
    """Return VOC's colour of a number: its bits, three at a time, from the highest of red, green and blue down."""
    channels = [0, 0, 0]
    for bit in range(8):
        for channel in range(3):
            channels[channel] |= (number >> (3 * bit + channel) & 1) << (7 - bit)
    return channels[0], channels[1], channels[2]


def label_map(names: Sequence[str]) -> bytes:
    """Return the file for classes; the first is number 1, the background number 0.

    Raises:
        InvalidInput: a name that the file cannot hold.
    """
    lines = ["# label:color_rgb:parts:actions"]
    for number, name in enumerate((BACKGROUND, *names)):
        taken = name == BACKGROUND or name != name.strip() or not name or any(each in name for each in ":\n\r#")
        if number and taken:
            words = f"the format cannot name a class {name[:100]!r}; give it another name by label_map"
            raise InvalidInput(words, field="label_map")
        lines.append(f"{name}:{','.join(map(str, colour(number)))}::")
    return ("\n".join(lines) + "\n").encode()


def read_label_map(text: str) -> dict[str, Colour | None]:
    """Return the classes in their order, with colours where there are any; raises `InvalidInput`."""
    found: dict[str, Colour | None] = {}
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        name, _, rest = line.partition(":")
        said = rest.partition(":")[0]
        try:
            values = [int(each) for each in said.split(",")] if said.strip() else []
        except ValueError:
            values = [-1]
        if values and (len(values) != 3 or not all(0 <= value <= 255 for value in values)):
            raise InvalidInput(f"labelmap.txt: {line[:100]} has no colour r,g,b", field="file")
        found[name.strip()] = (values[0], values[1], values[2]) if values else None
    return found
