import { useMutation, useQueryClient } from "@tanstack/react-query";

import { cancelJob } from "../../api/jobs";
import type { Job } from "../../api/types";
import { type End, endsOf } from "../../state/carried";
import { countOf, isOver, throughOf } from "../../state/jobs";
import { text } from "../../text/en";
import { Problems } from "../autolabel/Problems";
import { watchSequenceJob } from "./useSequenceJob";

const MOST_ENDS = 3;

/** Where objects ended: in the server's words where it has any, else by their names. */
function endings({ summary, left_out: leftOut }: Job, nameOf: (track: string) => string): string[] {
  const ends = endsOf(summary);
  const said = leftOut.filter(({ code }) => code === "gone" || code === "lost").map(({ detail }) => detail);
  const words = text.timeline;
  const named = ({ track, how, frame }: End) => (how === "gone" ? words.gone : words.lostAt)(nameOf(track), frame);
  return said.length >= ends.length ? said : ends.map(named);
}

function outcome(job: Job, nameOf: (track: string) => string): string {
  const { kind, status, progress, summary } = job;
  const words = text.timeline;
  const drafts = countOf(summary, "drafts");
  const weak = countOf(summary, "weak");
  const ends = endings(job, nameOf);
  const first =
    status === "completed" ? words.ended.completed(kind, drafts, progress.done) : status === "cancelled" ? words.ended.cancelled(drafts) : words.ended.failed;
  return [
    [first, ...(weak > 0 ? [words.weak(weak)] : [])].join(", "),
    ...ends.slice(0, MOST_ENDS),
    ...(ends.length > MOST_ENDS ? [words.strip.more(ends.length - MOST_ENDS)] : []),
    ...(progress.failed > 0 ? [words.failed(progress.failed)] : []),
  ].join("; ");
}

/** A job that carries or fills: how far it is, and what came of it. */
export function CarryJob({ job, sequence, nameOf }: { job: Job; sequence: string; nameOf: (track: string) => string }) {
  const queries = useQueryClient();
  const words = text.timeline;
  const { progress, status, kind, error_message: gaveUp } = job;
  const cancelling = useMutation({ mutationFn: () => cancelJob(job.uid), onSuccess: () => void queries.invalidateQueries({ queryKey: ["jobs"] }) });
  const through = throughOf(progress);
  return (
    <div className="carry-job" data-testid="carry-job" data-status={status}>
      <div className="line">
        {isOver(status) ? (
          <>
            <span role="status">
              {outcome(job, nameOf)}.{gaveUp && <span className="problem"> {gaveUp}</span>}
            </span>
            <button type="button" className="quiet" aria-label={text.dismiss} onClick={() => watchSequenceJob(sequence, null)}>
              ×
            </button>
          </>
        ) : (
          <>
            <progress max={progress.total} value={through} aria-label={text.jobs.kind(kind)} />
            <span role="status">{words.running(kind, through, progress.total)}</span>
            <button type="button" disabled={cancelling.isPending} onClick={() => cancelling.mutate()}>
              {text.cancel}
            </button>
          </>
        )}
      </div>
      <Problems problems={job.errors} failed={progress.failed} nameOf={(item) => item} />
    </div>
  );
}
