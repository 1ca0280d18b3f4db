import { useMemo } from "react";
import { create } from "zustand";

import type { Entry } from "../../state/reviewTally";

const useEntries = create<{ entries: readonly Entry[] }>(() => ({ entries: [] }));

export const addToTally = (added: readonly Entry[]): void => useEntries.setState(({ entries }) => ({ entries: [...entries, ...added] }));

/** A decision that failed or was taken back: the last one about this annotation. */
export function dropFromTally(annotation: string): void {
  useEntries.setState(({ entries }) => {
    const at = entries.findLastIndex((entry) => entry.annotation === annotation);
    return { entries: at < 0 ? entries : [...entries.slice(0, at), ...entries.slice(at + 1)] };
  });
}

/** What was decided at this page in a project. */
export function useTally(project: string): readonly Entry[] {
  const { entries } = useEntries();
  return useMemo(() => entries.filter((entry) => entry.project === project), [entries, project]);
}
