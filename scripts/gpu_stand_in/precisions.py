"""SAM on a GPU by torch: how fast and how like single precision TF32, bfloat16 and half are, and the two decoders.

python precisions.py vit_b vit_h
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from rows import row, timed
from sams import parts, picture, prompts
from torch import Tensor

HALVES = {"bf16": torch.bfloat16, "fp16": torch.float16}


@contextmanager
def computing_in(precision: str) -> Iterator[None]:
    """Let products be computed like that; softmax and norms stay in single precision under autocast."""
    matmul, cudnn = torch.backends.cuda.matmul, torch.backends.cudnn
    matmul.allow_tf32 = cudnn.allow_tf32 = precision == "tf32"
    half = HALVES.get(precision)
    with torch.autocast("cuda", half or torch.float16, enabled=half is not None):
        yield
    matmul.allow_tf32 = cudnn.allow_tf32 = False


def ious(one: Tensor, other: Tensor) -> list[float]:
    """Return the IoU of each mask, `[1, M, h, w]` logits each."""
    a, b = (one > 0).flatten(2), (other > 0).flatten(2)
    return ((a & b).sum(-1) / (a | b).sum(-1).clamp(min=1))[0].tolist()


def measure(kind: str) -> None:
    """Print the rows of one kind of SAM."""
    encoder, decoder, sam = parts(kind, "cuda")
    pixels, size = (tensor.cuda() for tensor in picture())
    four = pixels.expand(4, -1, -1, -1).contiguous(), size.expand(4, -1).contiguous()
    mask, has_mask = torch.zeros(1, 1, 256, 256).cuda(), torch.zeros(1).cuda()
    asked = [(points.cuda(), labels.cuda()) for points, labels in prompts()]
    embedding = encoder(pixels, size)
    wanted = [decoder(embedding, *prompt, mask, has_mask)[0] for prompt in asked]
    row(f"{kind}_share_of_masks", [float((each > 0).float().mean()) for each in wanted], "1")
    for precision in ("fp32", "tf32", *HALVES):
        with computing_in(precision):
            timed(f"gpu_{kind}_encode_{precision}", lambda: encoder(pixels, size), 30)
            timed(f"gpu_{kind}_encode_{precision}_batch_4", lambda: encoder(*four), 10)
            own = encoder(pixels, size).float()
            drawn = [decoder(embedding, *prompt, mask, has_mask)[0] for prompt in asked]
        cosine = torch.nn.functional.cosine_similarity(own.double().flatten(), embedding.double().flatten(), dim=0)
        row(f"gpu_{kind}_encoder_{precision}_cosine", [float(cosine)], "1")
        seen = [decoder(own, *prompt, mask, has_mask)[0] for prompt in asked]
        for part, answers in (("encoder", seen), ("decoder", drawn)):
            found = [iou for a, b in zip(answers, wanted, strict=True) for iou in ious(a, b)]
            row(f"gpu_{kind}_{part}_{precision}_mask_iou", found, "1")
            row(f"gpu_{kind}_{part}_{precision}_least_mask_iou", [min(found)], "1")
    decoders(embedding, asked[0], mask, has_mask, decoder, sam)


def decoders(
    embedding: Tensor,
    prompt: tuple[Tensor, Tensor],
    mask: Tensor,
    has_mask: Tensor,
    decoder: torch.nn.Module,
    sam: torch.nn.Module,
) -> None:
    """Print how long SAM's own decoder takes, and ours, call by call and as one recorded graph of kernels."""
    grid = embedding.transpose(1, 2).reshape(1, 256, 64, 64)
    places = sam.prompt_encoder.get_dense_pe()

    def official() -> None:
        sparse, dense = sam.prompt_encoder((prompt[0], prompt[1].int()), None, None)
        sam.mask_decoder(grid, places, sparse, dense, multimask_output=True)

    def ours() -> None:
        decoder(embedding, *prompt, mask, has_mask)

    timed("gpu_decode_official", official, 100)
    timed("gpu_decode_ours", ours, 100)
    recorded, stream = torch.cuda.CUDAGraph(), torch.cuda.Stream()
    with torch.cuda.stream(stream):
        ours()
    torch.cuda.synchronize()
    with torch.cuda.graph(recorded, stream=stream):
        ours()
    timed("gpu_decode_ours_recorded", recorded.replay, 200)


if __name__ == "__main__":
    print(f"# {torch.cuda.get_device_name()}, torch {torch.__version__}")
    with torch.inference_mode():
        for each in sys.argv[1:]:
            measure(each)
            torch.cuda.empty_cache()
