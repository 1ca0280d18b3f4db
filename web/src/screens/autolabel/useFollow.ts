import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent } from "react";

import { followJob, getJob } from "../../api/jobs";
import type { Job } from "../../api/types";
import { isOver, withProblem } from "../../state/jobs";

const GATHER_MS = 700; // items that come close together are looked at together
const AGAIN_MS = 3_000;

/** A job as it stands now, by its events; `onItems` hears which items are through. */
export function useFollow(uid: string | null, onItems: (items: ReadonlySet<string>) => void): Job | undefined {
  const queries = useQueryClient();
  const { data: job } = useQuery({ queryKey: ["job", uid], queryFn: () => getJob(uid ?? ""), enabled: uid !== null, staleTime: Infinity });
  const tell = useEffectEvent(onItems);
  const isKnown = job !== undefined;
  const hasEnded = isKnown && isOver(job.status);
  useEffect(() => {
    if (uid === null || !isKnown || hasEnded) return;
    let stop = () => {};
    let again: ReturnType<typeof setTimeout> | undefined;
    let through = new Set<string>();
    const flush = () => {
      if (through.size > 0) tell(through);
      through = new Set();
    };
    const change = (by: (job: Job) => Job) => queries.setQueryData<Job>(["job", uid], (now) => now && by(now));
    const open = () => {
      stop = followJob(uid, {
        // That it has ended is said by the record, which has what came of it.
        onStanding: ({ status, progress }) => change((now) => ({ ...now, progress, status: isOver(status) ? now.status : status })),
        onItem: (item) => through.add(item),
        onProblem: (problem) => change((now) => withProblem(now, problem)),
        onDone: (ended) => {
          flush();
          change(() => ended);
          void queries.invalidateQueries({ queryKey: ["jobs"] });
          void queries.invalidateQueries({ queryKey: ["progress"] });
        },
        onLost: () => {
          again = setTimeout(open, AGAIN_MS);
        },
      });
    };
    open();
    const gathering = setInterval(flush, GATHER_MS);
    return () => {
      stop();
      clearTimeout(again);
      clearInterval(gathering);
    };
  }, [uid, isKnown, hasEnded, queries]);
  return job;
}
