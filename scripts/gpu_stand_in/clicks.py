"""Clicks through `sam_prompt` of a Triton on a GPU: bytes, milliseconds, whether right, and the server's own figures.

python clicks.py PORT KIND
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from contextlib import suppress

import numpy as np
import torch
from rows import row
from sams import parts, picture, prompts
from tritonclient import grpc
from tritonclient.grpc._utils import _get_inference_request

ALL = ("logits", "scores", "status")
LOGITS_BYTES = 4 * 256 * 256 * 4
Arrays = dict[str, np.ndarray]


def given(name: str, array: np.ndarray) -> grpc.InferInput:
    """Return an input."""
    tensor = grpc.InferInput(name, array.shape, {"float32": "FP32", "uint8": "UINT8"}[array.dtype.name])
    tensor.set_data_from_numpy(array)
    return tensor


def ask(
    client: grpc.InferenceServerClient, model: str, wanted: tuple[str, ...], inputs: Arrays
) -> tuple[Arrays, float]:
    """Return what is answered, and after how many milliseconds."""
    tensors = [given(*each) for each in inputs.items()]
    began = time.perf_counter()
    answer = client.infer(model, tensors, outputs=[grpc.InferRequestedOutput(name) for name in wanted])
    found = {name: answer.as_numpy(name) for name in wanted}
    return found, 1000 * (time.perf_counter() - began)


def bytes_sent(inputs: Arrays) -> int:
    """Return how long a request for a prompt is."""
    request = _get_inference_request(
        model_name="sam_prompt",
        inputs=[given(*each) for each in inputs.items()],
        model_version="",
        request_id="",
        outputs=[grpc.InferRequestedOutput(name) for name in ALL],
        sequence_id=0,
        sequence_start=False,
        sequence_end=False,
        priority=1,
        timeout=None,
        parameters=None,
    )
    return int(request.ByteSize())


def device_mebibytes() -> int:
    """Return how much of the device's memory is taken; 0 where nobody says."""
    command = ["nvidia-smi", "--query-gpu=memory.used", "--format=csv,noheader,nounits"]
    with suppress(OSError, ValueError, IndexError):
        return int(subprocess.run(command, capture_output=True, text=True, timeout=20, check=False).stdout.split()[0])
    return 0


class Annotators:
    """People who click on one photo, whose embedding the server has."""

    def __init__(self, port: str, kind: str) -> None:
        """Encode it."""
        self.address, self.client = f"127.0.0.1:{port}", grpc.InferenceServerClient(f"127.0.0.1:{port}")
        pixels, size = (tensor.numpy() for tensor in picture())
        encodes = [
            ask(self.client, "sam_image_encoder", ("embedding",), {"pixels": pixels, "valid_size": size})
            for _ in range(20)
        ]
        row("triton_gpu_encode", [ms for _, ms in encodes], "ms")
        self.embedding = encodes[0][0]["embedding"]
        self.key = np.arange(32, dtype=np.uint8)[None]
        self.clicks = [
            {"key": self.key, "points": points.numpy(), "point_labels": labels.numpy()} for points, labels in prompts()
        ]
        self._decoder = parts(kind, "cuda")[1]

    def keep(self, count: int = 100) -> None:
        """Have embeddings kept, and see where."""
        absent, _ = ask(self.client, "sam_prompt", ("status",), self.clicks[0])
        assert absent["status"].ravel()[0] == 1, "it says that it has what it was never sent"
        before, took = device_mebibytes(), []
        for index in range(count):
            key = self.key.copy()
            key[0, 31] = index + 1 if index + 1 != self.key[0, 31] else 0
            sent = {**self.clicks[0], "key": key, "embedding": self.embedding}
            took.append(ask(self.client, "sam_prompt", ALL, sent)[1])
        row("triton_gpu_embedding_sent_and_kept", took, "ms")
        row("triton_gpu_device_memory_for_kept", [device_mebibytes() - before], "MiB")
        ask(self.client, "sam_prompt", ALL, {**self.clicks[0], "embedding": self.embedding})

    def click(self, count: int = 300) -> None:
        """Click one by one, with the logits, without them, and as if nothing were kept."""
        row("triton_gpu_click_bytes_sent", [bytes_sent(each) for each in self.clicks], "bytes")
        for name, wanted in (("triton_gpu_click", ALL), ("triton_gpu_click_without_logits", ALL[1:])):
            took = [ask(self.client, "sam_prompt", wanted, self._of(index))[1] for index in range(count)]
            row(name, took[20:], "ms")
        naive = []
        for index in range(count // 4):
            asked = {name: array for name, array in self._of(index).items() if name != "key"}
            asked |= {"embedding": self.embedding, "mask_logits": np.zeros((1, 1, 256, 256), np.float32)}
            asked["has_mask"] = np.zeros((1, 1), np.float32)
            naive.append(ask(self.client, "sam_mask_decoder", ALL[:2], asked)[1])
        row("triton_gpu_click_with_embedding_sent", naive, "ms")

    def _of(self, index: int) -> Arrays:
        return self.clicks[index % len(self.clicks)]

    def check(self) -> None:
        """Compare masks with single precision in this process, on the same embedding."""
        embedding = torch.from_numpy(self.embedding.copy()).cuda()
        mask, has_mask = torch.zeros(1, 1, 256, 256).cuda(), torch.zeros(1).cuda()
        found = []
        for click in self.clicks:
            points, labels = (torch.from_numpy(click[name]).cuda() for name in ("points", "point_labels"))
            with torch.inference_mode():
                own = self._decoder(embedding, points, labels, mask, has_mask)[0].cpu().numpy() > 0
            got = ask(self.client, "sam_prompt", ALL, click)[0]["logits"] > 0
            union = (own | got).sum((2, 3))
            found += ((own & got).sum((2, 3)) / np.maximum(union, 1))[union > 0].tolist()
        row("triton_gpu_mask_iou_with_fp32", found, "1")
        row("triton_gpu_least_mask_iou_with_fp32", [min(found)], "1")

    def crowd(self, many: int, each: int = 60) -> None:
        """Click all at once, each as soon as the answer before is there."""
        took: list[float] = []

        def annotate(who: int) -> None:
            own = grpc.InferenceServerClient(self.address)
            took.extend([ask(own, "sam_prompt", ALL, self._of(who + index))[1] for index in range(each)])

        threads = [threading.Thread(target=annotate, args=(who,)) for who in range(many)]
        began = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        row(f"triton_gpu_click_{many}_at_once", took, "ms")
        row(f"triton_gpu_clicks_a_second_{many}_at_once", [len(took) / (time.perf_counter() - began)], "1/s")

    def share(self, count: int = 200) -> None:
        """Have the logits put into memory of the device that both sides see."""
        from tritonclient.utils import cuda_shared_memory

        place = cuda_shared_memory.create_shared_memory_region("logits", LOGITS_BYTES, 0)
        handle = cuda_shared_memory.get_raw_handle(place)
        self.client.register_cuda_shared_memory("logits", handle, 0, LOGITS_BYTES)
        took = []
        for index in range(count):
            logits = grpc.InferRequestedOutput("logits")
            logits.set_shared_memory("logits", LOGITS_BYTES)
            tensors = [given(*each) for each in self._of(index).items()]
            began = time.perf_counter()
            self.client.infer("sam_prompt", tensors, outputs=[logits, grpc.InferRequestedOutput("status")])
            took.append(1000 * (time.perf_counter() - began))
        row("triton_gpu_click_cuda_shared_memory", took[20:], "ms")

    def statistics(self) -> None:
        """Print what the server says of itself."""
        for model in ("sam_image_encoder", "sam_mask_decoder", "sam_prompt"):
            found = self.client.get_inference_statistics(model).model_stats[0]
            of = found.inference_stats
            for what in ("queue", "compute_input", "compute_infer", "compute_output"):
                spent = getattr(of, what)
                row(f"{model}_{what}", [spent.ns / max(spent.count, 1) / 1e6], "ms")
            sizes = ", ".join(f"{each.batch_size}: {each.compute_infer.count}" for each in found.batch_stats)
            print(f"# {model}: {of.success.count} answered, {of.fail.count} failed; batches of {sizes}")


if __name__ == "__main__":
    people = Annotators(*sys.argv[1:3])
    people.keep()
    people.click()
    people.check()
    for several in (4, 16):
        people.crowd(several)
    people.share()
    people.statistics()
