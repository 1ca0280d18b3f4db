"""Configuration → the site's objects. The one place that builds anything, for server, CLI, bench and tests alike."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np

from avala_edge import __version__
from avala_edge.autolabel import (
    AT_ONCE,
    EVERYTHING,
    AutoLabel,
    AutoLabelOrders,
    ConnectedModels,
    EverythingProvider,
    Predictor,
    Refiner,
    SiteModels,
)
from avala_edge.backup import SiteParts
from avala_edge.config import Config
from avala_edge.embeddings import DiskTier, EmbeddingStore, open_shared
from avala_edge.errors import InvalidInput, ModelUnavailable
from avala_edge.geometry import View
from avala_edge.imaging import ImageLimits, Pixels, demo_photos
from avala_edge.inference import REFERENCE, Engine, Lane, Scheduler
from avala_edge.inference.embedded import EmbeddedRuntime
from avala_edge.inference.engine import available
from avala_edge.jobs import Jobs, Kind, TurnQueue, WebhookSender
from avala_edge.models import Choice, Prompt, PromptableModel, load_chosen
from avala_edge.models.cards import detector_card, promptable_card
from avala_edge.models.detectors import Detectors, Library
from avala_edge.observability import Metrics, Tracing, open_tracing
from avala_edge.outbound import Outbound, Targets
from avala_edge.segment import (
    EMBEDDING_WARM_UP,
    SHARE_OF_DEADLINE,
    Everything,
    EverythingOptions,
    Intake,
    MaskTokens,
    RecentPixels,
    SegmentService,
    Sight,
    WarmUp,
)
from avala_edge.settings import SETTINGS
from avala_edge.store import (
    AUTO_LABEL,
    Accounts,
    Activity,
    Agents,
    Annotations,
    AutoLabelJobs,
    Blobs,
    Consensus,
    Database,
    Datasets,
    Deliveries,
    Executions,
    Exports,
    Images,
    Issues,
    Items,
    JobItems,
    JobRows,
    Keys,
    ManualUploads,
    OneTimeToken,
    PartFiles,
    Projects,
    Providers,
    QualityTargets,
    Sequences,
    SessionSigner,
    Tasks,
    UploadBounds,
    UploadRows,
    UrlSigner,
    Webhooks,
    Workers,
    database_url,
    jobs_url,
    migrate,
    open_folder,
    site_in_use,
    take_over,
)
from avala_edge.store.database import FILE as DATABASE_FILE
from avala_edge.store.database import sqlite_file
from avala_edge.transfer import IMPORT, Exporter, ImportRoots, Imports, Uploads

PATIENCE = 2.0  # encodes, alone on this machine, that a click waits for a closer look
TRIES = 3
WEIGHTS = Path(__file__).parent / "models" / "weights"


@dataclass(frozen=True)
class DemoEntry:
    """A demo photo that this site has."""

    name: str
    title: str
    attribution: str
    license: str
    uid: str


@dataclass(frozen=True)
class Site:
    """Everything a door may ask for."""

    config: Config
    database: Database
    accounts: Accounts
    datasets: Datasets
    items: Items
    projects: Projects
    annotations: Annotations
    tasks: Tasks
    issues: Issues
    quality_targets: QualityTargets
    consensus: Consensus
    agents: Agents
    executions: Executions
    providers: Providers
    connected: ConnectedModels
    site_models: SiteModels
    predictor: Predictor
    image_outbound: Outbound
    everything: Everything
    auto_label_jobs: AutoLabelJobs
    auto_label: AutoLabelOrders
    exports: Exports
    exporter: Exporter
    manual_uploads: ManualUploads
    webhooks: Webhooks
    deliveries: Deliveries
    webhook_outbound: Outbound
    webhook_sender: WebhookSender
    activity: Activity
    images: Images
    keys: Keys
    sequences: Sequences
    sessions: SessionSigner
    urls: UrlSigner
    sign_in: OneTimeToken
    intake: Intake
    segment: SegmentService
    jobs: Jobs
    uploads: Uploads
    imports: Imports
    model: PromptableModel
    engines: Choice
    detectors: Detectors
    metrics: Metrics
    tracing: Tracing
    demo: tuple[DemoEntry, ...]

    async def models(self) -> list[dict[str, object]]:
        """Return what serves clicks, then the detectors that are installed, with where they came from."""
        return [
            promptable_card(self.model.manifest, self.engines),
            *(detector_card(each) for each in await self.detectors.installed()),
        ]

    def ready(self) -> str | None:
        """Return None: a site that is open can serve a click (its model was tried before)."""
        return None


@asynccontextmanager
async def open_site(config: Config) -> AsyncIterator[Site]:
    """Build a site and close it again.

    Raises:
        ModelUnavailable: no model can serve, with the reason.
        InvalidInput: the data directory cannot be used, or a setting needs a package that is not installed.
    """
    async with AsyncExitStack() as stack:
        stack.enter_context(site_in_use(config.data_dir))
        threads = config.threads or len(os.sched_getaffinity(0))
        runtime = EmbeddedRuntime(threads=threads, bound=config.max_queue)
        stack.push_async_callback(runtime.close)
        cpu = Scheduler("cpu", threads=max(2, threads), bound=config.max_queue)
        stack.push_async_callback(cpu.close)
        embeddings = EmbeddingStore(
            budget_bytes=config.embedding_budget_bytes,
            disk=await asyncio.to_thread(_disk_tier, config),
            shared=open_shared(config.shared_embeddings),
        )
        stack.push_async_callback(embeddings.close)
        model = PromptableModel.open(WEIGHTS / "avala-mini", runtime)
        tracing = await open_tracing(
            config.otlp_endpoint,
            sample=config.otlp_sample,
            version=__version__,
            model=model.manifest.name,
            digest=model.manifest.digest,
        )
        stack.push_async_callback(tracing.close)
        available_engines = await asyncio.to_thread(available)
        engines = await _choose(config, model, available_engines, threads)
        detectors = Detectors(Library(config.data_dir), runtime, available_engines[REFERENCE], cpu)
        stack.push_async_callback(detectors.close)
        encode_s = await _try_out(model)
        database, accounts = await _open_database(config, stack)
        keys = Keys(database)
        await keys.open()
        stack.push_async_callback(keys.close)
        images = Images(database, await asyncio.to_thread(Blobs, config.data_dir))
        await images.recover()
        limits = ImageLimits(max_pixels=config.max_image_pixels, max_bytes=config.max_image_bytes)
        recent = RecentPixels(budget_bytes=config.pixel_budget_bytes)
        stack.push_async_callback(recent.close)
        intake = Intake(images, limits, cpu, recent)
        sight = Sight(
            intake,
            embeddings,
            model,
            closer=config.closer_look,
            busy=lambda: runtime.schedulers["encode"].busy,
            patience_s=PATIENCE * encode_s,
        )
        stack.push_async_callback(sight.close)
        items = Items(database)
        imports = Imports(ImportRoots(config.import_roots), intake, items, principal=keys.find)
        tokens = MaskTokens(budget_bytes=config.mask_token_bytes, ttl_s=config.mask_token_ttl_s)
        metrics = _metrics(config, model, embeddings, recent, tokens, {**runtime.schedulers, "cpu": cpu})
        segment = SegmentService(images, sight, model, cpu, tokens, metrics)
        everything = Everything(sight, cpu)
        uploads = _uploads(config, database, intake, items)
        uploads.open()
        stack.push_async_callback(uploads.close)
        datasets, projects, providers = Datasets(database), Projects(database), Providers(database)
        annotations, exports, agents = Annotations(database), Exports(database), Agents(database)
        job_items = JobItems(database)
        connected = connected_models(config, providers)
        builtin = {EVERYTHING: EverythingProvider(everything, model=model.manifest.name)}
        models = SiteModels(detectors, builtin, connected)
        auto_label = AutoLabel(models, projects, items, annotations, job_items, images, intake, Refiner(segment))
        jobs = _jobs(
            config,
            database,
            job_items,
            {
                EMBEDDING_WARM_UP: Kind(WarmUp(images, sight).perform),
                IMPORT: Kind(imports.perform),
                AUTO_LABEL: Kind(auto_label.perform, AT_ONCE),
            },
        )
        stack.push_async_callback(jobs.close)
        metrics.watch_jobs(statuses=lambda: jobs.statuses, items=lambda: jobs.items)
        auto_label_jobs = AutoLabelJobs(database)
        exporter = Exporter(exports, projects, items, annotations, config.data_dir)
        exporter.open()
        stack.push_async_callback(exporter.close)
        deliveries, webhook_outbound = Deliveries(database), _outbound(config, "webhook_targets")
        webhook_sender = WebhookSender(deliveries, webhook_outbound, keep_days=config.webhook_log_days)
        webhook_sender.open()
        stack.push_async_callback(webhook_sender.close)
        jobs.open()
        yield Site(
            config=config,
            database=database,
            accounts=accounts,
            datasets=datasets,
            items=items,
            projects=projects,
            annotations=annotations,
            tasks=Tasks(database),
            issues=Issues(database),
            quality_targets=QualityTargets(database),
            consensus=Consensus(database),
            agents=agents,
            executions=Executions(database, agents),
            providers=providers,
            connected=connected,
            site_models=models,
            predictor=Predictor(images, intake, segment, models, _in_time(config, everything, model)),
            image_outbound=_outbound(config, "image_targets"),
            everything=everything,
            auto_label_jobs=auto_label_jobs,
            auto_label=AutoLabelOrders(models, projects, auto_label_jobs, jobs),
            exports=exports,
            exporter=exporter,
            manual_uploads=ManualUploads(database),
            webhooks=Webhooks(database),
            deliveries=deliveries,
            webhook_outbound=webhook_outbound,
            webhook_sender=webhook_sender,
            activity=Activity(database),
            images=images,
            keys=keys,
            sequences=Sequences(database),
            sessions=SessionSigner(config.data_dir),
            urls=UrlSigner(config.data_dir),
            sign_in=OneTimeToken(),
            intake=intake,
            segment=segment,
            jobs=jobs,
            uploads=uploads,
            imports=imports,
            model=model,
            engines=engines,
            detectors=detectors,
            metrics=metrics,
            tracing=tracing,
            demo=await _demo(intake) if config.demo else (),
        )


@asynccontextmanager
async def open_store(config: Config) -> AsyncIterator[Database]:
    """Give the database of a site, whether its server runs or not; raises `InvalidInput` as `open_site` does."""
    async with AsyncExitStack() as stack:
        stack.enter_context(site_in_use(config.data_dir))
        database, _ = await _open_database(config, stack)
        yield database


def connected_models(config: Config, providers: Providers) -> ConnectedModels:
    """Return the models elsewhere, asked only where the operator allows."""
    return ConnectedModels(providers, _outbound(config, "provider_targets"))


def site_parts(config: Config) -> SiteParts:
    """Return where a site keeps what backups are of; nothing is opened."""
    if config.database_url:
        url = database_url(config.database_url, config.data_dir)
    else:
        url = sqlite_file(config.data_dir / DATABASE_FILE)
    return SiteParts(config.data_dir, url, lambda: Blobs(config.data_dir))


async def _open_database(config: Config, stack: AsyncExitStack) -> tuple[Database, Accounts]:
    url = database_url(config.database_url, config.data_dir)
    await asyncio.to_thread(migrate, url)
    database = Database(url)
    stack.push_async_callback(database.close)
    accounts = Accounts(database)
    await accounts.open()
    await take_over(database, config.data_dir)
    return database, accounts


async def _choose(config: Config, model: PromptableModel, engines: Mapping[str, Engine], threads: int) -> Choice:
    wanted = None if config.engine == "auto" else config.engine
    if wanted is not None and wanted not in engines:
        raise InvalidInput(
            f"AVALA_EDGE_ENGINE={wanted} is not to be had here; there are {', '.join(engines)} "
            "(OpenVINO comes with the extra `openvino`)",
            field="engine",
        )
    folder = await asyncio.to_thread(open_folder, config.data_dir)
    return await load_chosen(model, engines, wanted=wanted, threads=threads, folder=folder)


def _metrics(
    config: Config,
    model: PromptableModel,
    embeddings: EmbeddingStore,
    recent: RecentPixels,
    tokens: MaskTokens,
    schedulers: Mapping[str, Scheduler],
) -> Metrics:
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


def _uploads(config: Config, database: Database, intake: Intake, items: Items) -> Uploads:
    bounds = UploadBounds(config.upload_bytes, config.upload_bytes_per_user, config.upload_ttl_s)
    files = PartFiles(config.data_dir)
    return Uploads(UploadRows(database, bounds), files, intake, items, ttl_s=bounds.ttl_s)


def _jobs(config: Config, database: Database, items: JobItems, kinds: Mapping[str, Kind]) -> Jobs:
    where = jobs_url(database.url, config.data_dir)
    return Jobs(kinds, JobRows(database), items, Workers(database), TurnQueue(where))


def _in_time(config: Config, everything: Everything, model: PromptableModel) -> EverythingProvider:
    """Everything, for who waits for an answer."""
    options = EverythingOptions(time_s=SHARE_OF_DEADLINE * config.request_deadline_s)
    return EverythingProvider(everything, model=model.manifest.name, options=options)


def _outbound(config: Config, setting: str) -> Outbound:
    (env,) = (each.env for each in SETTINGS if each.name == setting)
    return Outbound(Targets(getattr(config, setting), env), ca=config.outbound_ca)


def _disk_tier(config: Config) -> DiskTier | None:
    if config.embedding_disk_bytes == 0:
        return None
    folder = open_folder(config.data_dir / "embeddings")
    return DiskTier(folder, budget_bytes=config.embedding_disk_bytes)


async def _try_out(model: PromptableModel) -> float:
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


async def _demo(intake: Intake) -> tuple[DemoEntry, ...]:
    async def add(photo_path: Path) -> str:
        record, _ = await intake.add(await asyncio.to_thread(photo_path.read_bytes))
        return record.uid

    photos = demo_photos()
    uids = await asyncio.gather(*(add(photo.path) for photo in photos))
    return tuple(
        DemoEntry(photo.name, photo.title, photo.attribution, photo.license, uid)
        for photo, uid in zip(photos, uids, strict=True)
    )


__all__ = ["DemoEntry", "Lane", "Site", "open_site", "open_store", "site_parts"]
