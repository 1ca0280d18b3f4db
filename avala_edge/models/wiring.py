"""Which tensor of a promptable model plays which role, so that one piece of code asks every export of every SAM."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Name = str
Triple = tuple[float, float, float]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class PictureTensor(_Strict):
    """What the encoder takes.

    Attributes:
        tensor: its name.
        layout: order of its dimensions; HWC has no batch.
        dtype: of its numbers, which are 0 to 255 unless `mean` and `std` say what is taken off and divided by.
        fit: how the photo lies in the square: `corner` (its longer side fills it, at the top left, the rest is padded),
            `tight` (the same, but the graph pads) or `stretch` (both sides fill it).
    """

    tensor: Name
    layout: Literal["NHWC", "NCHW", "HWC"] = "NHWC"
    dtype: Literal["uint8", "float32"] = "uint8"
    mean: Triple | None = None
    std: Triple | None = None
    fit: Literal["corner", "tight", "stretch"] = "corner"

    @model_validator(mode="after")
    def _check(self) -> Self:
        """Normalised numbers are floats, by both or neither."""
        if (self.mean is None) != (self.std is None):
            raise ValueError("mean and std belong together")
        if self.mean is not None and self.dtype != "float32":
            raise ValueError("what is normalised is float32")
        if self.std is not None and min(self.std) <= 0:
            raise ValueError("std must be above 0")
        return self


class Link(_Strict):
    """A tensor of the embedding: what the encoder calls it and what the decoder calls it."""

    encoder: Name
    decoder: Name


class MemoryWiring(_Strict):
    """Roles → tensor names of two graphs that remember an object from frame to frame, as SAM 2's; one object a run.

    `memory_attention` takes what is remembered and the frame, and answers with the frame's features conditioned on it.
    `memory_encoder` takes the frame and the object's mask, and answers with what is remembered of them. Both take the
    frame's `features` under the decoder's name.

    Attributes:
        features: float32 `[1, C, cells / 4, cells / 4]`, of the embedding: what is remembered, and conditioned.
        memories: attention's float32 `[1, K, tokens, channels]`: the key frame's, then those of the last frames.
        memory_ages: int64 `[K]`: 0 is the key frame, else how many frames before this one.
        pointers: attention's float32 `[1, P, C]`, what the decoder says of an object beside its mask.
        pointer_ages: float32 `[P]`, how many frames before this one; None where the graph does not ask.
        conditioned: what attention answers, of the shape of `features`.
        mask_logits: encoder's float32 `[1, 1, cells, cells]`, what the decoder drew.
        object_score: encoder's float32 `[1, 1]`, a logit: above 0 the object is there.
        mask: encoder's float32 `[1, 1, side, side]`, 1 or 0: what a person drew.
        has_mask: encoder's float32 `[1]`: 1 where `mask` counts, else `mask_logits` do.
        memory: what the encoder answers, float32 `[1, tokens, channels]`.
        plain_features: encoder's, of the shape of `features`: what the decoder takes for the pointer of `mask`.
        mask_prompt: encoder's float32 `[1, 1, cells, cells]`: `mask` as the decoder takes it for its pointer.
        object_pointers: decoder's float32 `[1, M, C]`, for each of its masks.
        object_scores: decoder's float32 `[1, 1]`, a logit.
        most_memories: of the last frames that are remembered, beside the key frame.
        most_pointers: of the key frame and the last frames.
    """

    features: Name
    memories: Name
    memory_ages: Name
    pointers: Name
    pointer_ages: Name | None = None
    conditioned: Name
    mask_logits: Name
    object_score: Name
    mask: Name
    has_mask: Name
    memory: Name
    plain_features: Name
    mask_prompt: Name
    object_pointers: Name
    object_scores: Name
    most_memories: int = Field(default=6, ge=1, le=16)
    most_pointers: int = Field(default=16, ge=2, le=64)


class Wiring(_Strict):
    """Roles → tensor names; None where a model has no such tensor.

    Attributes:
        valid_size: encoder's float32 `[B, 2]`, rows and columns that hold photo.
        embedding: what goes from encoder to decoder.
        points: float32 `[B, N, 2]` x, y in pixels of the square; `[B, 1, N, 2]` with `queries`.
        point_labels: `[B, N]`: 1 add, 0 remove, 2 and 3 a box's corners, -1 padding; `[B, 1, N]` with `queries`.
        padding_point: whether one is added where there is no box, as SAM was trained.
        mask: float32 `[B, 1, cells, cells]` logits to refine.
        has_mask: `[B]`, 1 or 0.
        size: `[2]`, height and width of the picture.
        size_dtype: of `size`.
        size_is: what the graph makes of it: `masks` of that size, which are not read, so it is given small; or also the
            frame that `points` are in, so it is given as the square's.
        logits: `[B, M, cells, cells]`; `[B, 1, M, …]` with `queries`.
        scores: `[B, M]`, alike.
        score: what they are: an expected IoU, or its logit.
        single_first: whether map 0 is the one answer and the others are alternatives; else all are alternatives.
        memory: of the graphs that remember objects of a film, where there are some.
    """

    picture: PictureTensor
    valid_size: Name | None = None
    embedding: tuple[Link, ...] = Field(min_length=1, max_length=16)
    points: Name
    point_labels: Name
    padding_point: bool = False
    queries: bool = False
    mask: Name | None = None
    has_mask: Name | None = None
    size: Name | None = None
    size_dtype: Literal["float32", "int64", "int32"] = "float32"
    size_is: Literal["masks", "points"] = "masks"
    logits: Name
    scores: Name
    score: Literal["iou", "logit"] = "iou"
    single_first: bool = True
    memory: MemoryWiring | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        """A memory needs a decoder that takes masks, and features that it has."""
        if self.memory is not None:
            if self.memory.features not in {link.decoder for link in self.embedding}:
                raise ValueError("memory.features is no tensor of the embedding")
            if self.mask is None or self.queries:
                raise ValueError("a memory needs a decoder that takes a mask, and no queries")
        return self
