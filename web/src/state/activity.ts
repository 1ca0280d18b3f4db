/** Entries that follow each other and say the same of many things are one line: a job's thousand drafts are not a thousand lines. */
interface Entry {
  uid: string;
  action: string;
  user: string | null;
  job: string | null;
  after: Readonly<Record<string, unknown>> | null;
}

export interface Line<E extends Entry> {
  /** The newest of them. */
  entry: E;
  count: number;
}

const areAlike = (a: Entry, b: Entry) => a.action === b.action && a.user === b.user && a.job === b.job && a.after?.["decision"] === b.after?.["decision"];

export function grouped<E extends Entry>(entries: readonly E[]): Line<E>[] {
  const lines: Line<E>[] = [];
  for (const entry of entries) {
    const last = lines.at(-1);
    if (last && areAlike(last.entry, entry)) last.count += 1;
    else lines.push({ entry, count: 1 });
  }
  return lines;
}
