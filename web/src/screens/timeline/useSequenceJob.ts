import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { create } from "zustand";

import { listJobs } from "../../api/jobs";
import { isOver } from "../../state/jobs";

const KINDS: readonly string[] = ["propagation", "interpolation"];
const NEWEST = 20;

/** The job of each sequence that is looked at; it stays in sight when it has ended, until it is dismissed. */
const useWatched = create<Readonly<Record<string, string | null>>>(() => ({}));

export const watchSequenceJob = (sequence: string, job: string | null): void => useWatched.setState({ [sequence]: job });

/** uid of the job to show: the one that was begun here, else the newest that runs on this sequence, whoever began it. */
export function useSequenceJob(project: string, sequence: string): string | null {
  const watched = useWatched((all) => all[sequence]);
  const { data } = useQuery({ queryKey: ["jobs", project, "tracks"], queryFn: () => listJobs({ project, limit: NEWEST }) });
  const runs = data?.results.find(({ kind, status, options }) => KINDS.includes(kind) && !isOver(status) && options["sequence"] === sequence)?.uid ?? null;
  useEffect(() => {
    if (!watched && runs) watchSequenceJob(sequence, runs); // so that its end is seen, too
  }, [watched, runs, sequence]);
  return watched ?? runs;
}
