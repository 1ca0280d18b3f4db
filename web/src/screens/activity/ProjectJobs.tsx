import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";

import { cancelJob, listJobs, retryFailed } from "../../api/jobs";
import { cursorOf } from "../../api/pages";
import type { Job } from "../../api/types";
import { isOver, throughOf } from "../../state/jobs";
import { text } from "../../text/en";
import { Outcome } from "../autolabel/Outcome";
import { Problems } from "../autolabel/Problems";
import { dayOf, timeOf } from "./words";

const PACE_MS = 1_500;
const AT_ONCE = 10;

function JobLine({ job }: { job: Job }) {
  const queries = useQueryClient();
  const { progress, status, kind, created_at: begun, error_message: gaveUp } = job;
  const again = () => void queries.invalidateQueries({ queryKey: ["jobs"] });
  const cancelling = useMutation({ mutationFn: () => cancelJob(job.uid), onSuccess: again });
  const retrying = useMutation({ mutationFn: () => retryFailed(job.uid), onSuccess: again });
  return (
    <li className="strip" data-testid="job" data-status={status}>
      <div className="line">
        <span className={`state ${status}`}>{text.jobs.states[status]}</span>
        <b>{text.jobs.kind(kind, job.options["dry_run"] === true)}</b>
        <time dateTime={begun} title={dayOf(begun)}>
          {timeOf(begun)}
        </time>
        {!isOver(status) && <progress max={progress.total} value={throughOf(progress)} aria-label={text.jobs.kind(kind)} />}
        <span className="hint">{text.jobs.counts(throughOf(progress), progress.total, progress.failed, progress.skipped)}</span>
        {!isOver(status) && (
          <button type="button" disabled={cancelling.isPending} onClick={() => cancelling.mutate()}>
            {text.cancel}
          </button>
        )}
        {isOver(status) && progress.failed > 0 && (
          <button type="button" disabled={retrying.isPending} onClick={() => retrying.mutate()}>
            {text.jobs.retry(progress.failed)}
          </button>
        )}
      </div>
      {gaveUp && <p className="problem">{gaveUp}</p>}
      {kind === "auto_label" && isOver(status) && (
        <p>
          <Outcome job={job} />
        </p>
      )}
      <Problems problems={job.errors} failed={progress.failed} nameOf={(item) => item} />
    </li>
  );
}

/** The jobs of a project, those that run first seen to move. */
export function ProjectJobs({ project }: { project: string }) {
  const { data, hasNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ["jobs", project, "all"],
    queryFn: ({ pageParam }) => listJobs({ project, limit: AT_ONCE }, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: cursorOf,
    refetchInterval: ({ state }) => (state.data?.pages.some((page) => page.results.some((job) => !isOver(job.status))) ? PACE_MS : false),
  });
  const jobs = data?.pages.flatMap((page) => page.results) ?? [];
  if (data === undefined) return null;
  return (
    <section aria-labelledby="jobs-title">
      <h2 id="jobs-title">{text.jobs.title}</h2>
      {jobs.length === 0 && <p className="empty">{text.jobs.none}</p>}
      <ul className="jobs">
        {jobs.map((job) => (
          <JobLine key={job.uid} job={job} />
        ))}
      </ul>
      {hasNextPage && (
        <button type="button" onClick={() => void fetchNextPage()}>
          {text.jobs.earlier}
        </button>
      )}
    </section>
  );
}
