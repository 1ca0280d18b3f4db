"""`Site`: everything that a door may ask for."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from avala_edge.autolabel import AutoLabelOrders, ConnectedModels, MoreLikeThis, Predictor, SiteModels
from avala_edge.config import Config
from avala_edge.inference.failover import FailoverRuntime
from avala_edge.jobs import Jobs, WebhookSender
from avala_edge.models import Choice, Measured, PromptableModel
from avala_edge.models.cards import detector_card, promptable_card, serving_card
from avala_edge.models.detectors import Detectors
from avala_edge.models.errands import ModelErrands
from avala_edge.models.promptables import Promptables
from avala_edge.models.triton_gate import TritonGate
from avala_edge.observability import Metrics, Tracing
from avala_edge.outbound import Outbound
from avala_edge.review import QualityChecks
from avala_edge.segment import (
    Everything,
    Intake,
    SegmentService,
    Sight,
    VideoIntake,
)
from avala_edge.store import (
    Accounts,
    Activity,
    Agents,
    Annotations,
    AutoLabelJobs,
    BulkReviews,
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
    Keys,
    ManualUploads,
    OneTimeToken,
    Projects,
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
    Videos,
    Webhooks,
)
from avala_edge.tiles import Pyramids
from avala_edge.training import Heads, Novelty, Suggester, Trainer
from avala_edge.transfer import AnnotationImports, Exporter, Imports, Uploads
from avala_edge.video import VideoOrders


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
    reviews: Reviews
    bulk_reviews: BulkReviews
    review_queue: ReviewQueue
    review_figures: ReviewFigures
    quality_checks: QualityChecks
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
    suggester: Suggester
    novelty: Novelty
    trainer: Trainer
    heads: Heads
    alike: MoreLikeThis
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
    tracks: Tracks
    videos: Videos
    video_intake: VideoIntake
    video_orders: VideoOrders
    sessions: SessionSigner
    urls: UrlSigner
    sign_in: OneTimeToken
    intake: Intake
    pyramids: Pyramids
    segment: SegmentService
    sight: Sight
    jobs: Jobs
    job_items: JobItems
    uploads: Uploads
    imports: Imports
    annotation_imports: AnnotationImports
    model: PromptableModel
    engines: Choice
    runtime: FailoverRuntime
    triton_gate: TritonGate | None
    chosen_model: str
    model_damage: str | None
    promptables: Promptables
    model_errands: ModelErrands
    detectors: Detectors
    metrics: Metrics
    tracing: Tracing
    demo: tuple[DemoEntry, ...]

    async def models(self) -> list[dict[str, object]]:
        """Return what serves clicks, then what else could, then detectors, with where they came from."""
        serving = self.model.manifest
        others = [each for each in await asyncio.to_thread(self.promptables.list) if each.name != serving.name]
        return [
            serving_card(serving, self.engines, self._triton()),
            *(
                promptable_card(
                    each,
                    damage=self.model_damage if each.name == self.chosen_model else None,
                    activation=self.model_errands.activation,
                )
                for each in others
            ),
            *(detector_card(each) for each in await self.detectors.installed()),
        ]

    def degraded(self) -> str | None:
        """Return what does not serve as the operator wants it, though clicks are served."""
        if self.model_damage is not None:
            return f"{self.chosen_model} does not serve: {self.model_damage}; {self.model.manifest.name} does instead"
        triton = {row.engine: row.refused for row in self._triton() if row.refused is not None}
        return "; ".join(f"{engine} does not serve: {refused}" for engine, refused in triton.items()) or None

    def _triton(self) -> tuple[Measured, ...]:
        """Return what is known of the Triton servers."""
        if self.triton_gate is None or self.runtime.triton is None:
            return ()
        return self.triton_gate.rows(self.runtime.triton.endpoints)

    def ready(self) -> str | None:
        """Return None: a site that is open can serve a click (its model was tried before)."""
        return None
