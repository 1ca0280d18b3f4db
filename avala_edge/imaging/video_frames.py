"""The decoded frames and the open readers of the videos that people work on, both bounded. Thread-safe."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

from cachetools import LRUCache

from avala_edge.imaging.pixels import Pixels
from avala_edge.imaging.video import Video
from avala_edge.imaging.video_cursor import Moment

# Who steps back once does it again: so many frames before the wanted one are kept from the run that reached it.
_STEPS_BACK = 15


class _Reader:
    """A video that is opened when it is first used; its lock is held by whoever decodes."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.video: Video | None = None
        self.last: int | None = None
        self.retired = False

    def close(self) -> None:
        """Close the video; the lock is held."""
        video, self.video = self.video, None
        if video is not None:
            video.close()

    def retire(self) -> None:
        """Close it now, or let whoever decodes close it afterwards."""
        self.retired = True
        if self.lock.acquire(blocking=False):
            try:
                self.close()
            finally:
                self.lock.release()


class VideoFrames:
    """Least recently used go first: frames beyond the budget, readers beyond `most_open`."""

    def __init__(self, budget_bytes: int, most_open: int = 4) -> None:
        """Keep at most `budget_bytes` of pixels; a frame that is larger alone is given but not kept."""
        if most_open < 1:
            raise ValueError(f"most_open must be at least 1, but got {most_open}")
        self._budget = budget_bytes
        self._most_open = most_open
        self._held: LRUCache[tuple[str, int], Pixels] = LRUCache(
            max(0, budget_bytes), getsizeof=lambda pixels: pixels.array.nbytes
        )
        self._readers: OrderedDict[str, _Reader] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def nbytes(self) -> int:
        """Bytes of pixels held."""
        with self._lock:
            return int(self._held.currsize)

    @property
    def readers(self) -> int:
        """Readers kept."""
        with self._lock:
            return len(self._readers)

    def get(self, video_uid: str, moment: Moment, open: Callable[[], Video]) -> Pixels:
        """Return a frame: one that is held at once, another from the video's reader, which `open` makes when needed.

        Two threads wait for each other only over the same video.

        Raises:
            VideoRefused: the video cannot be read, or has no frame there; its reader is closed.
        """
        key = (video_uid, moment.pts)
        with self._lock:
            held = self._held.get(key)
            if held is not None:
                return held
            reader, surplus = self._reader(video_uid)
        for each in surplus:
            each.retire()
        with reader.lock:
            try:
                with self._lock:
                    held = self._held.get(key)  # somebody else may have decoded it meanwhile
                return held if held is not None else self._decode(reader, video_uid, moment, open)
            except BaseException:
                reader.retired = True
                with self._lock:
                    if self._readers.get(video_uid) is reader:
                        del self._readers[video_uid]
                raise
            finally:
                if reader.retired:
                    reader.close()

    def close(self) -> None:
        """Drop every frame and close every reader; one that decodes just now closes when it is done."""
        with self._lock:
            readers = list(self._readers.values())
            self._readers.clear()
            self._held.clear()
        for reader in readers:
            reader.retire()

    def _reader(self, video_uid: str) -> tuple[_Reader, list[_Reader]]:
        reader = self._readers.setdefault(video_uid, _Reader())
        self._readers.move_to_end(video_uid)
        surplus = []
        while len(self._readers) > self._most_open:
            surplus.append(self._readers.popitem(last=False)[1])
        return reader, surplus

    def _decode(self, reader: _Reader, video_uid: str, moment: Moment, open: Callable[[], Video]) -> Pixels:
        if reader.video is None:
            reader.video, reader.last = open(), None
        video = reader.video
        before = 0
        if reader.last is not None and moment.pts < reader.last:
            nbytes = video.info.width * video.info.height * 3
            before = min(_STEPS_BACK, self._budget // nbytes // 4)
        passed = video.run_up(moment, before)
        reader.last = moment.pts
        with self._lock:
            for pts, pixels in passed:
                if pixels.array.nbytes <= self._held.maxsize:
                    self._held[video_uid, pts] = pixels
        return passed[-1][1]
