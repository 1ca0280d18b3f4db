/** A value with its past and its future. Immutable. */
export interface History<T> {
  readonly past: readonly T[];
  readonly now: T;
  readonly future: readonly T[];
}

export const history = <T>(now: T): History<T> => ({ past: [], now, future: [] });
export const record = <T>(before: History<T>, now: T): History<T> => ({ past: [...before.past, before.now], now, future: [] });
/** What was undone cannot come back once something else was done. */
export const forgetFuture = <T>(before: History<T>): History<T> => (before.future.length === 0 ? before : { ...before, future: [] });

export function stepBack<T>(from: History<T>): History<T> {
  const before = from.past.at(-1);
  return before === undefined ? from : { past: from.past.slice(0, -1), now: before, future: [from.now, ...from.future] };
}

export function stepForward<T>(from: History<T>): History<T> {
  const [after, ...future] = from.future;
  return after === undefined ? from : { past: [...from.past, from.now], now: after, future };
}
