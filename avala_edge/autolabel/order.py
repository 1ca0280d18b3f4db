"""An auto-label job is ordered: what is asked for is checked, a model chosen, items picked, the job taken in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from avala_edge.autolabel.options import Options
from avala_edge.autolabel.run import Models
from avala_edge.errors import Conflict, InvalidInput, NotFound
from avala_edge.jobs import Jobs
from avala_edge.store import AUTO_LABEL, AutoLabelJobs, Job, Principal, Project, Projects

SAM = ("sam", "sam2", "sam3", "everything")  # model types of Avala's clients that mean outlines of everything
EVERYTHING = "everything"


class KnownModels(Models, Protocol):
    """Models, also those that nobody named."""

    async def detectors(self, who: Principal, *, project: str) -> Sequence[str]:
        """Return the names or uids of what detects objects for a project, the project's own first."""


class AutoLabelOrders:
    """Where `/api/v1/projects/{uid}/auto-label/` leads."""

    def __init__(self, models: KnownModels, projects: Projects, rows: AutoLabelJobs, jobs: Jobs) -> None:
        """Take the site's parts."""
        self._models, self._projects, self._rows, self._jobs = models, projects, rows, jobs

    async def create(self, who: Principal, project_uid: str, asked: Options, items: Sequence[str] | None) -> Job:
        """Take a job in for the items named, or else for all that nobody has labelled.

        Raises:
            NotFound: no such project, model, item or earlier job.
            InvalidInput: a label that the project does not have.
            Conflict: no model is connected that could do it.
            Throttled: as many jobs, or items, as may wait are waiting.
        """
        project = await self._projects.get(who, project_uid)
        options = replace(asked, named=items is not None)
        _check_labels(project, options)
        if options.from_job is not None:
            options, earlier = await self._from_job(who, project, options)
            chosen = await self._rows.items_with_predictions(earlier.uid, items)
        else:
            options = replace(options, model=await self._model(who, project, options))
            if items is None:
                chosen = await self._rows.unlabelled(project.id, drafts_too=options.overwrite == "drafts")
            else:
                chosen = await self._rows.named(project.id, list(dict.fromkeys(items)))
        return await self._jobs.create(AUTO_LABEL, chosen, who, options=options.to_job(), project=project.uid)

    async def _model(self, who: Principal, project: Project, options: Options) -> str:
        name = options.model
        if not name and options.model_type.lower() in SAM:
            name = EVERYTHING
        if not name:
            detectors = await self._models.detectors(who, project=project.uid)
            if not detectors:
                raise Conflict(
                    f"No model of type {options.model_type} is there. Import one (avala-edge models import FILE), "
                    "connect one (/api/v1/inference-providers/), or ask for model_type sam3: outlines of everything.",
                    field="model_type",
                )
            name = next((each for each in detectors if each == options.model_type), detectors[0])
        await self._models.open(who, name, project=project.uid)
        return name

    async def _from_job(self, who: Principal, project: Project, options: Options) -> tuple[Options, Job]:
        earlier = await self._jobs.get(options.from_job or "", who)
        if earlier.kind != AUTO_LABEL or earlier.project != project.uid:
            raise NotFound("that is no auto-label job of this project", field="from_job")
        model = str(Options.of_job(earlier.options).model)
        return replace(options, model=model, named=True, overwrite="drafts"), earlier


def _check_labels(project: Project, options: Options) -> None:
    there = {label.name for label in project.labels}
    for field, names in (("labels", options.labels), ("label_map", options.label_map.values())):
        unknown = next((name for name in names if name not in there), None)
        if unknown is not None:
            raise InvalidInput(f"the project has no label {unknown[:100]}", field=field)
