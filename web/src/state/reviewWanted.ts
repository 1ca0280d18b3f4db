/** What a reviewer wants to see, as it stands in the address: a copied address and a reload show the same. */
import type { ReviewFilter } from "../api/types";

export const MODES = ["queue", "grid", "sample", "dashboard"] as const;
export const ORDERS = ["uncertainty", "confidence", "item", "novelty"] as const;
export const SOURCES = ["auto_label", "sam", "propagated", "imported", "human"] as const;
export const STATES = ["draft", "accepted", "rejected"] as const;

export interface Wanted {
  mode: (typeof MODES)[number];
  order: (typeof ORDERS)[number];
  state: (typeof STATES)[number];
  source: (typeof SOURCES)[number] | null;
  model: string | null;
  /** "": those without one. */
  label: string | null;
  from: number | null;
  to: number | null;
  job: string | null;
  /** uid of the sample that is reviewed. */
  sample: string | null;
}

export const DEFAULTS: Wanted = { mode: "queue", order: "uncertainty", state: "draft", source: null, model: null, label: null, from: null, to: null, job: null, sample: null };

const oneOf = <T extends string>(values: readonly T[], said: string | null): T | null => values.find((each) => each === said) ?? null;

function share(said: string | null): number | null {
  const value = said === null || said === "" ? NaN : Number(said);
  return value >= 0 && value <= 1 ? value : null;
}

/** What the address says; what it cannot mean is as if it was not there. */
export function readWanted(search: string): Wanted {
  const query = new URLSearchParams(search);
  return {
    mode: oneOf(MODES, query.get("mode")) ?? DEFAULTS.mode,
    order: oneOf(ORDERS, query.get("order")) ?? DEFAULTS.order,
    state: oneOf(STATES, query.get("state")) ?? DEFAULTS.state,
    source: oneOf(SOURCES, query.get("source")),
    model: query.get("model") || null,
    label: query.get("label"),
    from: share(query.get("from")),
    to: share(query.get("to")),
    job: query.get("job") || null,
    sample: query.get("sample") || null,
  };
}

/** The other way round; what is as always is not said. */
export function searchOf(wanted: Wanted): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(wanted)) {
    if (value !== null && value !== DEFAULTS[name as keyof Wanted]) query.set(name, String(value));
  }
  const said = query.toString();
  return said && `?${said}`;
}

/** The filter in the server's words. */
export function filterOf({ state, source, model, label, from, to, job }: Wanted): ReviewFilter {
  const said = { state, source, model, label, min_confidence: from, max_confidence: to, job };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null));
}

/** The query of the queue: a sample is reviewed as it was drawn, whatever the filter says now. */
export function queueQueryOf(wanted: Wanted, cursor: string | null, limit: number): string {
  const asked = wanted.mode === "sample" ? { sample: wanted.sample } : { ...filterOf(wanted), order: wanted.order, cursor };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...asked, limit })) if (value !== null) query.set(name, String(value));
  return `?${query.toString()}`;
}

/** How many fields of the filter say something. */
export const narrowedBy = (wanted: Wanted): number =>
  (["source", "model", "label", "from", "to", "job"] as const).filter((name) => wanted[name] !== null).length + (wanted.state === "draft" ? 0 : 1);
