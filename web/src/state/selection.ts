/** Which items are selected, and from where a range extends. */
export interface Selection {
  readonly uids: ReadonlySet<string>;
  /** uid of the item that was toggled last. */
  readonly anchor: string | null;
}

export const NOTHING: Selection = { uids: new Set(), anchor: null };

export function toggled({ uids }: Selection, uid: string): Selection {
  const after = new Set(uids);
  if (!after.delete(uid)) after.add(uid);
  return { uids: after, anchor: uid };
}

/** All from the anchor to `uid` in `order`, too; without an anchor in it, only that one. The anchor stays. */
export function extended(selection: Selection, uid: string, order: readonly string[]): Selection {
  const from = selection.anchor === null ? -1 : order.indexOf(selection.anchor);
  const to = order.indexOf(uid);
  if (from < 0 || to < 0) return { uids: new Set(selection.uids).add(uid), anchor: uid };
  const range = order.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { uids: new Set([...selection.uids, ...range]), anchor: selection.anchor };
}

export const everything = (order: readonly string[]): Selection => ({ uids: new Set(order), anchor: order[0] ?? null });
