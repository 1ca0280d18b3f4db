"""Auto-label jobs, quality targets and consensus, as rows of the route table."""

from __future__ import annotations

from avala_edge.api.operation import Operation
from avala_edge.api.schemas.pages import PageAnswer
from avala_edge.api.schemas.v1.auto_label import AutoLabelJobAnswer, AutoLabelJobsQuery, AutoLabelOrder
from avala_edge.api.schemas.v1.pages import V1PageQuery
from avala_edge.api.schemas.v1.quality import (
    ComputeAnswer,
    ConsensusConfigAnswer,
    ConsensusConfigChange,
    ConsensusScoreAnswer,
    ConsensusSummaryAnswer,
    EvaluationsAnswer,
    NewQualityTarget,
    QualityTargetAnswer,
    QualityTargetChange,
)
from avala_edge.api.v1 import auto_label, quality

_PROJECT = "/api/v1/projects/{uid}"
_TARGETS = f"{_PROJECT}/quality-targets/"
_TARGET = f"{_TARGETS}{{target}}/"
_JOBS = "/api/v1/auto-label-jobs/"
_JOB = f"{_JOBS}{{uid}}/"
_READ = (404, 422, 503)
_WRITE = (400, 404, 408, 413, 422, 503)

AUTO_LABEL_ROWS: tuple[Operation, ...] = (
    Operation(
        "POST",
        f"{_PROJECT}/auto-label/",
        auto_label.create_auto_label_job,
        "Label a project's items by a model, as drafts",
        {202: AutoLabelJobAnswer},
        needs="auto_label.write",
        takes=AutoLabelOrder,
        refuses=(*_WRITE, 409, 429),
    ),
    Operation(
        "GET",
        _JOBS,
        auto_label.list_auto_label_jobs,
        "Auto-label jobs",
        {200: PageAnswer[AutoLabelJobAnswer]},
        needs="auto_label.read",
        query=AutoLabelJobsQuery,
        refuses=(422, 503),
    ),
    Operation(
        "GET",
        _JOB,
        auto_label.get_auto_label_job,
        "An auto-label job",
        {200: AutoLabelJobAnswer},
        needs="auto_label.read",
        refuses=(404, 503),
    ),
    Operation(
        "DELETE",
        _JOB,
        auto_label.cancel_auto_label_job,
        "Call an auto-label job off",
        {204: None},
        needs="auto_label.write",
        refuses=(404, 409, 503),
    ),
)
QUALITY_ROWS: tuple[Operation, ...] = (
    Operation(
        "GET",
        _TARGETS,
        quality.list_targets,
        "A project's quality targets",
        {200: PageAnswer[QualityTargetAnswer]},
        needs="qc.read",
        query=V1PageQuery,
        refuses=_READ,
    ),
    Operation(
        "POST",
        _TARGETS,
        quality.create_target,
        "Make a quality target",
        {201: QualityTargetAnswer},
        needs="qc.write",
        takes=NewQualityTarget,
        refuses=_WRITE,
    ),
    Operation(
        "POST",
        f"{_TARGETS}evaluate/",
        quality.evaluate_targets,
        "What the active targets' figures are now, a plain list",
        {200: EvaluationsAnswer},
        needs="qc.write",
        refuses=(404, 503),
    ),
    Operation(
        "GET",
        _TARGET,
        quality.get_target,
        "A quality target",
        {200: QualityTargetAnswer},
        needs="qc.read",
        refuses=(404, 503),
    ),
    Operation(
        "PATCH",
        _TARGET,
        quality.change_target,
        "Change a quality target",
        {200: QualityTargetAnswer},
        needs="qc.write",
        takes=QualityTargetChange,
        refuses=_WRITE,
    ),
    Operation(
        "DELETE",
        _TARGET,
        quality.delete_target,
        "Take a quality target away",
        {204: None},
        needs="qc.write",
        refuses=(404, 503),
    ),
    Operation(
        "GET",
        f"{_PROJECT}/consensus/",
        quality.get_consensus,
        "How far annotators agree; zeros in this version",
        {200: ConsensusSummaryAnswer},
        needs="qc.read",
        refuses=(404, 503),
    ),
    Operation(
        "GET",
        f"{_PROJECT}/consensus/scores/",
        quality.list_scores,
        "How far annotators agree on each item; none in this version",
        {200: PageAnswer[ConsensusScoreAnswer]},
        needs="qc.read",
        query=V1PageQuery,
        refuses=_READ,
    ),
    Operation(
        "POST",
        f"{_PROJECT}/consensus/compute/",
        quality.compute_consensus,
        "Count agreement; says that this version does not",
        {200: ComputeAnswer},
        needs="qc.write",
        refuses=(404, 503),
    ),
    Operation(
        "GET",
        f"{_PROJECT}/consensus/config/",
        quality.get_consensus_config,
        "How agreement is to be counted",
        {200: ConsensusConfigAnswer},
        needs="qc.read",
        refuses=(404, 503),
    ),
    Operation(
        "PUT",
        f"{_PROJECT}/consensus/config/",
        quality.set_consensus_config,
        "Change how agreement is to be counted",
        {200: ConsensusConfigAnswer},
        needs="qc.write",
        takes=ConsensusConfigChange,
        refuses=_WRITE,
    ),
)
