/** Which cells of a grid are chosen, and where the keyboard is. Pure. */
export interface Selection {
  at: number;
  /** Where a range begins. */
  anchor: number;
  chosen: ReadonlySet<string>;
}

export const NOTHING: Selection = { at: 0, anchor: 0, chosen: new Set() };

/** The keyboard goes there; with `extend` all from the anchor on are chosen. */
export function moved(selection: Selection, to: number, uids: readonly string[], extend: boolean): Selection {
  const at = Math.min(Math.max(0, to), Math.max(0, uids.length - 1));
  if (!extend) return { ...selection, at, anchor: at };
  const range = uids.slice(Math.min(selection.anchor, at), Math.max(selection.anchor, at) + 1);
  return { ...selection, at, chosen: new Set([...selection.chosen, ...range]) };
}

/** Chosen, or not any more. */
export function toggled(selection: Selection, at: number, uids: readonly string[]): Selection {
  const uid = uids[at];
  if (uid === undefined) return selection;
  const chosen = new Set(selection.chosen);
  if (!chosen.delete(uid)) chosen.add(uid);
  return { at, anchor: at, chosen };
}

/** Those that are still there; the keyboard stays where it is, or on the last. */
export function kept(selection: Selection, uids: readonly string[]): Selection {
  const there = new Set(uids);
  const at = Math.min(selection.at, Math.max(0, uids.length - 1));
  return { at, anchor: at, chosen: new Set([...selection.chosen].filter((uid) => there.has(uid))) };
}
