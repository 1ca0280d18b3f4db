"""The NVIDIA driver, as much as it takes to name the GPU and to bring tensors there and back. Needs no CUDA toolkit."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from avala_edge.errors import ModelUnavailable

LIBRARY = "libcuda.so.1"


def gpu_name() -> str:
    """Return the name of the first GPU that this process sees (`CUDA_VISIBLE_DEVICES`).

    Raises:
        ModelUnavailable: there is no driver, or no GPU.
    """
    return Gpu().name


class Gpu:
    """The first GPU, in the context that the CUDA runtime uses too. Any thread may call."""

    def __init__(self) -> None:
        """Find it; raise `ModelUnavailable` where there is none."""
        try:
            self._driver = ctypes.CDLL(LIBRARY)
        except OSError:
            raise ModelUnavailable(f"there is no NVIDIA driver on this machine ({LIBRARY} is not found)") from None
        self._check(self._driver.cuInit(0))
        count, device = ctypes.c_int(), ctypes.c_int()
        self._check(self._driver.cuDeviceGetCount(ctypes.byref(count)))
        if count.value == 0:
            raise ModelUnavailable("this process sees no NVIDIA GPU")
        self._check(self._driver.cuDeviceGet(ctypes.byref(device), 0))
        name = ctypes.create_string_buffer(256)
        self._check(self._driver.cuDeviceGetName(name, len(name), device))
        self.name = name.value.decode(errors="replace")
        self._device = device
        self._context = ctypes.c_void_p()

    def _check(self, code: int) -> None:
        if code == 0:
            return
        text = ctypes.c_char_p()
        self._driver.cuGetErrorString(code, ctypes.byref(text))
        raise ModelUnavailable(f"the NVIDIA driver says: {(text.value or b'error').decode()} ({code})")

    def enter(self) -> None:
        """Make the GPU the calling thread's."""
        if not self._context:
            self._check(self._driver.cuDevicePrimaryCtxRetain(ctypes.byref(self._context), self._device))
        self._check(self._driver.cuCtxSetCurrent(self._context))

    @contextmanager
    def memory(self, nbytes: int) -> Iterator[int]:
        """Give an address on the GPU, until the block ends."""
        address = ctypes.c_uint64()
        self._check(self._driver.cuMemAlloc_v2(ctypes.byref(address), ctypes.c_size_t(max(nbytes, 1))))
        try:
            yield address.value
        finally:
            self._check(self._driver.cuMemFree_v2(address))

    def put(self, address: int, array: NDArray[np.generic]) -> None:
        """Copy a contiguous array to the GPU."""
        source = array.ctypes.data_as(ctypes.c_void_p)
        self._check(self._driver.cuMemcpyHtoD_v2(ctypes.c_uint64(address), source, ctypes.c_size_t(array.nbytes)))

    def take(self, address: int, array: NDArray[np.generic]) -> None:
        """Wait for what runs, and copy from the GPU into a contiguous array."""
        self._check(self._driver.cuCtxSynchronize())
        target = array.ctypes.data_as(ctypes.c_void_p)
        self._check(self._driver.cuMemcpyDtoH_v2(target, ctypes.c_uint64(address), ctypes.c_size_t(array.nbytes)))
