import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef } from "react";

import { tracksOf } from "../../api/sequences";
import { type Row, rowsOf } from "../../state/timeline";
import { annotationsKey, tracksKey } from "../item/OutboxContext";

const SOONEST_MS = 1_000; // while a job goes on
const SHARE = 4; // and never more than a fourth of the time for it

const NONE: readonly Row[] = [];

/** A project's tracks in a sequence; `refresh` is told of items that a job is through with, however often. */
export function useTracks(project: string, sequence: string) {
  const queries = useQueryClient();
  const key = useMemo(() => tracksKey(project, sequence), [project, sequence]);
  const took = useRef(0);
  const { data } = useQuery({
    queryKey: key,
    queryFn: async () => {
      const began = performance.now();
      const tracks = await tracksOf(sequence, project);
      took.current = performance.now() - began;
      return tracks;
    },
  });
  const rows = useMemo(() => (data ? rowsOf(data) : NONE), [data]);

  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(waiting.current), []);
  const refresh = useCallback(
    (items: ReadonlySet<string>) => {
      for (const item of items) void queries.invalidateQueries({ queryKey: annotationsKey(project, item.split("/")[0] ?? item) });
      if (waiting.current !== undefined) return;
      waiting.current = setTimeout(
        () => {
          waiting.current = undefined;
          void queries.invalidateQueries({ queryKey: key }, { cancelRefetch: false });
        },
        Math.max(SOONEST_MS, SHARE * took.current),
      );
    },
    [queries, key, project],
  );
  return { rows, refresh };
}
