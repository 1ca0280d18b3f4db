/** What was decided at this page since it was opened, by project, and how fast. */
export type Verdict = "accepted" | "modified" | "rejected";

export interface Entry {
  project: string;
  annotation: string;
  verdict: Verdict;
  /** Milliseconds. */
  at: number;
}

export const PAUSE_MS = 120_000; // longer between two decisions is not reviewing

export function countsOf(entries: readonly Entry[]): Record<Verdict, number> {
  const counts = { accepted: 0, modified: 0, rejected: 0 };
  for (const { verdict } of entries) counts[verdict] += 1;
  return counts;
}

/** Decisions a minute while somebody was reviewing; null while there are too few to say. */
export function paceOf(entries: readonly Entry[]): number | null {
  const times = entries.map(({ at }) => at).sort((a, b) => a - b);
  let [spent, decided] = [0, 0];
  for (const [place, at] of times.entries()) {
    const gap = place === 0 ? Infinity : at - (times[place - 1] ?? at);
    if (gap > PAUSE_MS) continue;
    spent += gap;
    decided += 1;
  }
  return decided < 5 || spent === 0 ? null : (decided * 60_000) / spent;
}
