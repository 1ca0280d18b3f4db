"""A checkpoint file → a folder with a promptable model, all of it or nothing."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from pydantic import ValidationError
from torch import Tensor

from avala_edge.errors import InvalidInput, ModelUnavailable
from avala_edge.models.manifest import MANIFEST, Manifest, ModelFile
from avala_edge.models.sam_export import missing_for_sam2
from avala_edge.models.sam_export.architecture import CHANNELS, GRID, SIDE, build_sam
from avala_edge.models.sam_export.checkpoint import looks_like_sam2, read_checkpoint
from avala_edge.models.sam_export.decoder import PromptDecoder
from avala_edge.models.sam_export.encoder import PictureEncoder
from avala_edge.models.sam_export.graphs import write_graph
from avala_edge.models.sam_export.network import Network
from avala_edge.models.sam_export.official import Sam
from avala_edge.models.wiring import Link, PictureTensor, Wiring
from avala_edge.store import sync_folder, write_atomically, writing_to

CELLS = 4 * GRID
WIRING = Wiring(
    picture=PictureTensor(tensor="pixels", layout="NHWC", dtype="uint8"),
    valid_size="valid_size",
    embedding=(Link(encoder="embedding", decoder="embedding"),),
    points="points",
    point_labels="point_labels",
    padding_point=True,
    mask="mask_logits",
    has_mask="has_mask",
    logits="logits",
    scores="scores",
    score="iou",
)


def export_checkpoint(
    checkpoint: Path,
    out: Path,
    *,
    name: str | None = None,
    license: str = "",
    tell: Callable[[str], None] = lambda _: None,
) -> Manifest:
    """Export a checkpoint into the folder `out`, which is not there yet or empty; `tell` hears what is done. Blocks.

    Raises:
        InvalidInput: the checkpoint, the name or the folder cannot be used, with the reason; nothing is written then.
        ModelUnavailable: it is of SAM 2, and Meta's package for that is not installed.
    """
    name = named(checkpoint) if name is None else name
    _refuse_filled(out)
    tell(f"reading {checkpoint}")
    network = _network_of(read_checkpoint(checkpoint))
    digest = _sha256(checkpoint)
    file = "".join(letter if letter.isprintable() else "?" for letter in checkpoint.name)
    manifest = manifest_of(network, name, license, f"{network.kind}, exported from {file}, SHA-256 {digest}")
    with writing_to(out, field="--out"):
        out.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as made:
            folder = Path(made) / "model"
            folder.mkdir()
            manifest = write_model(network, folder, manifest, tell)
            sync_folder(folder)
            folder.rename(out)
        sync_folder(out.parent)
    return manifest


def named(checkpoint: Path) -> str:
    """Return the name that a model has if none is given: the file's, as far as names may hold its letters."""
    return re.sub(r"[^a-z0-9._-]+", "-", checkpoint.stem.lower()).lstrip("._-")[:64] or "sam"


def _refuse_filled(out: Path) -> None:
    if out.exists() and not (out.is_dir() and next(out.iterdir(), None) is None):
        raise InvalidInput(f"{out} is there already; name a folder that is not, or an empty one", field="--out")


def _network_of(tensors: Mapping[str, Tensor]) -> Network:
    """Return the network that these are the weights of; raises `InvalidInput`, or `ModelUnavailable` without `sam2`."""
    if looks_like_sam2(tensors):
        if missing := missing_for_sam2():
            raise ModelUnavailable(f"an export of SAM 2 needs {', '.join(missing)} too; docs/sam.md says how")
        from avala_edge.models.sam_export.sam2_exporting import sam2_network

        return sam2_network(tensors)
    sam, kind = build_sam(tensors)
    graphs = {"decoder": partial(write_decoder, sam), "encoder": partial(write_encoder, sam)}
    return Network(kind, SIDE, CELLS, WIRING, graphs)


def manifest_of(network: Network, name: str, license: str, source: str) -> Manifest:
    """Return all that is known before there are files; theirs are filled in later.

    Raises:
        InvalidInput: the name or the licence cannot be used.
    """
    unknown = ModelFile(path="none", sha256="0" * 64)
    memory = None if network.wiring.memory is None else unknown
    try:
        return Manifest(
            name=name,
            family="sam",
            version="1",
            side=network.side,
            cells=network.cells,
            preprocessing=1,
            wiring=network.wiring,
            encoder=unknown,
            decoder=unknown,
            memory_attention=memory,
            memory_encoder=memory,
            license=license,
            source=source,
        )
    except ValidationError as error:
        first = error.errors()[0]
        raise InvalidInput(first["msg"], field=f"--{first['loc'][0]}") from error


def write_model(network: Network, folder: Path, manifest: Manifest, tell: Callable[[str], None]) -> Manifest:
    """Write the graphs and the manifest, with their digests, into a folder; return the latter. Blocks for minutes."""
    parts: dict[str, ModelFile] = {}
    beside: dict[str, list[ModelFile]] = {}
    for part, write in network.graphs.items():
        long = f" of {network.kind}; this takes a minute or more" if part == "encoder" else ""
        tell(f"writing the {part.replace('_', ' ')}{long}")
        written = write(folder / f"{part}.onnx")
        parts[part], *beside[part] = (ModelFile(path=file.name, sha256=_sha256(file)) for file in written)
    weights = tuple(file for part in manifest.graphs for file in beside[part])
    manifest = manifest.model_copy(update={**parts, "weights": weights})
    write_atomically(folder / MANIFEST, manifest.model_dump_json(indent=2, exclude_none=True).encode() + b"\n")
    return manifest


def write_decoder(sam: Sam, path: Path) -> list[Path]:
    """Write the graph that answers prompts; return its files. Blocks for some seconds."""
    return write_graph(
        PromptDecoder(sam),
        {
            "embedding": (torch.zeros(2, GRID * GRID, CHANNELS), ("batch",)),
            "points": (torch.zeros(2, 3, 2), ("batch", "count")),
            "point_labels": (torch.ones(2, 3), ("batch", "count")),
            "mask_logits": (torch.zeros(2, 1, CELLS, CELLS), ("batch",)),
            "has_mask": (torch.zeros(2), ("batch",)),
        },
        ("logits", "scores"),
        path,
    )


def write_encoder(sam: Sam, path: Path) -> list[Path]:
    """Write the graph that makes embeddings; return its files. Blocks for half a minute and more."""
    return write_graph(
        PictureEncoder(sam),
        {
            "pixels": (torch.zeros(2, SIDE, SIDE, 3, dtype=torch.uint8), ("batch",)),
            "valid_size": (torch.full((2, 2), float(SIDE)), ("batch",)),
        },
        ("embedding",),
        path,
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
