"""A checkpoint file → a folder with a promptable model, all of it or nothing."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from pydantic import ValidationError

from avala_edge.errors import InvalidInput
from avala_edge.models.manifest import MANIFEST, Manifest, ModelFile
from avala_edge.models.sam_export.architecture import CHANNELS, GRID, SIDE, build_sam
from avala_edge.models.sam_export.checkpoint import read_checkpoint
from avala_edge.models.sam_export.decoder import PromptDecoder
from avala_edge.models.sam_export.encoder import PictureEncoder
from avala_edge.models.sam_export.graphs import write_graph
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
    """
    name = named(checkpoint) if name is None else name
    _refuse_filled(out)
    tell(f"reading {checkpoint}")
    sam, kind = build_sam(read_checkpoint(checkpoint))
    digest = _sha256(checkpoint)
    file = "".join(letter if letter.isprintable() else "?" for letter in checkpoint.name)
    manifest = _manifest(name, license, f"{kind}, exported from {file}, SHA-256 {digest}")
    with writing_to(out, field="--out"):
        out.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as made:
            folder = Path(made) / "model"
            folder.mkdir()
            manifest = _write(sam, kind, folder, manifest, tell)
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


def _manifest(name: str, license: str, source: str) -> Manifest:
    """Return all that is known before there are files; theirs are filled in later."""
    unknown = ModelFile(path="none", sha256="0" * 64)
    try:
        return Manifest(
            name=name,
            family="sam",
            version="1",
            side=SIDE,
            cells=CELLS,
            preprocessing=1,
            encoder=unknown,
            decoder=unknown,
            wiring=WIRING,
            license=license,
            source=source,
        )
    except ValidationError as error:
        first = error.errors()[0]
        raise InvalidInput(first["msg"], field=f"--{first['loc'][0]}") from error


def _write(sam: Sam, kind: str, folder: Path, manifest: Manifest, tell: Callable[[str], None]) -> Manifest:
    tell("writing the decoder")
    decoder = write_decoder(sam, folder / "decoder.onnx")
    tell(f"writing the encoder of {kind}; this takes a minute or more")
    encoder = write_encoder(sam, folder / "encoder.onnx")
    files = {file.name: ModelFile(path=file.name, sha256=_sha256(file)) for file in (*encoder, *decoder)}
    manifest = manifest.model_copy(
        update={
            "encoder": files.pop(encoder[0].name),
            "decoder": files.pop(decoder[0].name),
            "weights": tuple(files.values()),
        }
    )
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
