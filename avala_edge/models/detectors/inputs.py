"""What a detector takes: which tensors, and how pixels become their numbers. Part of the manifest."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

LARGEST_SIDE = 4096

Layout = Literal["NCHW", "NHWC", "CHW", "HWC"]
Dtype = Literal["float32", "float16", "uint8"]
Side = Annotated[int, Field(ge=1, le=LARGEST_SIDE)]
Three = tuple[float, float, float]

IMAGENET_MEAN: Three = (0.485, 0.456, 0.406)
IMAGENET_STD: Three = (0.229, 0.224, 0.225)


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Letterbox(_Part):
    """Scaled to fit into a rectangle, with padding around."""

    how: Literal["letterbox"] = "letterbox"
    height: Side
    width: Side
    placement: Literal["top-left", "centre"]
    pad: int = Field(ge=0, le=255)


class Stretch(_Part):
    """Distorted to a rectangle."""

    how: Literal["stretch"] = "stretch"
    height: Side
    width: Side


class Scale(_Part):
    """Scaled until both sides are within bounds, then each rounded to a multiple; a rectangle of any shape."""

    how: Literal["scale"] = "scale"
    shorter: Side = Field(description="the shorter side is enlarged to this")
    longer: Side = Field(description="the longer side is never above this")
    multiple: Side = 1

    @model_validator(mode="after")
    def _check(self) -> Self:
        """Check that there is such a rectangle."""
        if self.multiple > self.longer:
            raise ValueError("multiple must not be above longer")
        return self


class Preparation(_Part):
    """How pixels become numbers: `(value × scale - mean) / std` in each channel, values being 0 to 255."""

    fit: Annotated[Letterbox | Stretch | Scale, Field(discriminator="how")]
    channels: Literal["RGB", "BGR"] = "RGB"
    scale: float = Field(default=1 / 255, gt=0)
    mean: Three = Field(default=(0.0, 0.0, 0.0), description="in the tensor's order of channels")
    std: Three = Field(default=(1.0, 1.0, 1.0), description="in the tensor's order of channels")

    @model_validator(mode="after")
    def _check(self) -> Self:
        """Check that nothing is divided by zero."""
        if 0 in self.std:
            raise ValueError("std must not be 0")
        return self


class Ones(_Part):
    """An input that says which cells count: all of them. Without a size there are as many as the picture has pixels."""

    tensor: str
    height: Side | None = None
    width: Side | None = None


class DetectorInputs(_Part):
    """The tensors: the picture, and what some graphs want beside it."""

    picture: str
    layout: Layout = "NCHW"
    dtype: Dtype = "float32"
    size: str | None = Field(default=None, description="an input that takes the picture's [[width, height]]")
    mask: Ones | None = None
