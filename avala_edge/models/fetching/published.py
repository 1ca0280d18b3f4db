"""Where models are published, and the SHA-256 of each file.

Every digest is one that somebody else published, too: it was found beside its address in the source that a row names.
None was computed here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from avala_edge.errors import NotFound

_META = "https://dl.fbaipublicfiles.com/segment_anything"
_LABELME = "https://github.com/wkentaro/labelme/releases/download/sam-20230416"
_EFFICIENT = "https://github.com/labelmeai/efficient-sam/releases/download/onnx-models-20231225"
_OSAM = "https://github.com/wkentaro/osam/releases/download/sam2.1"
_GITHUB = ("release-assets.githubusercontent.com", "objects.githubusercontent.com")  # where it sends who asks
_APACHE = "Apache-2.0"


@dataclass(frozen=True)
class PublishedFile:
    """One file: what it is called here, its address, digest, and size where a source says it."""

    path: str
    url: str
    sha256: str
    bytes: int | None = None


@dataclass(frozen=True)
class Published:
    """A model: a checkpoint, which `models export` makes into ONNX, or a pair of ONNX files.

    `redirects` are hosts that the published one may send to.
    """

    name: str
    kind: Literal["checkpoint", "pair"]
    files: tuple[PublishedFile, ...]
    license: str
    source: str
    redirects: tuple[str, ...] = ()

    @property
    def hosts(self) -> tuple[str, ...]:
        """All hosts that fetching it connects to."""
        return (*dict.fromkeys(urlsplit(file.url).netloc for file in self.files), *self.redirects)


def _checkpoint(name: str, file: str, sha256: str, size: int) -> Published:
    only = PublishedFile(file, f"{_META}/{file}", sha256, size)
    return Published(name, "checkpoint", (only,), _APACHE, "https://github.com/facebookresearch/segment-anything")


def _pair(name: str, source: str, encoder: tuple[str, str], decoder: tuple[str, str]) -> Published:
    files = tuple(
        PublishedFile(path, url, sha256)
        for path, (url, sha256) in (("encoder.onnx", encoder), ("decoder.onnx", decoder))
    )
    return Published(name, "pair", files, _APACHE, source, _GITHUB)


# Digests of SAM's checkpoints, with their addresses: computational-cell-analytics/micro-sam, micro_sam/util.py; sizes
# are those that many downloaders of them carry. MobileSAM's: the same file; its address at a fixed commit, with digest
# and size, is in several repositories that pin it.
_CHECKPOINTS = (
    _checkpoint(
        "sam-vit-b",
        "sam_vit_b_01ec64.pth",
        "ec2df62732614e57411cdcf32a23ffdf28910380d03139ee0f4fcbe91eb8c912",
        375_042_383,
    ),
    _checkpoint(
        "sam-vit-l",
        "sam_vit_l_0b3195.pth",
        "3adcc4315b642a4d2101128f611684e8734c41232a17c648ed1693702a49a622",
        1_249_524_607,
    ),
    _checkpoint(
        "sam-vit-h",
        "sam_vit_h_4b8939.pth",
        "a7bf3b02f3ebf1267aba913ff637d9a2d5c33d3173bb679e46d9f338c26f262e",
        2_564_550_879,
    ),
    Published(
        "mobile-sam",
        "checkpoint",
        (
            PublishedFile(
                "mobile_sam.pt",
                "https://github.com/ChaoningZhang/MobileSAM/raw/f706ad9c4eb7f219c00d9050e46328518ffb65d2/weights/mobile_sam.pt",
                "6dbb90523a35330fedd7f1d3dfc66f995213d81b29a5ca8108dbcdd4e37d6c2f",
                40_728_226,
            ),
        ),
        _APACHE,
        "https://github.com/ChaoningZhang/MobileSAM",
        ("raw.githubusercontent.com",),
    ),
)

# Pairs and digests: wkentaro/osam, osam/_models/{sam,sam2,efficientsam}/_models.py.
_PAIRS = (
    _pair(
        "sam-vit-b-quantized",
        "https://github.com/wkentaro/osam",
        (
            f"{_LABELME}/sam_vit_b_01ec64.quantized.encoder.onnx",
            "3346b9cc551c9902fbf3b203935e933592b22e042365f58321c17fc12641fd6a",
        ),
        (
            f"{_LABELME}/sam_vit_b_01ec64.quantized.decoder.onnx",
            "edbcf1a0afaa55621fb0abe6b3db1516818b609ea9368f309746a3afc68f7613",
        ),
    ),
    _pair(
        "sam-vit-l-quantized",
        "https://github.com/wkentaro/osam",
        (
            f"{_LABELME}/sam_vit_l_0b3195.quantized.encoder.onnx",
            "f7158a4a1fe7f670ef47ea2f7f852685425c1ed6caa40f5df86cbe2b0502034f",
        ),
        (
            f"{_LABELME}/sam_vit_l_0b3195.quantized.decoder.onnx",
            "552ebb23bf52c5e5b971ac710d1eb8dccfd88b36cc6aff881d1536d1662e6d7b",
        ),
    ),
    _pair(
        "sam-vit-h-quantized",
        "https://github.com/wkentaro/osam",
        (
            f"{_LABELME}/sam_vit_h_4b8939.quantized.encoder.onnx",
            "a5c745fd4279efc5e5436b412200e983dafc2249ce172af6cc0002a71bb5f485",
        ),
        (
            f"{_LABELME}/sam_vit_h_4b8939.quantized.decoder.onnx",
            "020b385a45ffe51097e1acd10cd791075a86171153505f789a793bc382eef210",
        ),
    ),
    _pair(
        "efficientsam-ti",
        "https://github.com/wkentaro/efficient-sam",
        (
            f"{_EFFICIENT}/efficient_sam_vitt_encoder.onnx",
            "7a73ee65aa2c37237c89b4b18e73082f757ffb173899609c5d97a2bbd4ebb02d",
        ),
        (
            f"{_EFFICIENT}/efficient_sam_vitt_decoder.onnx",
            "e1afe46232c3bfa3470a6a81c7d3181836a94ea89528aff4e0f2d2c611989efd",
        ),
    ),
    _pair(
        "efficientsam-s",
        "https://github.com/wkentaro/efficient-sam",
        (
            f"{_EFFICIENT}/efficient_sam_vits_encoder.onnx",
            "4cacbb23c6903b1acf87f1d77ed806b840800c5fcd4ac8f650cbffed474b8896",
        ),
        (
            f"{_EFFICIENT}/efficient_sam_vits_decoder.onnx",
            "4727baf23dacfb51d4c16795b2ac382c403505556d0284e84c6ff3d4e8e36f22",
        ),
    ),
    _pair(
        "sam2.1-tiny",
        "https://github.com/wkentaro/osam",
        (f"{_OSAM}/sam2.1_tiny_preprocess.onnx", "5557482c56565f6a6c8206874b1a11c392cef8a1766477bf035b919092f2b619"),
        (f"{_OSAM}/sam2.1_tiny.onnx", "11a2c86fabbea9d0268213a9205c99a7f7e379caa0493bd13f5cca8ffaae6777"),
    ),
    _pair(
        "sam2.1-small",
        "https://github.com/wkentaro/osam",
        (f"{_OSAM}/sam2.1_small_preprocess.onnx", "06016c6dfb146ce10e4dadfdf49e88a05c8d1f97a6b7c57e150e60d2d46a72e7"),
        (f"{_OSAM}/sam2.1_small.onnx", "153aaef5047a3b95285d90cbb39dad6c7b5821bfd944dbf56483f3f735936941"),
    ),
    _pair(
        "sam2.1-base-plus",
        "https://github.com/wkentaro/osam",
        (
            f"{_OSAM}/sam2.1_base_plus_preprocess.onnx",
            "ce95c44082b4532c25ae01e11da3c9337dab7b04341455c09ae599dc9ae5c438",
        ),
        (f"{_OSAM}/sam2.1_base_plus.onnx", "2ad091af889b20ad2035503b4355cd8924fcf0e29fa6536924c48dc220ecdc56"),
    ),
    _pair(
        "sam2.1-large",
        "https://github.com/wkentaro/osam",
        (f"{_OSAM}/sam2.1_large_preprocess.onnx", "ab676f957528918496990f242163fd6b41a7222ae255862e846d9ab35115c12e"),
        (f"{_OSAM}/sam2.1_large.onnx", "a3ebc6b8e254bd4ca1346901b9472bc2fae9e827cfd67d67e162d0ae2b1ec9a0"),
    ),
)

PUBLISHED: tuple[Published, ...] = (*_CHECKPOINTS, *_PAIRS)


def published_model(name: str) -> Published:
    """Return a model by its name; raise `NotFound`, naming those there are."""
    for each in PUBLISHED:
        if each.name == name:
            return each
    known = ", ".join(each.name for each in PUBLISHED)
    raise NotFound(f"no published model is named {name!r}; there are {known}", field="NAME")
