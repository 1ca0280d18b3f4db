"""Parts of a site that take more than a line to build."""

from __future__ import annotations

from collections.abc import Mapping
from time import perf_counter

import numpy as np

from avala_edge import __version__
from avala_edge.autolabel import ConnectedModels, EverythingProvider
from avala_edge.config import Config
from avala_edge.embeddings import DiskTier, EmbeddingStore
from avala_edge.errors import InvalidInput, ModelUnavailable
from avala_edge.geometry import View
from avala_edge.imaging import Pixels, VideoFrames, VideoLimits
from avala_edge.inference import Engine, Lane, Turns
from avala_edge.inference.failover import FailoverRuntime
from avala_edge.jobs import Jobs, Kind, TurnQueue
from avala_edge.models import Prompt, PromptableModel
from avala_edge.models.detectors import Detectors
from avala_edge.models.triton_gate import TritonGate
from avala_edge.observability import Metrics, TritonMetrics
from avala_edge.outbound import Outbound, Targets
from avala_edge.segment import (
    SHARE_OF_DEADLINE,
    Everything,
    EverythingOptions,
    Intake,
    MaskTokens,
    RecentPixels,
    VideoIntake,
)
from avala_edge.settings import SETTINGS
from avala_edge.store import (
    BlobStore,
    Database,
    Items,
    JobItems,
    JobRows,
    PartFiles,
    Providers,
    UploadBounds,
    UploadRows,
    Videos,
    Workers,
    jobs_url,
    open_folder,
)
from avala_edge.tiles import Archives
from avala_edge.transfer import Uploads

TRIES = 3


def serve_from_triton(
    config: Config, runtime: FailoverRuntime, model: PromptableModel, reference: Engine, metrics: TritonMetrics
) -> TritonGate | None:
    """Look for the Triton servers of the setting, from now on; raises `InvalidInput` where it cannot be done here."""
    if not config.triton:
        return None
    try:
        from avala_edge.inference.triton.endpoint import Served
        from avala_edge.inference.triton.runtime import TritonRuntime
    except ImportError as error:
        raise InvalidInput(f"AVALA_EDGE_TRITON needs the extra `triton`: {error}", field="triton") from error
    gate = TritonGate(model, reference)
    served = Served(model.manifest.digest, model.encoder, model.decoder)
    runtime.triton = TritonRuntime(config.triton, served, bound=config.max_queue, metrics=metrics)
    runtime.triton.open(gate.check)
    return gate


def watched_metrics(
    config: Config,
    model: PromptableModel,
    embeddings: EmbeddingStore,
    recent: RecentPixels,
    tokens: MaskTokens,
    videos: Videos,
    schedulers: Mapping[str, Turns],
) -> Metrics:
    """Make the metrics, with gauges on what they watch."""
    metrics = Metrics(version=__version__, model=model.manifest.name, digest=model.manifest.digest)
    metrics.watch(
        gauges={
            "avala_edge_embedding_bytes": ("Memory that embeddings take.", lambda: embeddings.nbytes),
            "avala_edge_embedding_budget_bytes": (
                "Memory that embeddings may take.",
                lambda: config.embedding_budget_bytes,
            ),
            "avala_edge_pixel_bytes": ("Memory that decoded pixels take.", lambda: recent.nbytes),
            "avala_edge_pixel_budget_bytes": (
                "Memory that decoded pixels may take.",
                lambda: config.pixel_budget_bytes,
            ),
            "avala_edge_video_frame_bytes": ("Memory that decoded frames of videos take.", lambda: videos.nbytes),
            "avala_edge_video_frame_budget_bytes": (
                "Memory that decoded frames of videos may take.",
                lambda: config.video_frame_bytes,
            ),
            "avala_edge_mask_token_bytes": ("Memory that refinable answers take.", lambda: tokens.nbytes),
            "avala_edge_mask_token_budget_bytes": (
                "Memory that refinable answers may take.",
                lambda: config.mask_token_bytes,
            ),
        },
        waiting=lambda: {
            (name, lane.name.lower()): count
            for name, scheduler in schedulers.items()
            for lane, count in scheduler.waiting().items()
        },
        embeddings=embeddings.counts,
    )
    return metrics


def open_uploads(config: Config, database: Database, intake: Intake, items: Items, videos: VideoIntake) -> Uploads:
    """Make resumable uploads within their bounds."""
    bounds = UploadBounds(config.upload_bytes, config.upload_bytes_per_user, config.upload_ttl_s)
    files = PartFiles(config.data_dir)
    return Uploads(UploadRows(database, bounds), files, intake, items, videos, ttl_s=bounds.ttl_s)


def kept_videos(config: Config, database: Database, blobs: BlobStore) -> Videos:
    """Videos within their bounds, with a bounded memory for their frames."""
    limits = VideoLimits(config.max_video_bytes, config.max_video_frames, config.max_image_pixels)
    return Videos(database, blobs, VideoFrames(config.video_frame_bytes), limits)


def make_jobs(config: Config, database: Database, items: JobItems, kinds: Mapping[str, Kind]) -> Jobs:
    """Make the jobs of these kinds, with the queue that is beside the database."""
    where = jobs_url(database.url, config.data_dir)
    return Jobs(kinds, JobRows(database), items, Workers(database), TurnQueue(where))


async def model_digests(model: PromptableModel, detectors: Detectors) -> dict[str, str]:
    """Return the digests of the models that are here now, by name."""
    there = [each.manifest for each in await detectors.installed() if each.manifest is not None]
    return {model.manifest.name: model.manifest.digest, **{each.name: each.digest for each in there}}


def connected_models(config: Config, providers: Providers) -> ConnectedModels:
    """Models elsewhere, asked only where the operator allows."""
    return ConnectedModels(providers, outbound_of(config, "provider_targets"))


def everything_in_time(config: Config, everything: Everything, model: PromptableModel) -> EverythingProvider:
    """Everything, for who waits for an answer."""
    options = EverythingOptions(time_s=SHARE_OF_DEADLINE * config.request_deadline_s)
    return EverythingProvider(everything, model=model.manifest.name, options=options)


def outbound_of(config: Config, setting: str) -> Outbound:
    """Make calls to the hosts of a setting, and no other."""
    (env,) = (each.env for each in SETTINGS if each.name == setting)
    return Outbound(Targets(getattr(config, setting), env), ca=config.outbound_ca)


def disk_tier(config: Config) -> DiskTier | None:
    """Open embeddings on disk, unless there are to be none; blocks."""
    if config.embedding_disk_bytes == 0:
        return None
    folder = open_folder(config.data_dir / "embeddings")
    return DiskTier(folder, budget_bytes=config.embedding_disk_bytes)


def tile_archives(config: Config) -> Archives | None:
    """Open tiles on disk, unless there are to be none; blocks."""
    if config.tile_disk_bytes == 0:
        return None
    return Archives(open_folder(config.data_dir / "tiles"), budget_bytes=config.tile_disk_bytes)


async def try_out(model: PromptableModel) -> float:
    """Encode and decode: a model that cannot must not serve, and first runs are slow. Returns seconds of an encode."""
    grey = Pixels(np.full((64, 64, 3), 127, np.uint8))
    prepared = model.prepare(grey, View(0, 0, 64, 64), image_height=64, image_width=64)
    prompt = Prompt.in_image([(32.0, 32.0, 1)], None, height=64, width=64)
    seconds = []
    try:
        for _ in range(TRIES):
            began = perf_counter()
            embedding = await model.encode(prepared, lane=Lane.CLICK)
            seconds.append(perf_counter() - began)
            await model.decode(embedding, prompt, multimask=True, lane=Lane.CLICK)
    except InvalidInput as error:
        raise ModelUnavailable(f"{model.manifest.name} failed its first click: {error.message}") from error
    return min(seconds)
