import { useEffect } from "react";
import { create } from "zustand";

import { isOver } from "../../state/jobs";
import { useAutoLabelJobs } from "../records";

/** The job of each project that is looked at; it stays in sight when it has ended, until it is dismissed. */
const useWatched = create<Readonly<Record<string, string | null>>>(() => ({}));

export const watchJob = (project: string, job: string | null): void => useWatched.setState({ [project]: job });

/** uid of the auto-label job to show: the one that was begun here, else the newest that runs, whoever began it. */
export function useProjectJob(project: string): string | null {
  const watched = useWatched((all) => all[project]);
  const jobs = useAutoLabelJobs(project);
  const runs = jobs?.results.find((job) => !isOver(job.status) && job.options["dry_run"] !== true)?.uid ?? null;
  useEffect(() => {
    if (!watched && runs) watchJob(project, runs); // so that its end is seen, too
  }, [watched, runs, project]);
  return watched ?? runs;
}
