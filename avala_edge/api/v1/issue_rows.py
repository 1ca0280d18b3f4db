"""Annotation issues, as rows of the route table."""

from __future__ import annotations

from avala_edge.api.operation import Operation
from avala_edge.api.schemas.v1.issues import (
    DatasetIssuesQuery,
    IssueAnswer,
    IssueChange,
    IssueMetricsAnswer,
    IssuesAnswer,
    IssuesQuery,
    NewIssue,
    ToolsAnswer,
    ToolsQuery,
)
from avala_edge.api.v1 import issues

_OF_SEQUENCE = "/api/v1/sequences/{uid}/annotation-issues/"
_ONE = f"{_OF_SEQUENCE}{{issue}}/"
_OF_DATASET = "/api/v1/datasets/{owner}/{slug}/annotation-issues/"
_WRITE = (400, 404, 408, 413, 422, 503)

ISSUE_ROWS: tuple[Operation, ...] = (
    Operation(
        "GET",
        "/api/v1/qc-available-tools/",
        issues.list_tools,
        "What can be reported, a plain list",
        {200: ToolsAnswer},
        needs="qc.read",
        query=ToolsQuery,
        refuses=(422,),
    ),
    Operation(
        "GET",
        _OF_SEQUENCE,
        issues.list_issues,
        "Issues of a sequence, or of a photo that is in none, a plain list",
        {200: IssuesAnswer},
        needs="qc.read",
        query=IssuesQuery,
        refuses=(404, 422, 503),
    ),
    Operation(
        "POST",
        _OF_SEQUENCE,
        issues.create_issue,
        "Report an issue",
        {201: IssueAnswer},
        needs="qc.write",
        takes=NewIssue,
        refuses=_WRITE,
    ),
    Operation(
        "PATCH",
        _ONE,
        issues.change_issue,
        "Change an issue",
        {200: IssueAnswer},
        needs="qc.write",
        takes=IssueChange,
        refuses=_WRITE,
    ),
    Operation(
        "DELETE",
        _ONE,
        issues.delete_issue,
        "Take an issue away",
        {204: None},
        needs="qc.write",
        refuses=(404, 503),
    ),
    Operation(
        "GET",
        _OF_DATASET,
        issues.list_dataset_issues,
        "Issues of a dataset, a plain list",
        {200: IssuesAnswer},
        needs="qc.read",
        query=DatasetIssuesQuery,
        refuses=(404, 422, 503),
    ),
    Operation(
        "GET",
        f"{_OF_DATASET}metrics/",
        issues.get_issue_metrics,
        "How many issues of a dataset there are, and how long they take",
        {200: IssueMetricsAnswer},
        needs="qc.read",
        query=DatasetIssuesQuery,
        refuses=(404, 422, 503),
    ),
)
