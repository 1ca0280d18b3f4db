import type { JobProblem } from "../../api/types";
import { text } from "../../text/en";

/** Which items of a job failed, and why. */
export function Problems({ problems, failed, nameOf }: { problems: readonly JobProblem[]; failed: number; nameOf: (item: string) => string }) {
  if (problems.length === 0) return null;
  return (
    <ul className="problems" aria-label={text.jobs.problems}>
      {problems.map(({ item, detail }) => (
        <li key={item} data-testid="job-problem">
          <b>{nameOf(item)}</b> {detail}
        </li>
      ))}
      {failed > problems.length && <li>{text.upload.andMore(failed - problems.length)}</li>}
    </ul>
  );
}
