/** The server's figures, in Prometheus' text format (version 0.0.4), as far as the page shows them. */
export interface Figure {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const LINE = /^(\w+)(?:\{(.*)\})? (\S+)/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

export function parseMetrics(text: string): Figure[] {
  return text.split("\n").flatMap((line) => {
    const [, name, said, value] = LINE.exec(line) ?? [];
    if (name === undefined || value === undefined) return [];
    const labels = Object.fromEntries([...(said ?? "").matchAll(LABEL)].map(([, label = "", words = ""]) => [label, words.replace(/\\(["\\])/g, "$1")]));
    return [{ name, labels, value: value === "+Inf" ? Infinity : Number(value) }];
  });
}

export const sum = (figures: readonly Figure[], name: string, labels: Readonly<Record<string, string>> = {}): number =>
  figures.filter((each) => each.name === name && Object.entries(labels).every(([label, value]) => each.labels[label] === value)).reduce((all, { value }) => all + value, 0);

/** Counts by upper bound of a histogram, cumulative, as Prometheus has them. */
export type Buckets = ReadonlyMap<number, number>;

export function buckets(figures: readonly Figure[], name: string, labels: Readonly<Record<string, string>>): Buckets {
  const found = new Map<number, number>();
  for (const { name: own, labels: its, value } of figures) {
    if (own !== `${name}_bucket` || Object.entries(labels).some(([label, wanted]) => its[label] !== wanted)) continue;
    const bound = its["le"] === "+Inf" ? Infinity : Number(its["le"]);
    found.set(bound, (found.get(bound) ?? 0) + value);
  }
  return found;
}

/** The quantile of what came between two readings, by linear interpolation as Prometheus does it; null: nothing came. */
export function quantile(q: number, before: Buckets, after: Buckets): number | null {
  const bounds = [...after.keys()].sort((a, b) => a - b);
  const counts = bounds.map((bound) => (after.get(bound) ?? 0) - (before.get(bound) ?? 0));
  const whole = counts.at(-1) ?? 0;
  if (whole <= 0) return null;
  const at = counts.findIndex((count) => count >= q * whole);
  const [low, high] = [bounds[at - 1] ?? 0, bounds[at] ?? 0];
  if (high === Infinity) return low;
  const [under, through] = [counts[at - 1] ?? 0, counts[at] ?? 0];
  return through === under ? high : low + ((high - low) * (q * whole - under)) / (through - under);
}
