import { useQueryClient } from "@tanstack/react-query";

import type { Project } from "../../api/types";
import { isOver, throughOf } from "../../state/jobs";
import { text } from "../../text/en";
import { AutoLabelButton } from "../autolabel/AutoLabelButton";
import { useFollow } from "../autolabel/useFollow";
import { useProjectJob } from "../autolabel/useProjectJob";
import { annotationsKey } from "./OutboxContext";

/** Auto-label from the viewer: for the photo that is looked at, on which its drafts appear. */
export function ItemAutoLabel({ project, item }: { project: Project; item: string }) {
  const queries = useQueryClient();
  const job = useFollow(useProjectJob(project.uid), (done) => {
    if (done.has(item)) void queries.invalidateQueries({ queryKey: annotationsKey(project.uid, item) });
  });
  return (
    <>
      {job && (
        <span className="hint" role="status" data-testid="auto-label-standing" data-status={job.status}>
          {isOver(job.status) ? text.autoLabel.ended[job.status] : text.autoLabel.running(throughOf(job.progress), job.progress.total, job.progress.failed, null)}
        </span>
      )}
      <AutoLabelButton project={project.uid} labels={project.labels} selected={new Set([item])} shown={item} />
    </>
  );
}
