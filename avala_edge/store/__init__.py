"""What outlives the process, as files under the data folder: image bytes, image records, keys. Blocks; tiny."""

from __future__ import annotations

from avala_edge.store.blobs import Blobs, open_folder, sweep_leftovers, write_atomically
from avala_edge.store.images import ImageRecord, Images
from avala_edge.store.keys import KeyRecord, Keys, OneTimeToken, Principal, SessionSigner

__all__ = [
    "Blobs",
    "ImageRecord",
    "Images",
    "KeyRecord",
    "Keys",
    "OneTimeToken",
    "Principal",
    "SessionSigner",
    "open_folder",
    "sweep_leftovers",
    "write_atomically",
]
