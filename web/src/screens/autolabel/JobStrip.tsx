import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { cancelJob, getAutoLabelJob, retryFailed } from "../../api/jobs";
import type { Job } from "../../api/types";
import { isOver, throughOf } from "../../state/jobs";
import { text } from "../../text/en";
import { Outcome } from "./Outcome";
import { Problems } from "./Problems";
import { watchJob } from "./useProjectJob";

const PACE_MS = 3_000;

/** How long the rest of a job takes, as the server reckons. */
function useSecondsLeft(job: Job): number | null {
  const { data } = useQuery({
    queryKey: ["auto-label-job", job.uid],
    queryFn: () => getAutoLabelJob(job.uid),
    enabled: !isOver(job.status),
    refetchInterval: PACE_MS,
  });
  return data?.seconds_left ?? null;
}

/** An auto-label job: how far, what came of it, what went wrong, and what can be done about it. */
export function JobStrip({ project, job, nameOf }: { project: string; job: Job; nameOf: (item: string) => string }) {
  const queries = useQueryClient();
  const words = text.autoLabel;
  const { progress, status, error_message: gaveUp } = job;
  const left = useSecondsLeft(job);
  const again = () => void queries.invalidateQueries({ queryKey: ["jobs"] });
  const cancelling = useMutation({ mutationFn: () => cancelJob(job.uid), onSuccess: again });
  const retrying = useMutation({
    mutationFn: () => retryFailed(job.uid),
    onSuccess: (next) => {
      watchJob(project, next.uid);
      again();
    },
  });
  const isRunning = !isOver(status);
  return (
    <section className="strip" aria-label={words.name} data-testid="auto-label-job" data-status={status}>
      <div className="line">
        {isRunning ? (
          <>
            <progress max={progress.total} value={throughOf(progress)} aria-label={words.name} />
            <span role="status">{words.running(throughOf(progress), progress.total, progress.failed, left)}</span>
            <button type="button" disabled={cancelling.isPending} onClick={() => cancelling.mutate()}>
              {text.cancel}
            </button>
          </>
        ) : (
          <>
            <span role="status">
              {words.ended[status]} <Outcome job={job} />
              {gaveUp && <span className="problem"> {gaveUp}</span>}
            </span>
            {progress.failed > 0 && (
              <button type="button" disabled={retrying.isPending} onClick={() => retrying.mutate()}>
                {text.jobs.retry(progress.failed)}
              </button>
            )}
            <button type="button" className="quiet" aria-label={text.dismiss} onClick={() => watchJob(project, null)}>
              ×
            </button>
          </>
        )}
      </div>
      <Problems problems={job.errors} failed={progress.failed} nameOf={nameOf} />
    </section>
  );
}
