"""Shapes of annotations on the wire, in pixels of the displayed photo (pixel centres at +0.5)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from avala_edge.api.schemas.strict import Strict
from avala_edge.errors import InvalidInput
from avala_edge.formats.records import FAR, MOST_COUNTS, MOST_ISLANDS, MOST_POINTS
from avala_edge.geometry import Rle, decode_rle

Pixel = Annotated[float, Field(ge=-FAR, le=FAR, allow_inf_nan=False)]
Point = Annotated[list[Pixel], Field(min_length=2, max_length=2)]
Ring = Annotated[list[Point], Field(min_length=3, max_length=MOST_POINTS)]


class BoxShape(Strict):
    """An upright box."""

    x: Pixel = Field(description="Left edge.", examples=[100.0])
    y: Pixel = Field(description="Top edge.", examples=[80.0])
    width: Annotated[float, Field(gt=0, le=FAR, examples=[320.0])]
    height: Annotated[float, Field(gt=0, le=FAR, examples=[240.0])]


class RingsShape(Strict):
    """One island: an exterior ring and the holes in it; the last point of a ring is joined to the first."""

    exterior: Ring = Field(examples=[[[10.0, 10.0], [60.0, 10.0], [35.0, 50.0]]])
    holes: list[Ring] = Field(default_factory=list, max_length=MOST_ISLANDS)


class PolygonShape(Strict):
    """An outline of one or more islands."""

    polygons: list[RingsShape] = Field(min_length=1, max_length=MOST_ISLANDS)

    @model_validator(mode="after")
    def _not_too_many_points(self) -> PolygonShape:
        points = sum(len(ring) for island in self.polygons for ring in (island.exterior, *island.holes))
        if points > MOST_POINTS:
            raise ValueError(f"At most {MOST_POINTS} points, but there are {points}.")
        return self


class MaskRle(Strict):
    """COCO compressed RLE."""

    size: list[Annotated[int, Field(ge=1, le=100_000)]] = Field(min_length=2, max_length=2, examples=[[4, 6]])
    counts: str = Field(min_length=1, max_length=MOST_COUNTS, examples=["54044"])


class MaskShape(Strict):
    """A mask of the whole photo."""

    rle: MaskRle


Shape = BoxShape | PolygonShape | MaskShape
ShapeType = Literal["bounding_box", "polygon", "segmentation_mask"]
SHAPES: dict[str, type[Shape]] = {
    "bounding_box": BoxShape,
    "polygon": PolygonShape,
    "segmentation_mask": MaskShape,
}


def shape_of_type(kind: str, geometry: Shape, *, width: int, height: int) -> dict[str, Any]:
    """Return a geometry as it is stored, for an annotation of type `kind` on a photo of this size.

    Raises:
        InvalidInput: the geometry is that of another type, or a mask that is damaged or of another size.
    """
    if not isinstance(geometry, SHAPES[kind]):
        raise InvalidInput(f"the geometry is not that of a {kind}", field="geometry")
    if isinstance(geometry, MaskShape):
        if geometry.rle.size != [height, width]:
            raise InvalidInput(
                f"the mask is {geometry.rle.size}, but the photo is [{height}, {width}]", field="geometry.rle.size"
            )
        try:
            decode_rle(Rle(height, width, geometry.rle.counts.encode("ascii", "replace")))
        except InvalidInput as error:
            raise InvalidInput(error.message, field="geometry.rle.counts") from None
    return geometry.model_dump()
