"""The calls of `/api/v1`, as rows of the route table; literal paths before variable ones."""

from __future__ import annotations

from avala_edge.api import signed
from avala_edge.api.operation import Operation
from avala_edge.api.schemas.pages import PageAnswer
from avala_edge.api.schemas.v1.datasets import (
    DatasetAnswer,
    DatasetsQuery,
    HealthAnswer,
    ItemAnswerV1,
    NewDataset,
    SequenceAnswer,
)
from avala_edge.api.schemas.v1.organizations import OrganizationAnswer, OrganizationsQuery, UserAnswer
from avala_edge.api.schemas.v1.pages import V1PageQuery
from avala_edge.api.schemas.v1.projects import ProjectAnswerV1, TaskAnswer, TasksQuery
from avala_edge.api.v1 import datasets, items, organizations, projects
from avala_edge.api.v1.agent_rows import AGENT_ROWS
from avala_edge.api.v1.export_rows import EXPORT_ROWS
from avala_edge.api.v1.issue_rows import ISSUE_ROWS
from avala_edge.api.v1.manual_upload_rows import MANUAL_UPLOAD_ROWS
from avala_edge.api.v1.provider_rows import PROVIDER_ROWS
from avala_edge.api.v1.quality_rows import AUTO_LABEL_ROWS, QUALITY_ROWS
from avala_edge.api.v1.webhook_rows import WEBHOOK_ROWS

V1 = "/api/v1"
_NAMED = f"{V1}/datasets/{{owner}}/{{slug}}"
_READ = (404, 422, 503)


def _projects(path: str) -> tuple[Operation, ...]:
    words = "The projects that you may see"
    return (
        Operation(
            "GET",
            f"{V1}{path}",
            projects.list_projects_v1,
            words,
            {200: PageAnswer[ProjectAnswerV1]},
            needs="projects.read",
            query=V1PageQuery,
            refuses=(422, 503),
        ),
        Operation(
            "GET",
            f"{V1}{path}{{uid}}/",
            projects.get_project_v1,
            "A project",
            {200: ProjectAnswerV1},
            needs="projects.read",
            refuses=(404, 503),
        ),
    )


V1_ROWS: tuple[Operation, ...] = (
    Operation(
        "GET",
        f"{V1}/organizations/",
        organizations.list_organizations,
        "The site's organization",
        {200: PageAnswer[OrganizationAnswer]},
        needs="organizations.read",
        query=OrganizationsQuery,
        refuses=(422, 503),
    ),
    Operation(
        "GET",
        f"{V1}/organizations/{{slug}}/",
        organizations.get_organization,
        "The site's organization, by slug",
        {200: OrganizationAnswer},
        needs="organizations.read",
        refuses=(404, 503),
    ),
    Operation("GET", f"{V1}/users/me/", organizations.get_me, "Who calls", {200: UserAnswer}, refuses=(404, 503)),
    Operation(
        "GET",
        f"{V1}/datasets/",
        datasets.list_datasets_v1,
        "The datasets that you may see",
        {200: PageAnswer[DatasetAnswer]},
        needs="datasets.read",
        query=DatasetsQuery,
        refuses=(422, 503),
    ),
    Operation(
        "POST",
        f"{V1}/datasets/",
        datasets.create_dataset_v1,
        "Make an empty dataset",
        {201: DatasetAnswer},
        needs="datasets.write",
        takes=NewDataset,
        refuses=(400, 408, 409, 413, 422, 503),
    ),
    Operation(
        "GET",
        f"{V1}/datasets/{{uid}}/",
        datasets.get_dataset_v1,
        "A dataset, by uid",
        {200: DatasetAnswer},
        needs="datasets.read",
        refuses=(404, 503),
    ),
    Operation(
        "GET",
        f"{_NAMED}/",
        datasets.get_dataset_v1,
        "A dataset, by owner and slug",
        {200: DatasetAnswer},
        needs="datasets.read",
        refuses=(404, 503),
    ),
    Operation(
        "GET",
        f"{_NAMED}/health/",
        datasets.get_health_v1,
        "Whether a dataset is whole",
        {200: HealthAnswer},
        needs="datasets.read",
        refuses=(404, 503),
    ),
    Operation(
        "GET",
        f"{_NAMED}/items/",
        items.list_items_v1,
        "A dataset's items with their annotations; at most 200 on a page",
        {200: PageAnswer[ItemAnswerV1]},
        needs="datasets.read",
        query=V1PageQuery,
        refuses=_READ,
    ),
    Operation(
        "GET",
        f"{_NAMED}/items/{{item_uid}}/",
        items.get_item_v1,
        "An item with its annotations",
        {200: ItemAnswerV1},
        needs="datasets.read",
        refuses=(404, 503),
    ),
    Operation(
        "GET",
        f"{_NAMED}/sequences/",
        items.list_sequences_v1,
        "A dataset's sequences",
        {200: PageAnswer[SequenceAnswer]},
        needs="datasets.read",
        query=V1PageQuery,
        refuses=_READ,
    ),
    Operation(
        "GET",
        f"{_NAMED}/sequences/{{sequence_uid}}/",
        items.get_sequence_v1,
        "A sequence with its frames",
        {200: SequenceAnswer},
        needs="datasets.read",
        refuses=(404, 503),
    ),
    *_projects("/users/me/projects/"),
    *_projects("/projects/"),
    Operation(
        "GET",
        f"{V1}/tasks/",
        projects.list_tasks_v1,
        "The tasks of projects that you may see",
        {200: PageAnswer[TaskAnswer]},
        needs="tasks.read",
        query=TasksQuery,
        refuses=(404, 422, 503),
    ),
    Operation(
        "GET",
        f"{V1}/tasks/{{uid}}/",
        projects.get_task_v1,
        "A task",
        {200: TaskAnswer},
        needs="tasks.read",
        refuses=(404, 503),
    ),
    Operation(
        "GET",
        f"{V1}/signed/{{uid}}/content",
        signed.signed_content,
        "A photo's bytes by an address that an item gave",
        {200: "image/*", 206: "image/*", 304: None},
        query=signed.Signature,
        public=True,
        refuses=(403, 404, 416, 422, 503),
    ),
    Operation(
        "GET",
        f"{V1}/signed/{{uid}}/preview",
        signed.signed_preview,
        "A small JPEG of a photo by an address that an item gave",
        {200: "image/jpeg", 304: None},
        query=signed.Signature,
        public=True,
        refuses=(403, 404, 422, 503, 504),
    ),
    *PROVIDER_ROWS,
    *AGENT_ROWS,
    *EXPORT_ROWS,
    *AUTO_LABEL_ROWS,
    *QUALITY_ROWS,
    *ISSUE_ROWS,
    *MANUAL_UPLOAD_ROWS,
    *WEBHOOK_ROWS,
)
