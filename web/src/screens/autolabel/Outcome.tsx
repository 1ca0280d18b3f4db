import type { Job } from "../../api/types";
import { countOf, labelsIn } from "../../state/jobs";
import { text } from "../../text/en";

const LEFT_OUT = ["below_threshold", "unknown_label", "other_label", "duplicates", "not_refined", "too_many"] as const;
const MOST_LABELS = 8;

/** What a job made, and what it left out. */
export function Outcome({ job }: { job: Job }) {
  const words = text.autoLabel;
  const labels = labelsIn(job.summary);
  const left = LEFT_OUT.flatMap((name) => (countOf(job.summary, name) > 0 ? [words.leftOut[name](countOf(job.summary, name))] : []));
  return (
    <>
      <b>{words.made(countOf(job.summary, "drafts"), countOf(job.summary, "items_with_drafts"), job.progress.total, job.options["dry_run"] === true)}</b>
      {labels.length > 0 && <span> {labels.slice(0, MOST_LABELS).map(([name, count]) => `${name || words.noLabel} ${count}`).join(", ")}.</span>}
      {left.length > 0 && <span className="hint"> {words.left(left.join(", "))}</span>}
    </>
  );
}
