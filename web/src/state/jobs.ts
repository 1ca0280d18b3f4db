/** A job's record, kept up to date by what is heard of it. */
interface Problem {
  item: string;
  code: string;
  detail: string;
}
interface Counts {
  total: number;
  done: number;
  failed: number;
  skipped: number;
}

const MOST_PROBLEMS = 100; // as many as the server's own record has

/** A problem may be told again to who comes back: each item has one. */
export const withProblem = <J extends { errors: Problem[] }>(job: J, problem: Problem): J =>
  job.errors.length >= MOST_PROBLEMS || job.errors.some(({ item }) => item === problem.item) ? job : { ...job, errors: [...job.errors, problem] };

export const throughOf = ({ done, failed, skipped }: Counts): number => done + failed + skipped;

export const isOver = (status: string): boolean => status !== "pending" && status !== "running";

/** How many of each label, most first, from a summary's `label:NAME`; "" is what has no label. */
export const labelsIn = (summary: Readonly<Record<string, unknown>>): [string, number][] =>
  Object.entries(summary)
    .flatMap(([name, count]): [string, number][] => (name.startsWith("label:") && typeof count === "number" ? [[name.slice("label:".length), count]] : []))
    .sort(([, a], [, b]) => b - a);

export function countOf(summary: Readonly<Record<string, unknown>>, name: string): number {
  const count = summary[name];
  return typeof count === "number" ? count : 0;
}
