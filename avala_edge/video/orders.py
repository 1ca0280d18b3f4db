"""A propagation, or an interpolation, is ordered: key frames are marked, the frames to fill found, the job taken in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from itertools import pairwise

from avala_edge.errors import Conflict, InvalidInput, NotFound
from avala_edge.jobs import Jobs
from avala_edge.store import Frame, Job, Principal, Sequences, TrackPoint, Tracks
from avala_edge.store import Sequence as FrameSequence
from avala_edge.video.span import Direction, Leg, legs_of, passes_of

PROPAGATION = "propagation"
INTERPOLATION = "interpolation"
BACK = "/back"  # behind an item's uid: visited on the way backwards
NO_EXTRA = "Carrying objects needs the extra `video` on this server: pip install 'avala-edge[video]'"
MOST_OBJECTS = 32  # carried at a time


@dataclass(frozen=True)
class PropagationOrder:
    """What is asked for.

    Attributes:
        annotations: uids; each is, or becomes, a key frame of a track.
        first: no frame before this one is changed.
        last: nor one after this.
        direction: from each key frame.
    """

    annotations: Sequence[str]
    first: int | None = None
    last: int | None = None
    direction: Direction = "forward"


class VideoOrders:
    """Where `sequences/{uid}/propagate/` and `…/interpolate/` lead."""

    def __init__(self, sequences: Sequences, tracks: Tracks, jobs: Jobs) -> None:
        """Take the site's parts."""
        self._sequences, self._tracks, self._jobs = sequences, tracks, jobs

    async def propagate(self, who: Principal, sequence_uid: str, asked: PropagationOrder) -> Job:
        """Take in a job that carries objects from key frames until the next that a person has settled.

        Raises:
            NotFound: no such sequence or annotation.
            InvalidInput: an annotation is of another sequence or project, or no frame is left to fill.
            Conflict: an annotation was rejected, or this server lacks what it takes.
            Throttled: as many jobs as may wait are waiting.
        """
        if find_spec("cv2") is None:
            raise Conflict(NO_EXTRA)
        sequence = await self._sequences.find(who, sequence_uid)
        starts = await self._starts(who, sequence, asked.annotations)
        project = starts[0].annotation.project
        first, last = _range(sequence, starts, asked)
        by_track: defaultdict[str, list[TrackPoint]] = defaultdict(list)
        for start in starts:
            by_track[start.annotation.track or ""].append(start)
        points = await self._tracks.points(who, project, sequence.uid, tracks=list(by_track))
        legs: list[Leg] = []
        for track, its in by_track.items():
            settled = [each.frame for each in points if each.annotation.track == track and each.is_settled]
            keys = [(each.frame, each.annotation.uid) for each in its]
            legs += legs_of(track, keys, settled, first=first, last=last, direction=asked.direction)
        frames = {each.index: each.item for each in await self._sequences.frames(sequence, first=first, last=last)}
        items = [frames[index] + (BACK if step < 0 else "") for index, step in passes_of(legs) if index in frames]
        if not items:
            raise InvalidInput(
                "there is no frame to fill: the next one in that direction is a key frame, accepted, or not there",
                field="direction",
            )
        options = {"sequence": sequence.uid, "legs": [asdict(leg) for leg in legs]}
        return await self._jobs.create(PROPAGATION, items, who, options=options, project=project)

    async def _starts(self, who: Principal, sequence: FrameSequence, uids: Sequence[str]) -> list[TrackPoint]:
        starts: list[TrackPoint] = []
        for uid in dict.fromkeys(uids):
            of_sequence, point = await self._tracks.begin(who, uid)
            if of_sequence != sequence.uid:
                raise InvalidInput(f"annotation {uid[:64]} is of another sequence", field="annotation")
            if starts and point.annotation.project != starts[0].annotation.project:
                raise InvalidInput("the annotations are of several projects", field="annotations")
            starts.append(point)
        if len({each.annotation.track for each in starts}) > MOST_OBJECTS:
            raise InvalidInput(f"at most {MOST_OBJECTS} objects are carried at a time", field="annotations")
        return starts

    async def interpolate(self, who: Principal, sequence_uid: str, project: str, track: str) -> Job:
        """Take in a job that fills a track between its key frames, without a model.

        Raises:
            NotFound: no such sequence, project or track.
            InvalidInput: there are no two key frames with frames between them.
            Throttled: as many jobs as may wait are waiting.
        """
        sequence = await self._sequences.find(who, sequence_uid)
        points = await self._tracks.points(who, project, sequence.uid, tracks=[track])
        if not points:
            raise NotFound("the sequence has no such track", field="track")
        keys = [each.frame for each in points if each.is_settled and each.annotation.state != "rejected"]
        between = [index for one, next_ in pairwise(keys) for index in range(one + 1, next_)]
        if not between:
            raise InvalidInput("a track is filled between two key frames with frames between them", field="track")
        found = await self._sequences.frames(sequence, first=between[0], last=between[-1])
        frames: dict[int, Frame] = {each.index: each for each in found}
        items = [frames[index].item for index in between if index in frames]
        options = {"sequence": sequence.uid, "track": track}
        return await self._jobs.create(INTERPOLATION, items, who, options=options, project=project)


def _range(sequence: FrameSequence, starts: Sequence[TrackPoint], asked: PropagationOrder) -> tuple[int, int]:
    """Return the first and the last frame that may change; raise `InvalidInput` when a key frame is outside."""
    end = sequence.number_of_frames - 1
    first = 0 if asked.first is None else asked.first
    last = end if asked.last is None else asked.last
    if first > last or first > end:
        raise InvalidInput(f"the frames {first} to {last} are no range of 0 to {end}", field="from_frame")
    outside = next((each.frame for each in starts if not first <= each.frame <= last), None)
    if outside is not None:
        words = f"the annotation is on frame {outside}; the frames {first} to {last} must include it"
        raise InvalidInput(words, field="from_frame")
    return first, min(last, end)
