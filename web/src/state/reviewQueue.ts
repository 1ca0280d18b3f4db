/** The cards that wait, and which of them is on the table. Pure: each change gives a new queue. */
import type { Annotation } from "../api/types";

export interface Queue {
  waiting: readonly Annotation[];
  at: number;
  /** Decided here: a page that was asked for before must not bring them again. */
  gone: ReadonlySet<string>;
  /** Why a card came back, by its uid. */
  notes: Readonly<Record<string, string>>;
}

export const EMPTY: Queue = { waiting: [], at: 0, gone: new Set(), notes: {} };

export const onTable = (queue: Queue): Annotation | null => queue.waiting[queue.at] ?? null;

/** The next page, behind those that are there. */
export function added(queue: Queue, page: readonly Annotation[]): Queue {
  const known = new Set(queue.waiting.map(({ uid }) => uid));
  return { ...queue, waiting: [...queue.waiting, ...page.filter(({ uid }) => !known.has(uid) && !queue.gone.has(uid))] };
}

export const stepped = (queue: Queue, by: number): Queue => ({ ...queue, at: Math.min(Math.max(0, queue.at + by), Math.max(0, queue.waiting.length - 1)) });

/** Without those that are decided; the next one slides onto the table. */
export function taken(queue: Queue, uids: ReadonlySet<string>): Queue {
  const before = queue.waiting.slice(0, queue.at).filter(({ uid }) => uids.has(uid)).length;
  const waiting = queue.waiting.filter(({ uid }) => !uids.has(uid));
  return { ...queue, waiting, at: Math.min(queue.at - before, Math.max(0, waiting.length - 1)), gone: new Set([...queue.gone, ...uids]) };
}

function put(queue: Queue, card: Annotation, at: number): Queue {
  const gone = new Set(queue.gone);
  gone.delete(card.uid);
  return { ...queue, waiting: [...queue.waiting.slice(0, at), card, ...queue.waiting.slice(at)], gone };
}

const without = (queue: Queue, uid: string): Queue => ({ ...queue, waiting: queue.waiting.filter((each) => each.uid !== uid) });

/** A decision was taken back: the card is on the table again. */
export function returned(queue: Queue, card: Annotation): Queue {
  const others = without(queue, card.uid);
  return put(others, card, Math.min(queue.at, others.waiting.length));
}

/** A decision failed: the card comes next, as it is now. What is on the table stays, since the next key is meant for that. */
export function refused(queue: Queue, card: Annotation, why: string): Queue {
  const others = without(queue, card.uid);
  return { ...put(others, card, Math.min(queue.at + 1, others.waiting.length)), notes: { ...queue.notes, [card.uid]: why } };
}
