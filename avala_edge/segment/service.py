"""A click, in order: record → answer to refine → sight (embedding, decode) → outline → answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from time import perf_counter
from typing import Literal

from avala_edge.errors import InvalidInput, NotFound
from avala_edge.geometry import Outline, OutlineOptions, Rle, View, decode_rle, encode_mask, mask_from_logits, outlines
from avala_edge.imaging import encode_png
from avala_edge.inference import Lane, Scheduler, working_for
from avala_edge.models import Logits, Manifest, Prompt, PromptableModel
from avala_edge.observability import Metrics, step
from avala_edge.segment.closer import view_on_screen
from avala_edge.segment.request import FORMATS, Answer, AnswerMask, BoxPrompt, SegmentRequest
from avala_edge.segment.sight import Sight, Spent
from avala_edge.segment.strays import remove_strays
from avala_edge.segment.tokens import MaskTokens
from avala_edge.store import ImageRecord, Images, Principal

SMALL = 2e-5  # of what was looked at: islands and holes below it are noise, unless the request says otherwise


class SegmentService:
    """Answers prompts; holds no image between clicks."""

    def __init__(
        self,
        images: Images,
        sight: Sight,
        model: PromptableModel,
        cpu: Scheduler,
        tokens: MaskTokens,
        metrics: Metrics,
    ) -> None:
        """All parts are the site's; see `assembly`."""
        self._images, self._sight, self._model, self._cpu = images, sight, model, cpu
        self._tokens, self._metrics = tokens, metrics

    async def segment(
        self, request: SegmentRequest, principal: Principal, *, lane: Lane = Lane.CLICK, ahead: bool = True
    ) -> Answer:
        """Answer one prompt; unless `ahead`, begin nothing that only a refinement of it would need.

        Raises:
            NotFound: unknown image or model.
            InvalidInput: the prompt does not fit the image, or a token is refused.
            Busy: too much work waits already.
        """
        started = perf_counter()
        working_for.set(principal.uid)
        self._check(request)
        record = await self._images.get(request.image)
        seen = self._tokens.take(principal.uid, record.uid, request.mask)
        prompt = _prompt(request, record, refines=seen is not None)
        spent = Spent()
        logits = await self._sight.answer(
            record,
            prompt,
            seen,
            multimask=request.multimask,
            lane=lane,
            spent=spent,
            ahead=ahead,
            on_screen=_on_screen(request.looking_at, record),
        )
        decoded = perf_counter()
        options = _options(request, logits.frame.view)
        work = partial(_cleaned, logits, prompt, options, refines=seen is not None, want_png="png" in request.formats)
        with step("postprocess"):
            shapes = await self._cpu.run(work, lane=lane)
        ended = perf_counter()
        best_first = sorted(range(len(shapes)), key=lambda i: -logits.scores[i])
        tokens = self._tokens.put(principal.uid, record.uid, logits)
        masks = tuple(_mask(request, *shapes[i], float(logits.scores[i]), tokens[i]) for i in best_first)
        timings = {
            "queue": max(0.0, spent.embedding - spent.decode_image - spent.encode),
            "decode_image": spent.decode_image,
            "encode": spent.encode,
            "decode": spent.decode,
            "postprocess": ended - decoded,
            "total": perf_counter() - started,
        }
        if lane is Lane.CLICK:
            for stage, seconds in timings.items():
                self._metrics.stage(stage, seconds)
        manifest = self._model.manifest
        rounded = {name: round(seconds * 1000, 3) for name, seconds in timings.items()}
        return Answer(
            record.uid,
            manifest.name,
            manifest.digest,
            masks,
            "hit" if spent.outcome in ("disk", "shared") else spent.outcome,
            rounded,
        )

    def _check(self, request: SegmentRequest) -> None:
        unknown = request.formats - FORMATS
        if unknown or not request.formats:
            raise InvalidInput(
                f"formats must be some of {sorted(FORMATS)}, got {sorted(request.formats)}", field="formats"
            )
        self.check_model(request.model)

    def mask_behind(self, token: str, image: str, principal: Principal) -> Callable[[], Rle]:
        """Return what makes the mask of an earlier answer for an image (its uid), for a thread off the loop.

        Raises:
            TokenRefused: the token is unknown, expired, somebody else's or of another image.
        """
        seen = self._tokens.take(principal.uid, image, token)
        if seen is None:
            raise InvalidInput("there is no token", field="mask")
        return lambda: encode_mask(mask_from_logits(seen.logits, seen.frame))

    @property
    def model(self) -> Manifest:
        """The model that answers."""
        return self._model.manifest

    def check_model(self, name: str | None) -> None:
        """Raise `NotFound` for the name of another model than the one that answers; None is that one."""
        if name not in (None, self._model.manifest.name):
            raise NotFound(f"no model named {name!r}; this server has {self._model.manifest.name!r}", field="model")

    def embedding_state(self, record: ImageRecord) -> Literal["ready", "computing", "absent"]:
        """Say whether a click on this image would be warm."""
        return self._sight.state(record)

    def start_embedding(self, record: ImageRecord) -> None:
        """Begin to encode an image that is likely to be clicked soon; does not wait."""
        self._sight.prefetch(record)


def _prompt(request: SegmentRequest, record: ImageRecord, *, refines: bool) -> Prompt:
    box = request.box
    return Prompt.in_image(
        [(p.x, p.y, p.label) for p in request.points],
        None if box is None else (box.x, box.y, box.width, box.height),
        refines=refines,
        height=record.height,
        width=record.width,
    )


def _on_screen(shown: BoxPrompt | None, record: ImageRecord) -> View | None:
    if shown is None:
        return None
    x0, y0 = max(0.0, shown.x), max(0.0, shown.y)
    x1, y1 = min(float(record.width), shown.x + shown.width), min(float(record.height), shown.y + shown.height)
    if not (x0 < x1 and y0 < y1):
        raise InvalidInput(
            f"looking_at has nothing of the photo, which is {record.width} × {record.height} pixels", field="looking_at"
        )
    return view_on_screen((x0, y0, x1, y1), record.height, record.width)


def _options(request: SegmentRequest, view: View) -> OutlineOptions:
    small = SMALL * view.width * view.height
    tolerance = request.tolerance_px
    return OutlineOptions(
        tolerance_px=max(1.0, max(view.width, view.height) / 1024) if tolerance is None else tolerance,
        min_area_px2=small if request.min_area_px2 is None else request.min_area_px2,
        fill_holes_px2=small if request.fill_holes_px2 is None else request.fill_holes_px2,
        want_polygon="polygon" in request.formats,
        want_rle="rle" in request.formats or "png" in request.formats,
    )


def _cleaned(
    logits: Logits, prompt: Prompt, options: OutlineOptions, *, refines: bool, want_png: bool
) -> list[tuple[Outline, bytes | None]]:
    """Remove an answer's strays, and return what is said of each mask: the work of a click off the loop."""
    remove_strays(logits.masks, logits.frame, prompt, refines=refines)
    return [
        (shape, encode_png(decode_rle(shape.rle)) if want_png and shape.rle is not None else None)
        for shape in outlines(logits.masks, logits.frame, options)
    ]


def _mask(request: SegmentRequest, shape: Outline, png: bytes | None, score: float, token: str) -> AnswerMask:
    polygons = None if shape.polygons is None else tuple(polygon.to_rings() for polygon in shape.polygons)
    rle = shape.rle if "rle" in request.formats else None
    box = (shape.box.x, shape.box.y, shape.box.width, shape.box.height)
    return AnswerMask(round(score, 4), round(shape.stability, 4), shape.area, box, polygons, rle, png, token)
