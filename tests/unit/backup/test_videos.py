"""A backup has the bytes of videos, and none of their frames; restored, each frame is what it was."""

from __future__ import annotations

import hashlib
from pathlib import Path

from avala_edge.imaging import open_video
from avala_edge.store import Blobs, ImageRecord, Images, NewFrame, Sequences, VideoRecord, Videos
from avala_edge.store.videos import LIMITS
from tests.films import film, frame_number
from tests.unit.backup.conftest import Command, NewPlace, Place, blobs_in, on_shelves
from tests.unit.store.shelves import ALL, Shelves

FRAMES = 8


def with_video(place: Place, path: Path) -> str:
    """Put a video with its frames into a site; return its SHA-256."""
    sha, size = hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_size

    async def put(shelves: Shelves) -> None:
        videos = Videos(shelves.database, Blobs(place.data_dir))
        sequences = Sequences(shelves.database)
        with open_video(path, LIMITS) as video:
            info, frames = video.info, list(video.frames())
        base = info.time_base
        record = VideoRecord(
            f"sha256:{sha}",
            info.format,
            info.media_type,
            info.codec,
            info.width,
            info.height,
            size,
            base.numerator,
            base.denominator,
            info.duration_s,
            info.average_rate,
        )
        assert await videos.add(record, lambda: path.open("rb"))
        assert not await videos.add(record, lambda: path.open("rb"))
        dataset = await shelves.dataset("Clips")
        sequence, _ = await sequences.begin(shelves.owner, dataset.uid, "film.mp4", video=record.uid)
        new = [
            NewFrame(
                index,
                ImageRecord(
                    f"sha256:{hashlib.sha256(str(moment.pts).encode()).hexdigest()}",
                    pixels.width,
                    pixels.height,
                    "FRAME",
                    "image/jpeg",
                    pixels.sha256(),
                    0,
                    record.uid,
                    moment.pts,
                    moment.key_pts,
                ),
            )
            for index, (moment, pixels) in enumerate(frames)
        ]
        assert await sequences.add_frames(shelves.owner, sequence, new) == FRAMES
        assert await sequences.add_frames(shelves.owner, sequence, new) == 0
        await sequences.end(shelves.owner, sequence.uid, "ready")

    on_shelves(place, put)
    return sha


def test_a_video_comes_back_with_its_frames(
    place: Place, new_place: NewPlace, command: Command, tmp_path: Path
) -> None:
    sha = with_video(place, film(tmp_path / "film.mp4", frames=FRAMES))
    done = command(place, "create", tmp_path / "backups", "--json")
    assert done.code == 0, done.err
    made = Path(done.json["path"])
    assert (made / "blobs" / sha[:2] / sha).is_file()
    assert command(place, "verify", made).code == 0
    new = new_place()
    assert command(new, "restore", made).code == 0
    assert command(new, "verify", "--site").code == 0
    assert sha in [path.name for path in blobs_in(new.data_dir)]

    async def look(shelves: Shelves) -> list[int]:
        blobs = Blobs(new.data_dir)
        images, sequences = Images(shelves.database, blobs), Sequences(shelves.database)
        datasets = (await shelves.datasets.page(shelves.owner, ALL)).items
        dataset = next(each for each in datasets if each.name == "Clips")
        [sequence] = (await sequences.page(shelves.owner, dataset.uid, ALL)).items
        records = [await images.get(frame.image) for frame in await sequences.frames(sequence)]
        return [frame_number(images.frame(record)) for record in records]

    assert on_shelves(new, look) == list(range(FRAMES))


def test_a_video_that_is_lost_is_missed(place: Place, command: Command, tmp_path: Path) -> None:
    sha = with_video(place, film(tmp_path / "film.mp4", frames=FRAMES))
    assert command(place, "verify", "--site").code == 0
    (place.data_dir / "blobs" / sha[:2] / sha).unlink()
    done = command(place, "verify", "--site")
    assert done.code == 1
    assert sha in done.out + done.err
