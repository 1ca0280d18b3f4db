"""Configuration → an open site, in the order in which its parts need each other; closed in reverse."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from avala_edge import __version__
from avala_edge.assembly.active_model import open_active, threads_of
from avala_edge.assembly.demo import add_demo
from avala_edge.assembly.kept import open_blobs, open_database
from avala_edge.assembly.parts import (
    connected_models,
    disk_tier,
    everything_in_time,
    kept_videos,
    make_jobs,
    model_digests,
    open_uploads,
    outbound_of,
    serve_from_triton,
    tile_archives,
    try_out,
    watched_metrics,
)
from avala_edge.assembly.site import Site
from avala_edge.autolabel import (
    AT_ONCE,
    EVERYTHING,
    AutoLabel,
    AutoLabelOrders,
    EverythingProvider,
    Labels,
    MoreLikeThis,
    Predictor,
    Refiner,
    SiteModels,
)
from avala_edge.config import Config
from avala_edge.embeddings import EmbeddingStore, open_shared
from avala_edge.imaging import ImageLimits
from avala_edge.inference import REFERENCE, Scheduler
from avala_edge.inference.embedded import EmbeddedRuntime
from avala_edge.inference.engine import available
from avala_edge.inference.failover import FailoverRuntime
from avala_edge.jobs import Kind, WebhookSender
from avala_edge.models.compiled import CompiledFiles
from avala_edge.models.detectors import Detectors, Library
from avala_edge.models.errands import ModelErrands
from avala_edge.models.promptables import Promptables
from avala_edge.observability import TritonMetrics, open_tracing
from avala_edge.review import ModelChecks, QualityChecks
from avala_edge.segment import (
    EMBEDDING_WARM_UP,
    SHARE_OF_DEADLINE,
    VIDEO_FRAMES,
    Everything,
    Intake,
    MaskTokens,
    RecentPixels,
    SegmentService,
    Sight,
    VideoIntake,
    WarmUp,
)
from avala_edge.store import (
    AUTO_LABEL,
    EXPORT,
    Activity,
    Agents,
    Annotations,
    AutoLabelJobs,
    BulkReviews,
    Consensus,
    Datasets,
    Deliveries,
    ExampleRows,
    Executions,
    Exports,
    Images,
    ImportedAnnotations,
    Issues,
    Items,
    JobItems,
    JobRows,
    Keys,
    ManualUploads,
    OneTimeToken,
    Projects,
    Provenance,
    Providers,
    QualityTargets,
    ReviewFigures,
    ReviewQueue,
    Reviews,
    Sequences,
    SessionSigner,
    Tasks,
    Tracks,
    UrlSigner,
    Webhooks,
    site_in_use,
)
from avala_edge.tiles import Pyramids
from avala_edge.training import (
    TRAIN_HEAD,
    Contrast,
    Elsewhere,
    Heads,
    Likeness,
    Looking,
    Novelty,
    Suggester,
    Trainer,
)
from avala_edge.transfer import IMPORT, LONGEST_IMPORT_S, AnnotationImports, Exporter, ImportRoots, Imports
from avala_edge.video import INTERPOLATION, PROPAGATION, Interpolation, Propagation, VideoOrders

LONGEST_EXPORT_S = 6 * 3600.0  # photos may be many
PATIENCE = 2.0  # encodes, alone on this machine, that a click waits for a closer look


@asynccontextmanager
async def open_site(config: Config) -> AsyncIterator[Site]:
    """Build a site and close it again.

    Raises:
        ModelUnavailable: no model can serve, with the reason.
        InvalidInput: the data directory cannot be used, or a setting needs a package that is not installed.
    """
    async with AsyncExitStack() as stack:
        stack.enter_context(site_in_use(config.data_dir))
        threads = threads_of(config)
        triton_metrics = TritonMetrics()
        runtime = FailoverRuntime(EmbeddedRuntime(threads=threads, bound=config.max_queue), triton_metrics)
        stack.push_async_callback(runtime.close)
        cpu = Scheduler("cpu", threads=max(2, threads), bound=config.max_queue)
        stack.push_async_callback(cpu.close)
        embeddings = EmbeddingStore(
            budget_bytes=config.embedding_budget_bytes,
            disk=await asyncio.to_thread(disk_tier, config),
            shared=open_shared(config.shared_embeddings),
        )
        stack.push_async_callback(embeddings.close)
        available_engines = await asyncio.to_thread(available, CompiledFiles(config.data_dir))
        active = await open_active(config, runtime, available_engines, threads)
        model = active.model
        tracing = await open_tracing(
            config.otlp_endpoint,
            sample=config.otlp_sample,
            version=__version__,
            model=model.manifest.name,
            digest=model.manifest.digest,
        )
        stack.push_async_callback(tracing.close)
        detectors = Detectors(Library(config.data_dir), runtime, available_engines[REFERENCE], cpu)
        stack.push_async_callback(detectors.close)
        encode_s = await try_out(model)
        triton_gate = serve_from_triton(config, runtime, model, available_engines[REFERENCE], triton_metrics)
        database, accounts = await open_database(config, stack)
        keys = Keys(database)
        await keys.open()
        stack.push_async_callback(keys.close)
        blobs = await asyncio.to_thread(open_blobs, config)
        videos = kept_videos(config, database, blobs)
        stack.callback(videos.close)
        images = Images(database, blobs, videos)
        await images.recover()
        limits = ImageLimits(max_pixels=config.max_image_pixels, max_bytes=config.max_image_bytes)
        recent = RecentPixels(budget_bytes=config.pixel_budget_bytes)
        stack.push_async_callback(recent.close)
        intake = Intake(images, limits, cpu, recent)
        pyramids = Pyramids(images, limits, await asyncio.to_thread(tile_archives, config))
        stack.push_async_callback(pyramids.close)
        sight = Sight(
            intake,
            embeddings,
            model,
            closer=config.closer_look,
            busy=lambda: runtime.queue("encode").busy,
            patience_s=PATIENCE * encode_s,
        )
        stack.push_async_callback(sight.close)
        items, sequences, tracks = Items(database), Sequences(database), Tracks(database)
        video_intake = VideoIntake(videos, sequences, JobRows(database), cpu)
        stack.callback(video_intake.close)
        roots = ImportRoots(config.import_roots)
        imports = Imports(roots, intake, items, video_intake, sequences, principal=keys.find)
        tokens = MaskTokens(budget_bytes=config.mask_token_bytes, ttl_s=config.mask_token_ttl_s)
        metrics = watched_metrics(config, model, embeddings, recent, tokens, videos, {**runtime.queues, "cpu": cpu})
        metrics.watch_triton(triton_metrics)
        segment = SegmentService(images, sight, model, cpu, tokens, metrics)
        everything = Everything(sight, cpu)
        uploads = open_uploads(config, database, intake, items, video_intake)
        uploads.open()
        stack.push_async_callback(uploads.close)
        datasets, projects, providers = Datasets(database), Projects(database), Providers(database)
        example_rows, heads = ExampleRows(database), Heads(config.data_dir / "heads")
        looking = Looking(example_rows, sight, model.manifest, cpu)
        stack.push_async_callback(looking.close)
        suggester = Suggester(looking, heads, cpu)
        trainer = Trainer(projects, suggester, heads, model.manifest.digest, cpu)
        labels = Labels(projects, suggester)
        builtin = {EVERYTHING: EverythingProvider(everything, model=model.manifest.name, labels=labels)}
        annotations, exports, agents = Annotations(database), Exports(database), Agents(database)
        job_items = JobItems(database)
        propagation = Propagation(sequences, tracks, items, annotations, intake, sight, segment, cpu, model.memory)
        connected = connected_models(config, providers)
        models = SiteModels(detectors, builtin, connected)
        auto_label = AutoLabel(models, projects, items, annotations, job_items, intake, Refiner(segment))
        exporter = Exporter(
            exports,
            projects,
            datasets,
            items,
            annotations,
            Provenance(database),
            images,
            lambda: model_digests(model, detectors),
            config.data_dir,
        )
        jobs = make_jobs(
            config,
            database,
            job_items,
            {
                EMBEDDING_WARM_UP: Kind(WarmUp(images, sight).perform),
                IMPORT: Kind(imports.perform, longest_s=LONGEST_IMPORT_S),
                VIDEO_FRAMES: Kind(video_intake.perform, longest_s=LONGEST_IMPORT_S, in_order=True),
                PROPAGATION: Kind(propagation.perform, in_order=True),
                INTERPOLATION: Kind(Interpolation(tracks, items).perform),
                AUTO_LABEL: Kind(auto_label.perform, AT_ONCE),
                TRAIN_HEAD: Kind(trainer.perform, 1),
                EXPORT: Kind(exporter.perform, at_once=1, longest_s=LONGEST_EXPORT_S),
            },
        )
        stack.push_async_callback(jobs.close)
        metrics.watch_jobs(statuses=lambda: jobs.statuses, items=lambda: jobs.items)
        auto_label_jobs = AutoLabelJobs(database)
        deliveries, webhook_outbound = Deliveries(database), outbound_of(config, "webhook_targets")
        webhook_sender = WebhookSender(deliveries, webhook_outbound, keep_days=config.webhook_log_days)
        webhook_sender.open()
        stack.push_async_callback(webhook_sender.close)
        model_errands = ModelErrands(config.data_dir, config.for_commands())
        stack.push_async_callback(model_errands.close)
        exporter.open()
        await exports.take_up()
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
            reviews=Reviews(database),
            bulk_reviews=BulkReviews(database),
            review_queue=ReviewQueue(database),
            review_figures=ReviewFigures(database),
            quality_checks=QualityChecks(
                items,
                annotations,
                ModelChecks(
                    segment,
                    everything,
                    suggester,
                    Elsewhere(looking, suggester, cpu),
                    Contrast(looking),
                    time_s=SHARE_OF_DEADLINE * config.request_deadline_s,
                ),
            ),
            agents=agents,
            executions=Executions(database, agents),
            providers=providers,
            connected=connected,
            site_models=models,
            predictor=Predictor(intake, segment, models, everything_in_time(config, everything, model)),
            image_outbound=outbound_of(config, "image_targets"),
            everything=everything,
            auto_label_jobs=auto_label_jobs,
            auto_label=AutoLabelOrders(models, projects, auto_label_jobs, jobs),
            suggester=suggester,
            novelty=Novelty(example_rows, looking, suggester),
            trainer=trainer,
            heads=heads,
            alike=MoreLikeThis(
                projects,
                items,
                annotations,
                example_rows,
                everything,
                Likeness(looking, suggester),
                time_s=SHARE_OF_DEADLINE * config.request_deadline_s,
            ),
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
            sequences=sequences,
            tracks=tracks,
            videos=videos,
            video_intake=video_intake,
            video_orders=VideoOrders(sequences, tracks, jobs),
            sessions=SessionSigner(config.data_dir),
            urls=UrlSigner(config.data_dir),
            sign_in=OneTimeToken(),
            intake=intake,
            pyramids=pyramids,
            segment=segment,
            sight=sight,
            jobs=jobs,
            job_items=job_items,
            uploads=uploads,
            imports=imports,
            annotation_imports=AnnotationImports(projects, ImportedAnnotations(database)),
            model=model,
            engines=active.engines,
            runtime=runtime,
            triton_gate=triton_gate,
            chosen_model=active.chosen,
            model_damage=active.damage,
            promptables=Promptables(config.data_dir),
            model_errands=model_errands,
            detectors=detectors,
            metrics=metrics,
            tracing=tracing,
            demo=await add_demo(intake) if config.demo else (),
        )


@asynccontextmanager
async def open_detectors(config: Config) -> AsyncIterator[Detectors]:
    """Give the detectors of a data directory without a site around them."""
    async with AsyncExitStack() as stack:
        threads = threads_of(config)
        runtime = EmbeddedRuntime(threads=threads, bound=config.max_queue)
        stack.push_async_callback(runtime.close)
        cpu = Scheduler("cpu", threads=max(2, threads), bound=config.max_queue)
        stack.push_async_callback(cpu.close)
        engines = await asyncio.to_thread(available)
        detectors = Detectors(Library(config.data_dir), runtime, engines[REFERENCE], cpu)
        stack.push_async_callback(detectors.close)
        yield detectors
