"""Two graphs → which tensor plays which role, for the exports of SAM and its relatives that people have.

Told apart by names, ranks and shapes: Segment Anything's own decoder export with encoders by others (also MobileSAM
and HQ-SAM), samexporter, SAM 2 pairs, EfficientSAM, and our own exports. What fits none of them is said in a
`manifest.json` beside the files: docs/sam.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NoReturn

from avala_edge.errors import InvalidInput
from avala_edge.inference import Graph, TensorSpec
from avala_edge.models.wiring import Link, PictureTensor, Wiring

IMAGENET_MEAN = (123.675, 116.28, 103.53)  # of 0 to 255, as SAM, MobileSAM, HQ-SAM and SAM 2 take it off
IMAGENET_STD = (58.395, 57.12, 57.375)
UNIT_STD = (255.0, 255.0, 255.0)
USUAL_SIDE = 1024


def guess_wiring(encoder: Graph, decoder: Graph) -> Wiring:
    """Say which tensor plays which role.

    Raises:
        InvalidInput: a role that nothing plays, or a tensor that plays none.
    """
    queries = _is_efficient(decoder)
    links = _links(encoder, decoder)
    left = [spec for spec in decoder.inputs if spec.name not in {link.decoder for link in links}]
    points = _take(left, "points (x, y)", lambda spec: "coord" in spec.name or spec.name in ("points", "point"))
    labels = _take(left, "labels of points", lambda spec: "label" in spec.name)
    has_mask = _find(left, lambda spec: "has_mask" in spec.name)
    mask = _find(left, lambda spec: "mask" in spec.name and len(spec.shape) == 4)
    size = _find(left, lambda spec: "size" in spec.name and len(spec.shape) == 1)
    if left:
        _not_understood("decoder takes", left)
    logits, scores = _answers(decoder)
    return Wiring(
        picture=_picture(encoder, stretches=queries or len(links) == 3),
        valid_size=_valid_size(encoder),
        embedding=tuple(links),
        points=points.name,
        point_labels=labels.name,
        padding_point=len(links) != 3 and not queries,
        queries=queries,
        mask=None if mask is None else mask.name,
        has_mask=None if has_mask is None else has_mask.name,
        size=None if size is None else size.name,
        size_dtype=_size_dtype(size),
        size_is="points" if queries else "masks",
        logits=logits,
        scores=scores,
    )


def side_of(encoder: Graph, wiring: Wiring) -> int:
    """Return the side of the square that the encoder sees: the graph's, where that says one."""
    spec = next(spec for spec in encoder.inputs if spec.name == wiring.picture.tensor)
    sides = {n for n in spec.shape if n is not None and n > 4}
    if len(sides) > 1 and wiring.picture.fit != "tight":
        raise InvalidInput(f"the encoder sees {list(spec.shape)}, which is no square", field="FILE")
    return max(sides, default=USUAL_SIDE)


def _is_efficient(decoder: Graph) -> bool:
    return any("coord" in spec.name and len(spec.shape) == 4 for spec in decoder.inputs)


def _links(encoder: Graph, decoder: Graph) -> list[Link]:
    """Find what goes from encoder to decoder: by name, else by shape where that is clear."""
    links, wanted = [], {spec.name: spec for spec in decoder.inputs}
    left = []
    for spec in encoder.outputs:
        if spec.name in wanted:
            links.append(Link(encoder=spec.name, decoder=spec.name))
            del wanted[spec.name]
        else:
            left.append(spec)
    for spec in left:
        alike = [each for each in wanted.values() if _is_embedding(each) and _alike(spec, each)]
        if len(alike) == 1:
            links.append(Link(encoder=spec.name, decoder=alike[0].name))
            del wanted[alike[0].name]
    if not links:
        raise InvalidInput("nothing that the encoder gives is taken by the decoder: are they a pair?", field="FILE")
    return links


def _is_embedding(spec: TensorSpec) -> bool:
    return len(spec.shape) >= 3 and "mask" not in spec.name and "point" not in spec.name


def _alike(one: TensorSpec, other: TensorSpec) -> bool:
    return len(one.shape) == len(other.shape) and all(
        a is None or b is None or a == b for a, b in zip(one.shape, other.shape, strict=True)
    )


def _picture(encoder: Graph, *, stretches: bool) -> PictureTensor:
    pictures = [(spec, layout) for spec in encoder.inputs if (layout := _layout(spec)) is not None]
    if len(pictures) != 1:
        said = ", ".join(f"{spec.name} {list(spec.shape)}" for spec in encoder.inputs)
        raise InvalidInput(f"the encoder should take one picture, but takes {said}", field="FILE")
    ((spec, layout),) = pictures
    if spec.dtype not in ("uint8", "float32"):
        raise InvalidInput(f"the encoder's {spec.name} is {spec.dtype}; uint8 or float32 is read", field="FILE")
    if layout == "HWC":
        return PictureTensor(tensor=spec.name, layout=layout, dtype=_number(spec), fit="tight")
    fit: Literal["corner", "stretch"] = "stretch" if stretches else "corner"
    if spec.dtype == "uint8":
        return PictureTensor(tensor=spec.name, layout=layout, dtype="uint8", fit=fit)
    if spec.name == "batched_images":  # EfficientSAM normalises for itself, from 0 to 1
        mean, std = (0.0, 0.0, 0.0), UNIT_STD
    else:
        mean, std = IMAGENET_MEAN, IMAGENET_STD
    return PictureTensor(tensor=spec.name, layout=layout, dtype="float32", fit=fit, mean=mean, std=std)


def _number(spec: TensorSpec) -> Literal["uint8", "float32"]:
    return "uint8" if spec.dtype == "uint8" else "float32"


def _layout(spec: TensorSpec) -> Literal["NHWC", "NCHW", "HWC"] | None:
    shape = spec.shape
    if len(shape) == 3 and shape[2] == 3:
        return "HWC"
    if len(shape) == 4 and shape[1] == 3:
        return "NCHW"
    if len(shape) == 4 and shape[3] == 3:
        return "NHWC"
    return None


def _valid_size(encoder: Graph) -> str | None:
    others = [spec for spec in encoder.inputs if _layout(spec) is None]
    if not others:
        return None
    if len(others) == 1 and len(others[0].shape) == 2 and others[0].shape[1] == 2 and "size" in others[0].name:
        return others[0].name
    return _not_understood("encoder takes", others)


def _size_dtype(size: TensorSpec | None) -> Literal["float32", "int64", "int32"]:
    if size is None or size.dtype == "float32":
        return "float32"
    if size.dtype == "int64":
        return "int64"
    if size.dtype == "int32":
        return "int32"
    raise InvalidInput(f"the decoder's {size.name} is {size.dtype}; float32 or a whole number is given", field="FILE")


def _answers(decoder: Graph) -> tuple[str, str]:
    """Return the names of logits and scores."""
    names = [spec.name for spec in decoder.outputs if "obj" not in spec.name]  # what SAM 2 says of objects is no mask's
    scores = next((name for name in names if "iou" in name or "score" in name), None)
    logits = next((name for name in names if "low_res" in name), None) or next(
        (name for name in names if "logit" in name or "mask" in name), None
    )
    if scores is None or logits is None:
        raise InvalidInput(f"the decoder should answer with masks and their scores, but with {names}", field="FILE")
    return logits, scores


def _take(left: list[TensorSpec], what: str, is_it: Callable[[TensorSpec], bool]) -> TensorSpec:
    found = _find(left, is_it)
    if found is None:
        raise InvalidInput(f"the decoder has no input for {what}", field="FILE")
    return found


def _find(left: list[TensorSpec], is_it: Callable[[TensorSpec], bool]) -> TensorSpec | None:
    for index, spec in enumerate(left):
        if is_it(spec):
            return left.pop(index)
    return None


def _not_understood(where: str, specs: Sequence[TensorSpec]) -> NoReturn:
    said = ", ".join(f"{spec.name} {list(spec.shape)}" for spec in specs)
    raise InvalidInput(
        f"the {where} {said}, which is not understood; a manifest.json beside the files can say it (docs/sam.md)",
        field="FILE",
    )
