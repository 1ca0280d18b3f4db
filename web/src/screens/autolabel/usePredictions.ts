import { useQuery } from "@tanstack/react-query";

import { cancelJob, followJob, orderAutoLabel, predictionsOf } from "../../api/jobs";
import type { AutoLabelOrder, Job, KeptPrediction } from "../../api/types";
import { text } from "../../text/en";

/** The end of a job; who stops waiting calls it off. */
const ended = (uid: string, signal: AbortSignal): Promise<Job> =>
  new Promise((resolve, reject) => {
    const stop = followJob(uid, {
      onStanding: () => undefined,
      onItem: () => undefined,
      onProblem: () => undefined,
      onDone: resolve,
      onLost: () => reject(new Error(text.lost)),
    });
    signal.addEventListener("abort", () => {
      stop();
      cancelJob(uid).catch(() => undefined); // it is one photo, and nothing is saved
      reject(new Error(text.lost));
    });
  });

/** What a model says of one item, found out by trying it on that item alone; asked once for each model and meaning of its classes. */
export function usePredictions(project: string, item: string, of: AutoLabelOrder | null) {
  return useQuery({
    queryKey: ["predictions", project, item, of],
    queryFn: async ({ signal }): Promise<KeptPrediction[]> => {
      const { uid } = await orderAutoLabel(project, { ...of, items: [item], dry_run: true });
      const { errors, error_message: gaveUp } = await ended(uid, signal);
      const problem = errors[0]?.detail ?? gaveUp;
      if (problem) throw new Error(problem);
      return (await predictionsOf(uid, item)).results;
    },
    enabled: of !== null,
    staleTime: Infinity,
    retry: false,
    meta: { saysItself: true },
  });
}
