"""What outlives the process: the database, image bytes, keys and sessions."""

from __future__ import annotations

from avala_edge.store.accounts import Accounts, Organization, User
from avala_edge.store.agents import Agent, Agents
from avala_edge.store.annotation_rows import Annotation
from avala_edge.store.annotations import Annotations, NewAnnotation
from avala_edge.store.audit import Activity, AuditEvent
from avala_edge.store.auto_label_jobs import AutoLabelJob, AutoLabelJobs
from avala_edge.store.blobs import Blobs, BlobStore
from avala_edge.store.bucket import Bucket, BucketSettings
from avala_edge.store.bulk_reviews import Batch, BulkReviews, Undone
from avala_edge.store.consensus import Consensus, ConsensusConfig
from avala_edge.store.database import Database, database_url, jobs_url
from avala_edge.store.datasets import Dataset, Datasets
from avala_edge.store.decisions import Decision
from avala_edge.store.deliveries import Attempt, Deliveries, Delivery, Due
from avala_edge.store.examples import ExampleRow, ExampleRows, ExampleShape
from avala_edge.store.executions import Execution, Executions
from avala_edge.store.export_rows import AVALA_JSON, Export, ExportOptions, ExportSequence
from avala_edge.store.exports import Exports
from avala_edge.store.files import (
    open_folder,
    sweep_leftovers,
    sync_folder,
    write_atomically,
    writing_to,
    written_atomically,
)
from avala_edge.store.image_uids import sha_of
from avala_edge.store.images import ImageRecord, Images
from avala_edge.store.imported import ImportedAnnotations, ProjectPhoto
from avala_edge.store.issue_rows import PROBLEMS, TOOLS, Issue
from avala_edge.store.issues import IssueMetrics, Issues
from avala_edge.store.item_keys import LONGEST_KEY, item_key
from avala_edge.store.items import Item, Items, NewItem
from avala_edge.store.job_items import JobItems, Standing
from avala_edge.store.job_records import UNFINISHED, ItemEnd, ItemProblem, ItemResult, Job, Outcome, Progress, Status
from avala_edge.store.jobs import AUTO_LABEL, EXPORT, JobRows
from avala_edge.store.keys import KeyRecord, Keys
from avala_edge.store.labels import Label, LabelSpec
from avala_edge.store.legacy import take_over
from avala_edge.store.manual_uploads import ManualUpload, ManualUploads
from avala_edge.store.migrate import migrate
from avala_edge.store.object_blobs import ObjectBlobs, hold_to_place
from avala_edge.store.pages import Page, PageOf
from avala_edge.store.part_files import ALGORITHMS, Checksum, PartFile, PartFiles
from avala_edge.store.principal import ROLES, Principal
from avala_edge.store.projects import Count, Project, Projects
from avala_edge.store.provenance import LastReview, Provenance
from avala_edge.store.providers import Provider, Providers
from avala_edge.store.quality import QualityTarget, QualityTargets
from avala_edge.store.review_figures import Pace, ReviewFigures, Verdicts
from avala_edge.store.review_filter import PEOPLES, ReviewFilter
from avala_edge.store.review_queue import Outcome as SampleOutcome
from avala_edge.store.review_queue import ReviewQueue, Sample, Stratum
from avala_edge.store.reviews import Reviewed, Reviews
from avala_edge.store.sequences import Frame, NewFrame, Sequence, Sequences
from avala_edge.store.sessions import OneTimeToken, SessionSigner, UrlSigner
from avala_edge.store.site_lock import site_in_use
from avala_edge.store.tables import new_uid
from avala_edge.store.tasks import Task, Tasks
from avala_edge.store.track_drafts import is_untouched
from avala_edge.store.tracks import TrackPoint, Tracks
from avala_edge.store.uploads import Upload, UploadBounds, UploadRows
from avala_edge.store.used_files import make_fit, mark_used, remove_file
from avala_edge.store.videos import VideoRecord, Videos
from avala_edge.store.webhooks import Webhook, Webhooks
from avala_edge.store.workers import Workers

__all__ = [
    "ALGORITHMS",
    "AUTO_LABEL",
    "AVALA_JSON",
    "EXPORT",
    "LONGEST_KEY",
    "PEOPLES",
    "PROBLEMS",
    "ROLES",
    "TOOLS",
    "UNFINISHED",
    "Accounts",
    "Activity",
    "Agent",
    "Agents",
    "Annotation",
    "Annotations",
    "Attempt",
    "AuditEvent",
    "AutoLabelJob",
    "AutoLabelJobs",
    "Batch",
    "BlobStore",
    "Blobs",
    "Bucket",
    "BucketSettings",
    "BulkReviews",
    "Checksum",
    "Consensus",
    "ConsensusConfig",
    "Count",
    "Database",
    "Dataset",
    "Datasets",
    "Decision",
    "Deliveries",
    "Delivery",
    "Due",
    "ExampleRow",
    "ExampleRows",
    "ExampleShape",
    "Execution",
    "Executions",
    "Export",
    "ExportOptions",
    "ExportSequence",
    "Exports",
    "Frame",
    "ImageRecord",
    "Images",
    "ImportedAnnotations",
    "Issue",
    "IssueMetrics",
    "Issues",
    "Item",
    "ItemEnd",
    "ItemProblem",
    "ItemResult",
    "Items",
    "Job",
    "JobItems",
    "JobRows",
    "KeyRecord",
    "Keys",
    "Label",
    "LabelSpec",
    "LastReview",
    "ManualUpload",
    "ManualUploads",
    "NewAnnotation",
    "NewFrame",
    "NewItem",
    "ObjectBlobs",
    "OneTimeToken",
    "Organization",
    "Outcome",
    "Pace",
    "Page",
    "PageOf",
    "PartFile",
    "PartFiles",
    "Principal",
    "Progress",
    "Project",
    "ProjectPhoto",
    "Projects",
    "Provenance",
    "Provider",
    "Providers",
    "QualityTarget",
    "QualityTargets",
    "ReviewFigures",
    "ReviewFilter",
    "ReviewQueue",
    "Reviewed",
    "Reviews",
    "Sample",
    "SampleOutcome",
    "Sequence",
    "Sequences",
    "SessionSigner",
    "Standing",
    "Status",
    "Stratum",
    "Task",
    "Tasks",
    "TrackPoint",
    "Tracks",
    "Undone",
    "Upload",
    "UploadBounds",
    "UploadRows",
    "UrlSigner",
    "User",
    "Verdicts",
    "VideoRecord",
    "Videos",
    "Webhook",
    "Webhooks",
    "Workers",
    "database_url",
    "hold_to_place",
    "is_untouched",
    "item_key",
    "jobs_url",
    "make_fit",
    "mark_used",
    "migrate",
    "new_uid",
    "open_folder",
    "remove_file",
    "sha_of",
    "site_in_use",
    "sweep_leftovers",
    "sync_folder",
    "take_over",
    "write_atomically",
    "writing_to",
    "written_atomically",
]
