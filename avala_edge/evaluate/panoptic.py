"""COCO panoptic photos: which masks people drew on them, and what of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from avala_edge.errors import InvalidInput
from avala_edge.imaging import ImageLimits, panoptic_ids

SMALLEST = 0.002  # of the photo's area


@dataclass(frozen=True)
class Segment:
    """One mask of an id map: its id, what it is of, and whether that is a thing (or stuff: sky, grass)."""

    id: int
    category: str
    is_thing: bool


class OutlinedPhoto(Protocol):
    """A photo, and masks that people drew on it."""

    @property
    def image(self) -> Path:
        """Its file."""

    def masks(self, limits: ImageLimits, /) -> Iterator[tuple[Segment, NDArray[np.bool_]]]:
        """Yield what is measured, each mask `[H, W]`."""


@dataclass(frozen=True)
class PanopticPhoto:
    """One photo, its id map, and the segments that people named."""

    image: Path
    id_map: Path
    segments: tuple[Segment, ...]

    def masks(self, limits: ImageLimits) -> Iterator[tuple[Segment, NDArray[np.bool_]]]:
        """Yield each segment above the smallest size, `[H, W]`."""
        ids = panoptic_ids(self.id_map.read_bytes(), limits)
        for segment in self.segments:
            mask = ids == segment.id
            if np.count_nonzero(mask) > SMALLEST * mask.size:
                yield segment, mask


def read_panoptic(
    images: Path, panoptic: Path, annotations: Path, *, only: Path | None, limit: int | None
) -> list[PanopticPhoto]:
    """Read a COCO panoptic listing, sorted by file name.

    Raises:
        InvalidInput: a file is missing or is not what it should be.
    """
    try:
        listing = json.loads(annotations.read_bytes())
        names = {image["id"]: image["file_name"] for image in listing["images"]}
        kinds = {kind["id"]: (str(kind["name"]), bool(kind["isthing"])) for kind in listing["categories"]}
        entries = [
            (
                names[a["image_id"]],
                a["file_name"],
                tuple(Segment(s["id"], *kinds[s["category_id"]]) for s in a["segments_info"]),
            )
            for a in listing["annotations"]
        ]
    except OSError as error:
        raise InvalidInput(f"{annotations} cannot be read: {error.strerror}", field="--annotations") from error
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidInput(
            f"{annotations} is not a COCO panoptic JSON ({type(error).__name__}: {error})", field="--annotations"
        ) from error
    if only is not None:
        try:
            wanted = frozenset(only.read_text().split())
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidInput(f"{only} cannot be read", field="--only") from error
        entries = [entry for entry in entries if entry[0] in wanted]
    entries.sort(key=lambda entry: entry[:2])
    photos = [PanopticPhoto(images / name, panoptic / id_map, segments) for name, id_map, segments in entries][:limit]
    if not photos:
        raise InvalidInput("no photo is left to measure", field="--only" if only else "--annotations")
    for photo in photos:
        for path, field in ((photo.image, "--images"), (photo.id_map, "--panoptic")):
            if not path.is_file():
                raise InvalidInput(f"{path} does not exist", field=field)
    return photos
