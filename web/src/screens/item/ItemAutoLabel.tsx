import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import type { Project } from "../../api/types";
import { isOver, throughOf } from "../../state/jobs";
import { text } from "../../text/en";
import { AutoLabelDialog } from "../autolabel/AutoLabelDialog";
import { useFollow } from "../autolabel/useFollow";
import { useProjectJob } from "../autolabel/useProjectJob";
import { useRole } from "../useRole";
import { annotationsKey } from "./OutboxContext";

/** Auto-label from the viewer: for the photo that is looked at, on which its drafts appear. */
export function ItemAutoLabel({ project, item }: { project: Project; item: string }) {
  const queries = useQueryClient();
  const [isOrdering, setOrdering] = useState(false);
  const { reviews: mayOrder } = useRole();
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
      {mayOrder && (
        <button type="button" onClick={() => setOrdering(true)}>
          {text.autoLabel.open}
        </button>
      )}
      {isOrdering && <AutoLabelDialog project={project.uid} labels={project.labels} selected={new Set([item])} shown={item} onClose={() => setOrdering(false)} />}
    </>
  );
}
